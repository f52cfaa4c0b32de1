//! `println!("…", a, b)` and its like, deferred: what is printed is what the arguments are now (rule 2.6).

use super::captured::path;
use super::{BLOCK_FORM, Parts, error};
use crate::guesses;
use crate::syntax::arguments::{Argument, arguments_of, string_literal};
use crate::syntax::names;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Macro;

/// Captures the arguments of a formatting macro.
pub fn capture(mut call: Macro, parts: &mut Parts<'_>) -> syn::Result<Macro> {
    if let Some(asking) = call
        .path
        .get_ident()
        .filter(|name| names::is_one_of(name, &names::ASKING))
    {
        let message = format!("`{asking}!()` stands in a block: write `defer!(|| {{ {asking}!(); }})`");
        return Err(error(&call, &message));
    }
    let sinks = usize::from(guesses::begins_with_a_sink(&call.path));
    let is_text = |argument: &Argument| argument.name.is_none() && string_literal(&argument.value).is_some();
    let text_in = |arguments: Vec<Argument>| match arguments.iter().take(sinks + 1).position(is_text) {
        Some(at) => Some((arguments, at)),
        // `println!()` and `writeln!(w)`.
        None => (arguments.len() == sinks && guesses::may_print_nothing(&call.path)).then_some((arguments, sinks)),
    };
    let arguments = arguments_of(&call).map(|arguments| arguments.into_iter().collect());
    let Some((arguments, text)) = arguments.and_then(text_in) else {
        let message = format!("what this macro evaluates now can't be told: {BLOCK_FORM}");
        return Err(error(call, &message));
    };
    call.tokens = capture_arguments(arguments, text, parts)?;
    Ok(call)
}

/// The arguments, of which the one at `text` is what is printed.
fn capture_arguments(arguments: Vec<Argument>, text: usize, parts: &mut Parts<'_>) -> syn::Result<TokenStream> {
    let (mut written, mut named, mut inline) = (Vec::new(), Vec::new(), Vec::new());
    for (position, Argument { name, value }) in arguments.into_iter().enumerate() {
        if position < text {
            let sink = parts.sink(value)?;
            written.push(quote!(#sink));
        } else if position == text {
            if let Some(text) = string_literal(&value) {
                for name in names::inline_captures(&text.value()) {
                    if name == "self" {
                        let message = "`{self}` can't be evaluated now: write `{}`, and `self` as an argument";
                        return Err(error(text, message));
                    }
                    inline.extend(names::identifier(&name, text.span()));
                }
            }
            written.push(quote!(#value));
        } else {
            let value = parts.snapshot(value);
            let (label, equals) = name.unzip();
            named.extend(label.as_ref().map(names::name_of));
            written.push(quote!(#label #equals #value));
        }
    }
    inline.retain(|name| !named.contains(&names::name_of(name)));
    for name in inline {
        let value = parts.snapshot(path(name.clone()));
        written.push(quote!(#name = #value));
    }
    Ok(quote!(#(#written),*))
}
