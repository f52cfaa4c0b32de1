//! The async twins of functions. A function with the attribute keeps its name and its type, so that it can be called
//! and passed on as before, but all it does is to block on its twin.

use super::density::Density;
use super::exceptions;
use super::names::{self, Names};
use super::pauses::Pauses;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeSet;
use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Block, Expr, FnArg, ImplItem, Item, ItemFn, ItemImpl, ItemTrait, Pat, Path, ReceiverKind,
    Safety, Signature, Stmt, TraitItem, parse_quote,
};

/// Makes the twins of a file.
pub struct Functions<'n> {
    file: &'n str,
    names: &'n Names,
    /// What the places of the awaits hang on.
    seed: u32,
    /// Where in the file it is.
    path: Vec<String>,
    /// The functions without the attribute that deferred calls await.
    pub awaited: BTreeSet<Ident>,
    pub made: usize,
    /// How many deferred calls await.
    pub awaiting: usize,
    pub left_out: usize,
}

/// A function in two: the one that blocks, and the async one.
struct Twin {
    blocking: Signature,
    blocking_attributes: Vec<Attribute>,
    /// The call of the async one.
    call: TokenStream,
    sig: Signature,
    attributes: Vec<Attribute>,
    body: Block,
}

impl<'n> Functions<'n> {
    pub fn new(file: &'n str, names: &'n Names, seed: u32) -> Self {
        Functions {
            file,
            names,
            seed,
            path: Vec::new(),
            awaited: BTreeSet::new(),
            made: 0,
            awaiting: 0,
            left_out: 0,
        }
    }

    pub fn items(&mut self, items: Vec<Item>) -> Vec<Item> {
        items.into_iter().flat_map(|item| self.item(item)).collect()
    }

    fn item(&mut self, item: Item) -> Vec<Item> {
        match item {
            Item::Fn(function) => self.function(function),
            Item::Impl(block) => vec![Item::Impl(self.impl_block(block))],
            Item::Trait(declared) => vec![Item::Trait(self.trait_block(declared))],
            Item::Mod(mut module) => {
                if let Some((_, items)) = &mut module.content {
                    let inside = std::mem::take(items);
                    *items = self.within(module.ident.to_string(), |functions| functions.items(inside));
                }
                vec![Item::Mod(module)]
            }
            other => vec![other],
        }
    }

    fn within<T>(&mut self, name: String, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name);
        let made = inside(self);
        self.path.pop();
        made
    }

    /// The twin of a function, if it is to have one; that of functions in its body are made in any case.
    fn twin(&mut self, attributes: &[Attribute], sig: &Signature, body: &mut Block, is_method: bool) -> Option<Twin> {
        self.within(sig.ident.to_string(), |functions| functions.visit_block_mut(body));
        if !names::is_marked(attributes) {
            return None;
        }
        let path = [&*self.path, &[sig.ident.to_string()]].concat().join("::");
        if exceptions::of(self.file).any(|exception| exception == path) {
            self.left_out += 1;
            return None;
        }
        self.made += 1;
        let mut body = body.clone();
        let density = Density::of(self.seed, self.made);
        let mut pauses = Pauses::new(self.names, sig.ident.clone(), &mut self.awaited, density);
        pauses.function(&mut body);
        self.awaiting += pauses.awaiting;
        Some(Twin::new(attributes, sig, body, is_method))
    }

    fn function(&mut self, mut function: ItemFn) -> Vec<Item> {
        let Some(twin) = self.twin(&function.attrs, &function.sig, &mut function.block, false) else {
            return vec![Item::Fn(function)];
        };
        let vis = &function.vis;
        let (sig, attributes, body) = (&twin.sig, &twin.attributes, &twin.body);
        let made = parse_quote!(#(#attributes)* #vis #sig #body);
        function.block = Box::new(twin.blocking_body(&[]));
        function.sig = twin.blocking;
        function.attrs = twin.blocking_attributes;
        vec![Item::Fn(function), Item::Fn(made)]
    }

    fn impl_block(&mut self, mut block: ItemImpl) -> ItemImpl {
        assert!(
            !names::is_marked(&block.attrs),
            "no test had the attribute on an `impl` yet"
        );
        let of = block.self_ty.to_token_stream().to_string();
        let items = std::mem::take(&mut block.items);
        block.items = self.within(of, |functions| {
            items
                .into_iter()
                .flat_map(|item| functions.impl_item(item, &block))
                .collect()
        });
        block
    }

    fn impl_item(&mut self, item: ImplItem, block: &ItemImpl) -> Vec<ImplItem> {
        let ImplItem::Fn(mut method) = item else {
            return vec![item];
        };
        let Some(mut twin) = self.twin(&method.attrs, &method.sig, &mut method.block, true) else {
            return vec![ImplItem::Fn(method)];
        };
        let mut items = Vec::new();
        match &block.trait_ {
            None => {
                let (vis, sig, attributes, body) = (&method.vis, &twin.sig, &twin.attributes, &twin.body);
                items.push(parse_quote!(#(#attributes)* #vis #sig #body));
                method.block = twin.blocking_body(&[]);
            }
            Some((of, _)) => {
                let inner = twin.of_trait_impl(of, block);
                method.block = twin.blocking_body(&inner);
            }
        }
        method.sig = twin.blocking;
        method.attrs = twin.blocking_attributes;
        items.push(ImplItem::Fn(method));
        items
    }

    fn trait_block(&mut self, mut declared: ItemTrait) -> ItemTrait {
        assert!(
            !names::is_marked(&declared.attrs),
            "no test had the attribute on a trait yet"
        );
        let name = declared.ident.clone();
        self.within(name.to_string(), |functions| {
            for item in &mut declared.items {
                if let TraitItem::Fn(method) = item
                    && let Some(body) = &mut method.default
                    && let Some(twin) = functions.twin(&method.attrs, &method.sig, body, true)
                {
                    let inner = twin.of_trait(&name);
                    *body = twin.blocking_body(&inner);
                    method.sig = twin.blocking;
                    method.attrs = twin.blocking_attributes;
                }
            }
        });
        declared
    }
}

/// The functions among the statements of other ones.
impl VisitMut for Functions<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            match stmt {
                Stmt::Item(item) => block.stmts.extend(self.item(item).into_iter().map(Stmt::Item)),
                _ => {
                    visit_mut::visit_stmt_mut(self, &mut stmt);
                    block.stmts.push(stmt);
                }
            }
        }
    }
}

