//! A function with a body, as it is written (rule 1.1).

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Block, Signature, Token, Visibility};

/// A function with a body, wherever it stands.
#[derive(Clone)]
pub struct Function {
    pub attrs: Vec<Attribute>,
    vis: Visibility,
    defaultness: Option<Token![default]>,
    pub sig: Signature,
    pub body: Block,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let defaultness = input.parse()?;
        let sig = input.parse()?;
        let inner;
        let brace_token = syn::braced!(inner in input);
        let inner_attrs = inner.call(Attribute::parse_inner)?;
        let stmts = inner.call(Block::parse_within)?;
        Ok(Function {
            attrs: attrs.into_iter().chain(inner_attrs).collect(),
            vis,
            defaultness,
            sig,
            body: Block { brace_token, stmts },
        })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Function {
            attrs,
            vis,
            defaultness,
            sig,
            body,
        } = self;
        let is_outer = |attr: &&Attribute| matches!(attr.style, syn::AttrStyle::Outer);
        let outer = attrs.iter().filter(is_outer);
        let inner = attrs.iter().filter(|attr| !is_outer(attr));
        tokens.extend(quote!(#(#outer)* #vis #defaultness #sig));
        body.brace_token.surround(tokens, |tokens| {
            tokens.extend(quote!(#(#inner)*));
            body.stmts.iter().for_each(|stmt| stmt.to_tokens(tokens));
        });
    }
}
