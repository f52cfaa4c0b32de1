//! The async twin of a test file.

use super::exceptions;
use super::expand::Macros;
use super::functions::Functions;
use super::names::{self, Names};
use super::sample::Sample;
use std::path::Path;
use syn::{FnArg, Item, ItemFn, Pat, parse_quote};

/// The items of a test file with those of their twins, and how many there are.
pub struct Twins {
    file: &'static str,
    items: Vec<Item>,
    functions: usize,
    awaiting: usize,
    left_out: usize,
}

impl Twins {
    pub fn of(file: &'static str, one_of: usize, seed: u32) -> Self {
        let library = Path::new("src/lib.rs");
        let mut items = Macros::of(library).expand(&Path::new(file).with_extension("rs"));
        Sample::new(one_of).of(&mut items);
        let say: ItemFn = parse_quote!(
            fn say(line: impl ToString) {}
        );
        let names = Names::of(file, &items, std::slice::from_ref(&say));
        let plain: Vec<ItemFn> = functions(&items).chain([&say]).cloned().collect();

        let mut functions = Functions::new(file, &names, seed);
        let mut items = functions.items(items);
        let is_awaited = |function: &&ItemFn| functions.awaited.contains(&function.sig.ident);
        items.extend(plain.iter().filter(is_awaited).map(awaited));
        Twins {
            file,
            functions: functions.made,
            awaiting: functions.awaiting,
            left_out: functions.left_out,
            items,
        }
    }

    /// A module of the name of the file.
    pub fn module(&self) -> String {
        let name = quote::format_ident!("{}", self.file);
        let items = &self.items;
        let module = parse_quote! {
            #[allow(warnings, unsafe_code)]
            mod #name {
                #(#items)*
            }
        };
        prettyplease::unparse(&module)
    }

    /// How many functions have twins.
    pub fn count(&self) -> String {
        let exceptions = exceptions::of(self.file).count();
        format!(
            "Count {{ file: {:?}, functions: {}, awaiting: {}, left_out: {}, exceptions: {exceptions} }},\n",
            self.file, self.functions, self.awaiting, self.left_out
        )
    }
}

fn functions(items: &[Item]) -> impl Iterator<Item = &ItemFn> {
    items.iter().filter_map(|item| match item {
        Item::Fn(function) => Some(function),
        _ => None,
    })
}

/// A function that pauses and then does what the other one does.
fn awaited(function: &ItemFn) -> Item {
    let mut sig = function.sig.clone();
    let name = std::mem::replace(&mut sig.ident, names::twin(&function.sig.ident));
    sig.asyncness = Some(Default::default());
    let arguments = sig.inputs.iter().map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(pat) => &pat.ident,
            _ => panic!("a parameter of {name} has no name"),
        },
        FnArg::Receiver(_) => panic!("{name} is no method"),
    });
    parse_quote! {
        #sig {
            ::defer_tests::pause().await;
            #name(#(#arguments),*)
        }
    }
}
