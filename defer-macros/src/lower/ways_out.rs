//! The ways out of one rest as values of `WayOut`, and the arms behind its closure that carry each of them on, with a
//! value that has been evaluated in front of the deferred code (rules 4.1 and 5.2).

use super::colour::braced;
use super::split::Split;
use super::stmts;
use super::{Lowering, Scope};
use crate::locals::Target;
use crate::syntax::names::{self, Names};
use crate::syntax::returned::Returned;
use crate::uses::PlainValue;
use crate::ways::{Found, Way};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Lifetime, Stmt};

/// What follows when the end of the rest is reached.
#[derive(Clone, Copy, PartialEq)]
pub enum Next {
    /// The function or closure ends with the value of the rest.
    Value,
    /// The function ends with its named result.
    Named,
    /// The next iteration.
    Iteration,
    /// What stands behind an inner block, which has a value.
    Block,
    /// Nothing: the block is never left at its end.
    Nowhere,
}

/// What comes out of the closure with a way out.
#[derive(Clone, Default)]
struct Payload {
    /// Where the user has written it.
    value: Option<Span>,
    /// Locals that were in the closure.
    given_back: Vec<Ident>,
}

/// A way out that is written behind the closure.
struct Jump {
    /// `break`, `continue` or `return`, with what is built there.
    leave: TokenStream,
    payload: Payload,
}

/// Collects the ways out of one rest while they are rewritten.
pub struct WaysOut<'a, 'e> {
    lowering: &'a mut Lowering<'e>,
    split: &'a Split,
    next: &'a Next,
    own_label: Option<&'a Lifetime>,
    block: Span,
    output: &'a Returned,
    breaks: Option<Payload>,
    returns: bool,
    /// The named result is assigned behind the closure.
    settled: bool,
    jumps: Vec<Jump>,
    /// The locals of values that are built behind the closure.
    built: Names,
}

impl<'a, 'e> WaysOut<'a, 'e> {
    pub fn new(lowering: &'a mut Lowering<'e>, split: &'a Split, next: &'a Next, scope: &'a Scope) -> Self {
        WaysOut {
            lowering,
            split,
            next,
            own_label: scope.own_label(),
            block: scope.block,
            output: &scope.output,
            breaks: None,
            returns: *next == Next::Named,
            settled: false,
            jumps: Vec::new(),
            built: Names::new(),
        }
    }

    /// Whether the function's named result is assigned what the rest returns. That may come from an early end inside
    /// a carrier too, or from a deferred call that looks at the value.
    pub fn settles(&mut self, may_end_early: bool, sees_value: bool) -> bool {
        // What never returns can't fail by that, nor a closure that doesn't say what it returns, and returns nowhere.
        self.returns |= sees_value && !matches!(self.output, Returned::Inferred) && !self.output.is_never();
        if self.lowering.named.is_none() || matches!(self.next, Next::Block | Next::Nowhere) {
            return false;
        }
        self.returns |= may_end_early;
        self.settled = self.returns;
        self.returns
    }

