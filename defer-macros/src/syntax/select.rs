//! `select! { pattern = future => handler, … }`, read so that the ways out in it can be.

use crate::guesses;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Macro, Pat, Token};

/// What a call of `select!` waits for.
#[derive(Clone)]
pub struct Select {
    biased: Option<(Ident, Token![;])>,
    pub branches: Vec<Branch>,
}

/// What is done when one of the futures is ready, or none can be.
#[derive(Clone)]
pub struct Branch {
    pub future: Option<Awaited>,
    /// `else`, `complete`, `default`.
    otherwise: Option<Ident>,
    arrow: Token![=>],
    pub handler: Expr,
    comma: Option<Token![,]>,
}

/// `pattern = future`, with `, if condition` behind.
#[derive(Clone)]
pub struct Awaited {
    pub pat: Pat,
    equals: Token![=],
    pub future: Expr,
    pub condition: Option<(Token![,], Token![if], Expr)>,
}

impl Select {
    /// Reads the call; nothing where it is of another macro or shape.
    pub fn of(call: &Macro) -> Option<Self> {
        guesses::is_select(&call.path).then(|| call.parse_body().ok()).flatten()
    }
}

impl Parse for Select {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let biased = match input.peek(syn::Ident) && input.peek2(Token![;]) {
            true => Some((input.parse()?, input.parse()?)),
            false => None,
        };
        let mut branches = Vec::new();
        while !input.is_empty() {
            branches.push(input.parse()?);
        }
        Ok(Select { biased, branches })
    }
}

impl Parse for Branch {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (future, otherwise) = match input.peek(Ident::peek_any) && input.peek2(Token![=>]) {
            true => (None, Some(input.call(Ident::parse_any)?)),
            false => (Some(input.parse()?), None),
        };
        Ok(Branch {
            future,
            otherwise,
            arrow: input.parse()?,
            handler: input.call(Expr::parse_with_earlier_boundary_rule)?,
            comma: input.parse()?,
        })
    }
}

impl Parse for Awaited {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let pat = input.call(Pat::parse_multi)?;
        let equals = input.parse()?;
        let future = input.parse()?;
        let condition = match input.peek(Token![,]) && input.peek2(Token![if]) {
            true => Some((input.parse()?, input.parse()?, input.parse()?)),
            false => None,
        };
        Ok(Awaited {
            pat,
            equals,
            future,
            condition,
        })
    }
}

impl ToTokens for Select {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Select { biased, branches } = self;
        let (biased, semicolon) = biased.as_ref().map(|(biased, semicolon)| (biased, semicolon)).unzip();
        tokens.extend(quote!(#biased #semicolon #(#branches)*));
    }
}

impl ToTokens for Branch {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.future.to_tokens(tokens);
        self.otherwise.to_tokens(tokens);
        self.arrow.to_tokens(tokens);
        self.handler.to_tokens(tokens);
        self.comma.to_tokens(tokens);
    }
}

impl ToTokens for Awaited {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pat.to_tokens(tokens);
        self.equals.to_tokens(tokens);
        self.future.to_tokens(tokens);
        if let Some((comma, keyword, condition)) = &self.condition {
            tokens.extend(quote!(#comma #keyword #condition));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_call_comes_out_as_it_went_in() {
        let call: Macro = syn::parse_quote!(tokio::select! {
            biased;
            Some(line) | Ok(line) = lines.next(), if n < 10 => match line {
                Some(0) => break,
                _ => return Err("closed".into()),
            },
            _ = sleep(SECOND) => { continue }
            complete => unreachable!(),
            else => {}
        });
        let select = Select::of(&call).expect("it can be read");
        assert_eq!(select.branches.len(), 4);
        assert_eq!(select.to_token_stream().to_string(), call.tokens.to_string());
    }

    #[test]
    fn another_macro_is_not_read() {
        let call: Macro = syn::parse_quote!(choose! { _ = future => {} });
        assert!(Select::of(&call).is_none());
    }
}