impl Twin {
    fn new(attributes: &[Attribute], sig: &Signature, body: Block, is_method: bool) -> Self {
        let (of_test, of_twin): (Vec<Attribute>, Vec<Attribute>) = attributes
            .iter()
            .map(outer)
            .partition(|attribute| attribute.path().is_ident("test"));
        let is_kept = |attribute: &&Attribute| !names::is_mark(attribute) && !attribute.path().is_ident("doc");
        let blocking_attributes = of_test.iter().chain(&of_twin).filter(is_kept).cloned().collect();

        let mut blocking = sig.clone();
        let arguments: Vec<Ident> = blocking.inputs.iter_mut().enumerate().map(argument).collect();
        let name = names::twin(&sig.ident);
        let sig = Signature {
            asyncness: Some(Default::default()),
            abi: None,
            ident: name.clone(),
            ..sig.clone()
        };
        let call = match is_method {
            true => quote!(Self::#name(#(#arguments),*)),
            false => quote!(#name(#(#arguments),*)),
        };
        Twin {
            blocking,
            blocking_attributes,
            call,
            sig,
            attributes: of_twin,
            body,
        }
    }

    /// Calls the async one, which may need items of its own.
    fn blocking_body(&self, items: &[Item]) -> Block {
        let call = &self.call;
        let blocked: Expr = match self.sig.safety {
            // SAFETY, in the twins: as the function's own.
            Safety::Unsafe(_) => parse_quote!(unsafe { ::defer_tests::block_on(#call) }),
            _ => parse_quote!(::defer_tests::block_on(#call)),
        };
        parse_quote!({ #(#items)* #blocked })
    }

    /// A trait that another one's default method has its twin in, which it couldn't itself: it may be used as `dyn`.
    fn of_trait(&self, of: &Ident) -> [Item; 2] {
        let (sig, attributes, body) = (&self.sig, &self.attributes, &self.body);
        [
            parse_quote!(trait Twin: #of { #(#attributes)* #sig #body }),
            parse_quote!(impl<T: #of + ?Sized> Twin for T {}),
        ]
    }

    /// A trait that a method of a trait's implementation has its twin in.
    fn of_trait_impl(&mut self, of: &Path, block: &ItemImpl) -> [Item; 2] {
        Associated(of).visit_signature_mut(&mut self.sig);
        let (sig, attributes, body) = (&self.sig, &self.attributes, &self.body);
        let mut declared = sig.clone();
        declared.inputs.iter_mut().enumerate().for_each(|input| {
            argument(input);
        });
        let (generics, ty) = (&block.generics, &block.self_ty);
        let where_clause = &generics.where_clause;
        [
            parse_quote!(trait Twin: #of { #declared; }),
            parse_quote!(impl #generics Twin for #ty #where_clause { #(#attributes)* #sig #body }),
        ]
    }
}

/// Says of which trait the associated types are.
struct Associated<'p>(&'p Path);

impl VisitMut for Associated<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if let syn::Type::Path(path) = ty
            && path.path.segments.len() == 2
            && path.path.segments[0].ident == "Self"
        {
            let (of, name) = (self.0, &path.path.segments[1]);
            *ty = parse_quote!(<Self as #of>::#name);
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// The attribute as it stands before the function.
fn outer(attribute: &Attribute) -> Attribute {
    Attribute {
        style: AttrStyle::Outer,
        ..attribute.clone()
    }
}

/// Gives a parameter a name, and what else the caller doesn't see goes.
fn argument((at, input): (usize, &mut FnArg)) -> Ident {
    match input {
        FnArg::Receiver(receiver) => {
            if !matches!(receiver.kind, ReceiverKind::Reference(..)) {
                receiver.mutability = None;
            }
            receiver
                .self_token
                .into_token_stream()
                .into_iter()
                .next()
                .map(ident)
                .expect("`self` is a token")
        }
        FnArg::Typed(typed) => {
            let name = format_ident!("argument_{at}");
            typed.attrs.clear();
            *typed.pat = Pat::parse_single.parse2(quote!(#name)).expect("a name is a pattern");
            name
        }
    }
}

fn ident(token: proc_macro2::TokenTree) -> Ident {
    match token {
        proc_macro2::TokenTree::Ident(ident) => ident,
        other => panic!("{other} is no name"),
    }
}