    /// One way out as data; `bound` are the names that the rest binds in front of it.
    pub fn flow(&mut self, way: Way, value: Option<Expr>, bound: &[String]) -> TokenStream {
        let here = Span::mixed_site();
        let built = match way == Way::Return && self.settles_result() {
            true => None,
            false => self.built_outside(value.as_ref(), bound),
        };
        let touched = self.touched(built.as_ref(), value.as_ref());
        let flow = self.flow_of(way, value, built.is_some());
        match touched {
            Some(touched) => quote_spanned!(here=> { #touched #flow }),
            None => flow,
        }
    }

    fn flow_of(&mut self, way: Way, value: Option<Expr>, outside: bool) -> TokenStream {
        let here = Span::mixed_site();
        let own = self.own_label.cloned();
        match way {
            Way::Return => self.flow_of_return(value, outside),
            Way::Continue if *self.next == Next::Iteration => self.next_flow(None),
            Way::Break if !outside => self.flow_of_break(value),
            Way::Break => self.jump(quote_spanned!(here=> break #own), value, Target::Break(own), outside),
            Way::Continue => self.jump(
                quote_spanned!(here=> continue #own),
                None,
                Target::Continue(own),
                outside,
            ),
            Way::BreakTo(label) => {
                let leave = quote_spanned!(here=> break #label);
                self.jump(leave, value, Target::Break(Some(label)), outside)
            }
            Way::ContinueTo(label) => self.jump(
                quote_spanned!(here=> continue #label),
                None,
                Target::Continue(Some(label)),
                outside,
            ),
        }
    }

    /// Whether a returned value is assigned to the named result behind the closure.
    fn settles_result(&self) -> bool {
        self.lowering.named.is_some() && *self.next != Next::Block && *self.next != Next::Nowhere
    }

    fn flow_of_return(&mut self, value: Option<Expr>, outside: bool) -> TokenStream {
        let here = Span::mixed_site();
        let settles = self.settles_result();
        match value {
            None if settles => {
                self.returns = true;
                self.way("Return", quote_spanned!(here=> ::core::option::Option::None))
            }
            None if self.lowering.named.is_some() => self.push_jump(quote_spanned!(here=> return), None, Vec::new()),
            Some(value) if outside => self.push_jump(quote_spanned!(here=> return #value), None, Vec::new()),
            value => {
                self.returns = true;
                let value = value.map_or_else(|| quote_spanned!(here=> ()), Expr::into_token_stream);
                match self.output {
                    Returned::Named(named) => {
                        let returned = match settles {
                            true => quote_spanned!(here=> ::core::option::Option::Some(value)),
                            false => quote_spanned!(here=> value),
                        };
                        let flow = self.way("Return", returned);
                        // clippy looks away from a macro in a statement that isn't the user's.
                        let place = value.span();
                        let declared = quote_spanned!(place=> let);
                        let end = quote_spanned!(place=> ;);
                        quote_spanned!(here=> { #declared value: #named = #value #end #flow })
                    }
                    _ => self.way("Return", value),
                }
            }
        }
    }

    fn flow_of_break(&mut self, value: Option<Expr>) -> TokenStream {
        let given_back = self.given_back(&Target::Break(self.own_label.cloned()));
        let payload = payload(value.as_ref().map(Expr::to_token_stream), &given_back);
        let known = self.breaks.get_or_insert(Payload {
            value: None,
            given_back,
        });
        known.value = known.value.or(value.as_ref().map(Spanned::span));
        self.way("Break", payload)
    }

    /// The end of the rest as data.
    fn next_flow(&mut self, value: Option<TokenStream>) -> TokenStream {
        let payload = payload(value, &self.given_back_at_end());
        self.way("Next", payload)
    }

    fn way(&self, name: &str, payload: TokenStream) -> TokenStream {
        let (runtime, name) = (&self.lowering.runtime, Ident::new(name, Span::mixed_site()));
        quote_spanned!(Span::mixed_site()=> #runtime::WayOut::#name(#payload))
    }

    /// A way out that is taken behind the closure, where the value is built too if that makes no difference.
    fn jump(&mut self, leave: TokenStream, value: Option<Expr>, target: Target, outside: bool) -> TokenStream {
        let given_back = self.given_back(&target);
        if outside {
            self.push_jump(quote_spanned!(Span::mixed_site()=> #leave #value), None, given_back)
        } else {
            self.push_jump(leave, value, given_back)
        }
    }

    fn push_jump(&mut self, leave: TokenStream, value: Option<Expr>, given_back: Vec<Ident>) -> TokenStream {
        let written = leave.to_string();
        let known = self.jumps.iter().position(|jump| jump.leave.to_string() == written);
        let payload = payload(value.as_ref().map(Expr::to_token_stream), &given_back);
        let at = known.unwrap_or_else(|| {
            self.jumps.push(Jump {
                leave,
                payload: Payload {
                    value: value.as_ref().map(Spanned::span),
                    given_back,
                },
            });
            self.jumps.len() - 1
        });
        let chosen = self.chosen(at, payload);
        self.way("Jump", chosen)
    }

    /// The jump of this number, among the others.
    fn chosen(&self, at: usize, payload: TokenStream) -> TokenStream {
        let (here, runtime) = (Span::mixed_site(), &self.lowering.runtime);
        let this = quote_spanned!(here=> #runtime::Jump::This(#payload));
        (0..at).fold(this, |inner, _| quote_spanned!(here=> #runtime::Jump::Other(#inner)))
    }

    /// The locals of a value that is made of constructors and locals of further out alone, so that building it behind the
    /// closure makes no difference.
    fn built_outside(&mut self, value: Option<&Expr>, bound: &[String]) -> Option<Names> {
        let PlainValue {
            locals,
            items,
            has_constant,
        } = value.and_then(PlainValue::of)?;
        let split = self.split;
        // It may be a `static mut`, or one that a macro declares.
        if has_constant && (self.lowering.has_unsafe || bound.iter().any(|name| name == names::ANY_ITEM)) {
            return None;
        }
        let is_hidden = |name: &String| name == "*" || locals.contains(name) || items.contains(name);
        let may_be_local = |name: &String| self.lowering.locals.may_be_local(name);
        if locals.is_empty()
            || bound.iter().any(is_hidden)
            || split.looks.at_value
            || split.looks.at_memory
            || items.iter().any(may_be_local)
        {
            return None;
        }
        let is_left_alone = |name: &String| {
            let local = self.lowering.locals.find(name);
            let is_outer = match local {
                // By value it can't be touched.
                None => name == "self" && !split.reaches,
                // What a closure of the user's captures isn't its to touch.
                Some((place, _)) if split.reaches => place < split.outside && place >= self.lowering.outside_closure,
                Some((place, _)) => place < split.outside,
            };
            is_outer
                && !split.mentions.contains(name)
                && !split
                    .threads
                    .iter()
                    .any(|thread| names::name_of(&thread.local) == *name)
        };
        let is_left_alone = locals.iter().all(is_left_alone);
        if is_left_alone {
            self.built.extend(locals.iter().cloned());
        }
        is_left_alone.then_some(locals)
    }

    /// What is built behind the deferred code is touched in front of it where that may reach it, so that rustc refuses an
    /// alias: exclusively, as a move would, unless it can only be copied.
    fn touched(&mut self, built: Option<&Names>, value: Option<&Expr>) -> Option<TokenStream> {
        let here = Span::mixed_site();
        let written = value.to_token_stream();
        let names = built.filter(|_| self.split.reaches)?;
        let mut touched = Vec::new();
        for name in names {
            let (place, local) = self.lowering.locals.find(name)?;
            let named = names::only_mention(&written, &Names::from([name.clone()])).unwrap_or(here);
            let mut ident = local.ident.clone();
            ident.set_span(ident.span().located_at(named));
            let there = here.located_at(named);
            if self.lowering.locals.may_move(place) {
                self.lowering.locals.make_mutable(place);
                touched.push(quote_spanned!(there=> &mut #ident));
            } else {
                touched.push(quote_spanned!(there=> &#ident));
            }
        }
        Some(quote_spanned!(here=> let _ = (#(#touched,)*);))
    }

    /// The locals that the way out to `target` gives back.
    fn given_back(&self, target: &Target) -> Vec<Ident> {
        let goes_on = matches!(target, Target::Continue(_));
        self.split
            .threads
            .iter()
            .filter(|thread| thread.fresh.is_none() || thread.at_end == goes_on)
            .filter(|thread| self.lowering.locals.mentioned_at(thread.place, target))
            .map(|thread| thread.local.clone())
            .collect()
    }

    fn given_back_at_end(&self) -> Vec<Ident> {
        match self.next {
            Next::Iteration => self.given_back(&Target::Continue(None)),
            _ => self.given_back(&Target::End),
        }
    }

    /// Sees to it that nothing but the user's own code declares the locals of what is built behind the closure.
    pub fn check_macros(&mut self, found: &Found) {
        let built = std::mem::take(&mut self.built);
        let macros = found.given(|name| built.contains(name)).cloned();
        self.lowering.only.extend(macros);
    }

    /// Writes the way out at the end of the rest.
    pub fn end(&mut self, rest: &mut Vec<Stmt>, wrap: impl FnOnce(TokenStream) -> TokenStream) {
        let here = Span::mixed_site();
        let flow = match self.next {
            Next::Nowhere => return,
            Next::Block => {
                let value = Ident::new("value", here);
                let block = braced(quote!(#(#rest)*), here);
                *rest = stmts(quote_spanned!(here=> #[allow(clippy::diverging_sub_expression)] let #value = #block;));
                self.next_flow(Some(value.into_token_stream()))
            }
            _ if matches!(rest.last(), Some(Stmt::Expr(Expr::Return(leave), _)) if leave.attrs.is_empty()) => return,
            // The temporaries of what a body ends with are dropped behind its locals, before edition 2024.
            _ if ends_with_macro(rest) => {
                let block = braced(quote!(#(#rest)*), here);
                *rest = stmts(quote_spanned!(here=> #block));
                self.next_flow(None)
            }
            _ => {
                end_without_value(rest, self.block);
                self.next_flow(None)
            }
        };
        let end = wrap(flow);
        rest.extend(stmts(quote_spanned!(here=> #[allow(unreachable_code)] #end)));
    }

    /// The type of what the closure returns; `Never` stands for the ways that don't occur.
    pub fn flow_type(&self) -> TokenStream {
        let (here, runtime) = (Span::mixed_site(), &self.lowering.runtime);
        let never = quote_spanned!(here=> #runtime::Never);
        let occurs = |occurs: bool, ty: TokenStream| occurs.then_some(ty);
        let next = match self.next {
            Next::Nowhere => never.clone(),
            Next::Block => quote_spanned!(here=> _),
            _ if self.given_back_at_end().is_empty() => quote_spanned!(here=> ()),
            _ => quote_spanned!(here=> _),
        };
        let others = [
            occurs(self.breaks.is_some(), quote_spanned!(here=> _)),
            occurs(self.returns, self.returned_type()),
            occurs(!self.jumps.is_empty(), self.jump_type()),
        ];
        let written = others.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let others = others[..written].iter().map(|other| other.as_ref().unwrap_or(&never));
        quote_spanned!(here=> #runtime::WayOut<#next #(, #others)*>)
    }

    /// What comes out with a `return`; where the named result is assigned, a value only if one was written.
    fn returned_type(&self) -> TokenStream {
        let output = self.output;
        if self.settled {
            quote_spanned!(Span::mixed_site()=> ::core::option::Option<#output>)
        } else {
            output.to_token_stream()
        }
    }

    fn jump_type(&self) -> TokenStream {
        let (here, runtime) = (Span::mixed_site(), &self.lowering.runtime);
        self.jumps.iter().skip(1).fold(
            quote_spanned!(here=> #runtime::Jump<_>),
            |others, _| quote_spanned!(here=> #runtime::Jump<_, #others>),
        )
    }

    /// The arms that carry each way on.
    pub fn arms(&self) -> TokenStream {
        let here = Span::mixed_site();
        let own = self.own_label;
        let at_end = Payload {
            value: (*self.next == Next::Block).then_some(here),
            given_back: self.given_back_at_end(),
        };
        let mut arms = TokenStream::new();
        match self.next {
            Next::Nowhere => {}
            _ => arms.extend(self.arm("Next", |payload| payload, &at_end, TokenStream::new())),
        }
        if let Some(payload) = &self.breaks {
            arms.extend(self.arm("Break", |payload| payload, payload, quote_spanned!(here=> break #own)));
        }
        if self.returns {
            let value = Payload {
                value: (!self.settled).then_some(here),
                given_back: Vec::new(),
            };
            arms.extend(self.arm("Return", |payload| payload, &value, quote_spanned!(here=> return)));
        }
        for (at, Jump { leave, payload }) in self.jumps.iter().enumerate() {
            arms.extend(self.arm("Jump", |payload| self.chosen(at, payload), payload, leave.clone()));
        }
        arms
    }

    fn arm(
        &self,
        way: &str,
        within: impl FnOnce(TokenStream) -> TokenStream,
        Payload { value, given_back }: &Payload,
        leave: TokenStream,
    ) -> TokenStream {
        let here = Span::mixed_site();
        // Where it is the only name, the user's own place doesn't mix it up with another.
        let value = value.map(|span| match given_back.is_empty() {
            true => Ident::new("value", span),
            false => Ident::new("value", here.located_at(span)),
        });
        let back = given_back
            .iter()
            .map(|local| format_ident!("{local}_back", span = here))
            .collect::<Vec<_>>();
        let pattern = self.way(way, within(payload(value.as_ref().map(Ident::to_token_stream), &back)));
        if !given_back.is_empty() {
            return quote_spanned! {here=>
                #[allow(unused_assignments)]
                #pattern => { #(#given_back = #back;)* #leave #value }
            };
        }
        match (leave.is_empty(), &value) {
            (true, None) => quote_spanned!(here=> #pattern => {}),
            (false, Some(value)) => {
                let leave = leave.into_iter().enumerate().map(|(at, mut token)| {
                    let is_keyword = at == 0;
                    // A label is the one of where it is written.
                    token.set_span(match is_keyword {
                        true => value.span(),
                        false => token.span().located_at(value.span()),
                    });
                    token
                });
                let leave = leave.collect::<TokenStream>();
                quote_spanned!(here=> #pattern => #leave #value,)
            }
            _ => quote_spanned!(here=> #pattern => #leave #value,),
        }
    }
}

/// What a way out carries, as an expression or as a pattern.
fn payload(value: Option<TokenStream>, given_back: &[Ident]) -> TokenStream {
    let here = Span::mixed_site();
    match (value, given_back) {
        (None, []) => quote_spanned!(here=> ()),
        (Some(value), []) => value,
        (value, given_back) => {
            let all = value.into_iter().chain(given_back.iter().map(Ident::to_token_stream));
            quote_spanned!(here=> (#(#all,)*))
        }
    }
}

/// Whether the statements end with the value of a macro call.
fn ends_with_macro(stmts: &[Stmt]) -> bool {
    match stmts.last() {
        Some(Stmt::Expr(Expr::Macro(_), None)) => true,
        Some(Stmt::Macro(call)) => {
            call.semi_token.is_none() && !matches!(call.mac.delimiter, syn::MacroDelimiter::Brace(_))
        }
        _ => false,
    }
}

/// Makes the last statement one that gives no value; rustc checks that it had none, and clippy that it ends as it should
/// in the user's own block.
fn end_without_value(stmts: &mut [Stmt], block: Span) {
    let here = Span::mixed_site();
    match stmts.last_mut() {
        Some(Stmt::Expr(Expr::Assign(_) | Expr::Return(_), semicolon @ None)) => {
            *semicolon = Some(syn::Token![;](here));
        }
        Some(last @ Stmt::Expr(_, None)) => {
            let Stmt::Expr(tail, _) = last else { return };
            if !ends_with_block(tail) {
                let tail = quote_spanned!(block=> { #tail });
                *last = syn::parse_quote_spanned!(here=> #[allow(unused_braces)] #tail);
            }
        }
        Some(Stmt::Macro(call)) if !matches!(call.mac.delimiter, syn::MacroDelimiter::Brace(_)) => {
            call.semi_token.get_or_insert(syn::Token![;](here));
        }
        _ => {}
    }
}

/// An expression that is a statement without a semicolon.
fn ends_with_block(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Block(_)
            | Expr::Const(_)
            | Expr::ForLoop(_)
            | Expr::If(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::Unsafe(_)
            | Expr::While(_)
    )
}
