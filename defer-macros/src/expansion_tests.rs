//! Compares what the attribute makes of each function in `expansions/` with the file beside it. The expansions
//! are the documentation of the lowering: `UPDATE_EXPANSIONS=1 cargo test -p defer-macros` writes them anew, to be
//! reviewed like code.

use crate::item;
use pretty_assertions::assert_eq;
use proc_macro2::TokenStream;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Item, Meta};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions")
}

/// The file with its one function expanded.
fn expanded(source: &str) -> String {
    let mut file = syn::parse_file(source).expect("the source is Rust");
    let [Item::Fn(function)] = &mut *file.items else {
        panic!("the source is one function")
    };
    let attribute = function.attrs.pop().expect("the function has the attribute");
    let options = match attribute.meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let item = item::expand(options, quote::quote!(#function));
    file.items = vec![syn::parse2(item).expect("the expansion is one function")];
    prettyplease::unparse(&file)
}

#[test]
fn every_shape_expands_as_written_down() {
    let mut shapes = 0;
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("the name is text");
        if name.ends_with(".expanded.rs") {
            continue;
        }
        shapes += 1;
        let source = fs::read_to_string(&path).expect("the source can be read");
        let actual = expanded(&source);
        let beside = path.with_extension("expanded.rs");
        if std::env::var_os("UPDATE_EXPANSIONS").is_some() {
            fs::write(&beside, &actual).expect("the expansion can be written");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(actual, expected, "{name}");
    }
    assert!(shapes >= 16, "only {shapes} shapes were found");
}

/// 1.3
#[test]
fn nothing_deferred_comes_out_token_for_token() {
    let function = quote::quote! {
        #[inline] pub(crate) fn f<T>(a: T) -> impl Sized where T: Clone { let b = (a.clone(),); { b } }
    };
    let expanded = item::expand(TokenStream::new(), function.clone());
    assert_eq!(expanded.to_string(), function.to_string());
}
