//! Locals that a macro declares, or binds in a pattern, as far as the names tell that it is given.

use super::bindings::Told;
use super::facts::{How, LocalId, Meaning, Position};
use super::in_view::Named;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::declared;
use crate::syntax::names::{self, Names};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Macro, Pat};

impl Walk<'_> {
    /// Declares what the macros in a pattern are given, which may be that of a parameter.
    pub fn declare_in_macros_of(&mut self, pat: &Pat, is_parameter: bool) -> Vec<LocalId> {
        let mut locals = Vec::new();
        for tokens in names::macros_of(pat) {
            let alone = declared::alone_in(tokens);
            self.refuse_results(tokens, &alone);
            for local in self.declare_by_macro(tokens, names::in_tokens(tokens.clone()), &alone) {
                self.facts.locals[local].is_parameter = is_parameter;
                locals.push(local);
            }
        }
        locals
    }

    /// Refuses a named result in a pattern's macro, which would be taken for that where it is returned (rule 5.4).
    fn refuse_results(&mut self, tokens: &TokenStream, alone: &Names) {
        let results = self.facts.results.iter();
        let mut names = results.map(|result| self.facts.locals[*result].name.as_str());
        if let Some(name) = names.find(|name| alone.contains(*name)) {
            let message =
                format!("this macro may bind `{name}`, which is the function's result: give one of them another name");
            self.errors.at(tokens, &message);
        }
    }

    /// Declares the names that a macro is given. Where a local has one, it may be that or, if it is given alone, another; else there is
    /// none that it could be but one that the macro declares.
    pub fn declare_by_macro(&mut self, tokens: &TokenStream, given: Names, alone: &Names) -> Vec<LocalId> {
        let mut locals = Vec::new();
        let may_be_local = declared::alone_in(tokens);
        let used = declared::only_used_in(tokens);
        for name in given {
            let ident =
                names::first_of(tokens, &name).filter(|ident| may_be_local.contains(&name) && is_of_local(ident));
            let is_free = self.local_named(&name).is_none();
            let hidden = ident.filter(|_| is_free);
            let hidden = hidden.map(|ident| self.declare_local(&ident, true, Told::HIDDEN, &[]));
            let means = match hidden.is_some() || alone.contains(&name) {
                _ if used.contains(&name) || is_free && guesses::is_name_of_primitive(&name) => Meaning::MacroOther,
                true => Meaning::MacroAlone,
                false => Meaning::Macro,
            };
            self.declare_names([name], &means);
            if let Some(local) = hidden {
                // From there on nothing else can bear the name.
                self.facts.locals[local].from = self.tick();
                locals.push(local);
            }
        }
        locals
    }

    /// Notes what a macro names that is defined in the function: it needn't be given that.
    pub fn named_by_own_macro(&mut self, call: &Macro) {
        if self.written.macros.is_empty() {
            return;
        }
        let (span, first) = (call.path.span(), self.facts.uses.len());
        for name in names::hidden_in_macros(call.to_token_stream(), &self.written.macros) {
            // Which of several it names is decided where it is defined.
            for local in self.all_named(&name) {
                self.with(
                    |place| &mut place.in_macro,
                    true,
                    |walk| walk.uses(local, How::MaybeMoved, None, span),
                );
            }
        }
        self.may_use_in_part(first, |_| true);
    }

    fn all_named(&self, name: &str) -> Vec<LocalId> {
        let in_view = self.in_view.by_name.get(name).into_iter().flatten();
        let local = |named: &Named| match named {
            Named::Binding { local, .. } => *local,
            Named::Value => None,
        };
        in_view.filter_map(local).collect()
    }

    /// Where a macro may have declared another local of this name, which it is given alone.
    pub fn of_macro(&self, name: &str) -> Option<Position> {
        let bindings = self.facts.names.0.get(name)?;
        let mut alone = None;
        for named in self.in_view.by_name.get(name)?.iter().rev() {
            match named {
                Named::Value => break,
                Named::Binding { local: Some(local), .. } => {
                    let known = &self.facts.locals[*local];
                    return alone.filter(|declared| !known.is_hidden || *declared >= known.from);
                }
                Named::Binding { at, .. } if bindings[*at].means == Meaning::MacroAlone => {
                    alone = alone.or(Some(bindings[*at].span.start));
                }
                Named::Binding { .. } => {}
            }
        }
        alone
    }

    /// Notes the same of the use that comes next.
    pub fn note_of_macro(&mut self, name: &str) {
        if let Some(declared) = self.of_macro(name) {
            let next = self.facts.uses.len();
            self.facts.of_macro.insert(next, declared);
        }
    }
}

/// Whether a local could have this name: it is no keyword, nor that of a constant or of a number's type.
fn is_of_local(ident: &Ident) -> bool {
    syn::parse2::<Ident>(ident.to_token_stream()).is_ok()
        && !guesses::is_capitalised(ident)
        && !guesses::is_name_of_primitive(&names::name_of(ident))
}
