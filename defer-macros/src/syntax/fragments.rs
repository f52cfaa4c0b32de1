//! What a `macro_rules!` macro was given and writes into a function (`$body`, `$value`) comes in invisible groups.

use crate::syntax::calls::is_of_unknown_macro;
use crate::syntax::tokens::with_stream;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Takes the groups away where that changes nothing: around a single token, a whole argument or a whole statement. Macros
/// that aren't known may tell them apart, so their arguments are left alone.
pub fn opened(code: TokenStream) -> TokenStream {
    let code: Vec<TokenTree> = code.into_iter().collect();
    let is_end = |token: Option<&TokenTree>| match token {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ',' | ';'),
        token => token.is_none(),
    };
    let mut opened_code = TokenStream::new();
    for (at, token) in code.iter().enumerate() {
        let group = match token {
            // Others stay as they are, for the places of their brackets are lost in a copy.
            TokenTree::Group(group) if is_invisible(token) && !is_of_unknown_macro(&code[..at]) => group,
            other => {
                opened_code.extend([other.clone()]);
                continue;
            }
        };
        let inner = opened(group.stream());
        let is_whole = is_end(at.checked_sub(1).map(|before| &code[before])) && is_end(code.get(at + 1));
        let is_single = inner.clone().into_iter().count() == 1;
        if group.delimiter() == Delimiter::None && !inner.is_empty() && (is_whole || is_single) {
            opened_code.extend(inner);
        } else {
            opened_code.extend([TokenTree::Group(with_stream(group, inner))]);
        }
    }
    opened_code
}

/// Whether it is an invisible group or holds one.
fn is_invisible(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::None || group.stream().into_iter().any(|token| is_invisible(&token))
        }
        _ => false,
    }
}
