//! What a piece of code does to the locals around it: which it mentions, moves and assigns. What it moves is
//! dropped with it (rule 3.5); what is known to do nothing but make a value may be evaluated later (rule 4.1).

use crate::guesses;
use crate::syntax::names::{self, Names};
use crate::syntax::tokens;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::visit::{self, Visit};
use syn::{Expr, Pat, Stmt};

/// The locals that a piece of code uses and does not declare itself.
#[derive(Default, Debug, Clone, PartialEq)]
pub struct Uses {
    /// Named anywhere.
    pub mentioned: Names,
    /// Named where a value that isn't `Copy` is moved: as operand, field, assigned or returned value.
    pub moved: Names,
    /// Named as an argument: moved as well, but for a `&mut` reference, which is reborrowed.
    pub passed: Names,
    /// Assigned as a whole.
    pub assigned: Names,
    /// Assigned something made from itself, as a reference is that walks a structure: a reference is moved by that.
    pub advanced: Names,
}

/// What the statements use.
pub fn of_stmts(stmts: &[Stmt]) -> Uses {
    of_rest(stmts, &Names::new())
}

/// What the statements use, where a returned value that names one of `inside` can't be built outside.
pub fn of_rest(stmts: &[Stmt], inside: &Names) -> Uses {
    let mut walk = Walk {
        inside: inside.clone(),
        ..Walk::default()
    };
    walk.block(stmts);
    walk.uses
}

/// What the expression uses.
pub fn of_expr(expr: &Expr) -> Uses {
    let mut walk = Walk::default();
    walk.visit_expr(expr);
    walk.uses
}

/// A returned or broken value that is made of constructors and plain names only, so that building it a little later,
/// outside of a closure, makes no difference (rule 4.1).
#[derive(Default)]
pub struct PlainValue {
    /// The names that may be locals.
    pub locals: Names,
    /// The names of constructors and constants, as far as they are looked up where the value stands.
    pub items: Names,
    /// Whether a constant is read.
    pub has_constant: bool,
}

impl PlainValue {
    pub fn of(expr: &Expr) -> Option<Self> {
        let mut plain = PlainValue::default();
        plain.collect(expr).then_some(plain)
    }

    fn collect(&mut self, expr: &Expr) -> bool {
        if let Some(name) = names::bare_name(expr)
            && !guesses::is_capitalised(name)
        {
            self.locals.insert(names::name_of(name));
            return true;
        }
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(path) => {
                self.has_constant |= !path.path.is_ident("None");
                self.look_up(&path.path)
            }
            Expr::Paren(paren) => self.collect(&paren.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().all(|element| self.collect(element)),
            Expr::Call(call) => {
                guesses::is_constructor(&call.func)
                    && matches!(&*call.func, Expr::Path(made) if self.look_up(&made.path))
                    && call.args.iter().all(|argument| self.collect(argument))
            }
            Expr::Struct(made) => {
                self.look_up(&made.path)
                    && made.rest.is_none()
                    && made.fields.iter().all(|field| self.collect(&field.expr))
            }
            _ => false,
        }
    }

    fn look_up(&mut self, path: &syn::Path) -> bool {
        self.items
            .extend(path.segments.first().map(|first| names::name_of(&first.ident)));
        true
    }
}

/// Walks code with the names it binds itself in view.
#[derive(Default)]
struct Walk {
    uses: Uses,
    /// The names bound so far, by what they were made from.
    bound: Vec<(String, Names)>,
    /// Free names that values can't be built from outside.
    inside: Names,
    /// In a value that is returned even a reborrow may have to be a move.
    leaving: bool,
}

impl Walk {
    fn is_bound(&self, name: &str) -> bool {
        self.bound.iter().any(|(bound, _)| bound == name)
    }

    fn mention(&mut self, name: String) {
        if !self.is_bound(&name) {
            self.uses.mentioned.insert(name);
        }
    }

    fn moves(&mut self, name: String) {
        if !self.is_bound(&name) {
            self.uses.mentioned.insert(name.clone());
            self.uses.moved.insert(name);
        }
    }

    fn passes(&mut self, name: String) {
        if self.leaving {
            self.moves(name);
        } else if !self.is_bound(&name) {
            self.uses.mentioned.insert(name.clone());
            self.uses.passed.insert(name);
        }
    }

    fn bind(&mut self, pat: &Pat, made_from: &Names) {
        for bound in names::may_be_bound_by(pat) {
            self.bound.push((names::name_of(&bound.ident), made_from.clone()));
        }
        self.visit_pat(pat);
    }

    /// Free names that an expression mentions, itself or through locals made from them.
    fn sources(&self, expr: &Expr) -> Names {
        let mut walk = Walk::default();
        walk.visit_expr(expr);
        let made_from: BTreeMap<&str, &Names> = self.bound.iter().map(|(name, from)| (name.as_str(), from)).collect();
        let mut sources = Names::new();
        for name in walk.uses.mentioned {
            match made_from.get(name.as_str()) {
                Some(from) => sources.extend(from.iter().cloned()),
                None => {
                    sources.insert(name);
                }
            }
        }
        sources
    }

    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        walk(self);
        self.bound.truncate(outer);
    }

    fn block(&mut self, stmts: &[Stmt]) {
        self.scoped(|walk| {
            if stmts.iter().any(names::may_declare_any_item) {
                walk.bound.push((names::ANY_ITEM.to_owned(), Names::new()));
            }
            for (at, stmt) in stmts.iter().enumerate() {
                match stmt {
                    Stmt::Local(local) => walk.local(local),
                    Stmt::Item(item) => walk.visit_item(item),
                    Stmt::Expr(tail, None) if at + 1 == stmts.len() => walk.value(tail),
                    Stmt::Expr(expr, _) => walk.visit_expr(expr),
                    Stmt::Macro(call) => walk.visit_macro(&call.mac),
                }
            }
        });
    }

    fn local(&mut self, local: &syn::Local) {
        let mut made_from = Names::new();
        if let Some(init) = &local.init {
            self.scrutinee(&init.expr, [&local.pat]);
            made_from = self.sources(&init.expr);
            if let Some((_, diverge)) = &init.diverge {
                self.visit_expr(diverge);
            }
        }
        self.bind(&local.pat, &made_from);
    }

    /// An expression whose value is moved from where it stands.
    fn value(&mut self, expr: &Expr) {
        match expr {
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Group(group) => self.value(&group.expr),
            _ => match names::bare_name(expr) {
                Some(name) => self.moves(names::name_of(name)),
                None => self.visit_expr(expr),
            },
        }
    }

    /// An argument of a call.
    fn argument(&mut self, expr: &Expr) {
        match names::bare_name(expr) {
            Some(name) => self.passes(names::name_of(name)),
            None => self.value(expr),
        }
    }

    /// A returned or broken value: one that can be built outside a closure moves nothing in it.
    fn leaving_value(&mut self, expr: &Expr) {
        let is_inside = |name: &str| self.is_bound(name) || self.inside.contains(name);
        match PlainValue::of(expr).filter(|plain| !plain.has_constant || !is_inside(names::ANY_ITEM)) {
            Some(PlainValue { locals: names, .. }) if !names.iter().any(|name| is_inside(name)) => {
                names.into_iter().for_each(|name| self.mention(name));
            }
            _ => {
                let outer = std::mem::replace(&mut self.leaving, true);
                self.value(expr);
                self.leaving = outer;
            }
        }
    }

    /// What is matched is moved where a pattern binds all of it; a part may be copied out of it.
    fn scrutinee<'a>(&mut self, expr: &Expr, pats: impl IntoIterator<Item = &'a Pat>) {
        let binds_all = pats.into_iter().any(|pat| {
            let pat = match pat {
                Pat::Type(annotated) => &annotated.pat,
                pat => pat,
            };
            let is_name = |bound: &syn::PatIdent| bound.mutability.is_some() || !guesses::is_capitalised(&bound.ident);
            matches!(pat, Pat::Ident(bound) if bound.by_ref.is_none() && is_name(bound))
        });
        if binds_all {
            self.value(expr);
        } else {
            self.visit_expr(expr);
        }
    }

    /// What is used as a whole is captured by value; what is used in part may be copied.
    fn captures_by_value(&mut self, whole: &Names, walk: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.uses);
        walk(self);
        let inside = std::mem::replace(&mut self.uses, before);
        self.uses.moved.extend(&inside.mentioned & whole);
        self.uses.mentioned.extend(inside.mentioned);
        self.uses.assigned.extend(inside.assigned);
        self.uses.advanced.extend(inside.advanced);
    }
}

/// Whether the operator takes its operands by value, whatever they are.
fn takes_operands(operator: &syn::BinOp) -> bool {
    use syn::BinOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
    matches!(
        operator,
        Add(_) | Sub(_) | Mul(_) | Div(_) | Rem(_) | BitXor(_) | BitAnd(_) | BitOr(_) | Shl(_) | Shr(_)
    )
}

/// Whether the local of this name is an operand of the expression, by value.
fn is_operand(expr: &Expr, name: &str) -> bool {
    let is_it = |expr: &Expr| names::bare_name(expr).is_some_and(|bare| names::name_of(bare) == name);
    match expr {
        Expr::Paren(paren) => is_operand(&paren.expr, name),
        Expr::Binary(both) if takes_operands(&both.op) => [&both.left, &both.right]
            .into_iter()
            .any(|operand| is_it(operand) || is_operand(operand, name)),
        Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Neg(_) | syn::UnOp::Not(_),
            expr,
            ..
        }) => is_it(expr) || is_operand(expr, name),
        _ => false,
    }
}

/// The names among the tokens behind which no field follows.
fn used_as_a_whole(tokens: &TokenStream) -> Names {
    let mut whole = Names::new();
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_dot = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '.');
        match token {
            TokenTree::Ident(name) => {
                let mut behind = tokens.clone();
                let is_method = matches!(
                    (behind.nth(1), behind.next()),
                    (Some(TokenTree::Ident(_)), Some(TokenTree::Group(_)))
                );
                if !tokens.peek().is_some_and(is_dot) || is_method {
                    whole.insert(names::name_of(&name));
                }
            }
            TokenTree::Group(group) => whole.append(&mut used_as_a_whole(&group.stream())),
            other => whole.append(&mut names::in_tokens(other.into())),
        }
    }
    whole
}

impl<'ast> Visit<'ast> for Walk {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.block(&block.stmts);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.mention(names::name_of(name));
                }
            }
            Expr::Call(call) => {
                self.visit_expr(&call.func);
                call.args.iter().for_each(|argument| self.argument(argument));
            }
            // Whether it takes its receiver by value can't be told: what is only a guess moves nothing.
            Expr::MethodCall(call) => {
                self.visit_expr(&call.receiver);
                call.args.iter().for_each(|argument| self.argument(argument));
            }
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|element| self.value(element)),
            Expr::Array(array) => array.elems.iter().for_each(|element| self.value(element)),
            Expr::Struct(made) => {
                made.fields.iter().for_each(|field| self.value(&field.expr));
                made.rest.iter().for_each(|rest| self.value(rest));
            }
            // `_ = a` leaves it where it is.
            Expr::Assign(assign) if matches!(*assign.left, Expr::Infer(_)) => self.visit_expr(&assign.right),
            Expr::Assign(assign) => {
                self.value(&assign.right);
                match names::bare_name(&assign.left).map(names::name_of) {
                    Some(name) => {
                        if is_operand(&assign.right, &name) {
                            self.moves(name.clone());
                        }
                        if !self.is_bound(&name) {
                            if self.sources(&assign.right).contains(&name) {
                                self.uses.advanced.insert(name.clone());
                            }
                            self.uses.assigned.insert(name.clone());
                        }
                        self.mention(name);
                    }
                    None => self.visit_expr(&assign.left),
                }
            }
            // Most operands are numbers, which only leave with what is returned; what is assigned anew is looked for there.
            Expr::Binary(both) if self.leaving && takes_operands(&both.op) => {
                self.value(&both.left);
                self.value(&both.right);
            }
            Expr::Return(leave) => leave.expr.iter().for_each(|value| self.leaving_value(value)),
            Expr::Break(leave) => leave.expr.iter().for_each(|value| self.leaving_value(value)),
            Expr::Try(attempt) => self.value(&attempt.expr),
            Expr::Await(wait) => self.value(&wait.base),
            Expr::Closure(closure) => self.scoped(|walk| {
                closure.inputs.iter().for_each(|input| walk.bind(input, &Names::new()));
                match closure.capture {
                    Some(_) => walk.captures_by_value(&used_as_a_whole(&closure.body.to_token_stream()), |walk| {
                        walk.value(&closure.body);
                    }),
                    None => walk.value(&closure.body),
                }
            }),
            Expr::Async(block) if block.capture.is_some() => {
                let whole = used_as_a_whole(&block.block.to_token_stream());
                self.captures_by_value(&whole, |walk| walk.block(&block.block.stmts));
            }
            Expr::Let(condition) => {
                self.scrutinee(&condition.expr, [&*condition.pat]);
                let made_from = self.sources(&condition.expr);
                self.bind(&condition.pat, &made_from);
            }
            Expr::If(branch) => {
                self.scoped(|walk| {
                    walk.visit_expr(&branch.cond);
                    walk.visit_block(&branch.then_branch);
                });
                if let Some((_, otherwise)) = &branch.else_branch {
                    self.visit_expr(otherwise);
                }
            }
            Expr::While(repeated) => self.scoped(|walk| {
                walk.visit_expr(&repeated.cond);
                walk.visit_block(&repeated.body);
            }),
            Expr::ForLoop(repeated) => {
                self.value(&repeated.expr);
                let made_from = self.sources(&repeated.expr);
                self.scoped(|walk| {
                    walk.bind(&repeated.pat, &made_from);
                    walk.visit_block(&repeated.body);
                });
            }
            Expr::Match(choice) => {
                self.scrutinee(&choice.expr, choice.arms.iter().map(|arm| &arm.pat));
                let made_from = self.sources(&choice.expr);
                for arm in &choice.arms {
                    self.scoped(|walk| {
                        walk.bind(&arm.pat, &made_from);
                        walk.value(&arm.body);
                    });
                }
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_pat(&mut self, pat: &'ast Pat) {
        // Only a guard holds an expression that names locals.
        if let Pat::Guard(guard) = pat {
            self.visit_expr(&guard.guard);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(stmts) = tokens::block_of(call) {
            return self.block(&stmts);
        }
        let Some(arguments) = tokens::arguments_of(call) else {
            names::in_tokens(call.tokens.clone())
                .into_iter()
                .for_each(|name| self.mention(name));
            return;
        };
        // Nor can what the macro does with them.
        for argument in &arguments {
            match tokens::string_literal(&argument.value) {
                Some(text) => names::inline_captures(&text.value()).for_each(|name| self.mention(name)),
                None => self.visit_expr(&argument.value),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use syn::parse_quote;

    fn uses(block: syn::Block) -> (Vec<String>, Vec<String>, Vec<String>) {
        let Uses {
            mentioned,
            moved,
            passed,
            assigned,
            advanced,
        } = of_stmts(&block.stmts);
        assert!(advanced.is_subset(&assigned));
        let list = |names: &Names| names.iter().cloned().collect();
        (list(&mentioned), list(&(&moved | &passed)), list(&assigned))
    }

    macro_rules! cases {
        ($($name:ident: $block:tt => [$($mentioned:literal)*] [$($moved:literal)*] [$($assigned:literal)*];)*) => {
            $(#[test]
            fn $name() {
                let strings = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
                let expected = (strings(&[$($mentioned),*]), strings(&[$($moved),*]), strings(&[$($assigned),*]));
                assert_eq!(uses(parse_quote!($block)), expected);
            })*
        };
    }

    cases! {
        borrowed_and_moved: { f(&a, b); } => ["a" "b" "f"] ["b"] [];
        own_locals_do_not_count: { let a = 1; f(a, b.c); } => ["b" "f"] [] [];
        a_closure_parameter_is_another_local: { g(|a| a + b); } => ["b" "g"] [] [];
        accumulator: { acc = step(acc, x); } => ["acc" "step" "x"] ["acc" "x"] ["acc"];
        operands: { acc = (acc << 8) + x; y = !y; n = n == 1; return out + k; } =>
            ["acc" "k" "n" "out" "x" "y"] ["acc" "k" "out" "y"] ["acc" "n" "y"];
        cursor: { if let Some(next) = &mut cur.next { cur = next; } } => ["cur"] [] ["cur"];
        plain_assignment: { best = 1; } => ["best"] [] ["best"];
        returned_outer_local: { return Ok(out); } => ["out"] [] [];
        returned_with_an_inner_one: { let n = 1; return Ok((out, n)); } => ["Ok" "out"] ["out"] [];
        move_closure: { g(move || a.len()); } => ["a" "g"] ["a"] [];
        move_closure_that_uses_a_part: { g(move || a.0 + b.c.d()); h(move || println!("{}", e.f)); } =>
            ["a" "b" "e" "g" "h"] [] [];
        what_binds_nothing: { _ = a; let _ = b; let Two(_, _) = c; let Two(ref d, _) = e; } => ["a" "b" "c" "e"] [] [];
        matched: { match a { Some(x) => f(x), None => {} } match b { c => f(c) } } => ["a" "b" "f"] ["b"] [];
        in_macros: { println!("{a} {}", b); c!(d); } => ["a" "b" "d"] [] [];
        receivers: { a.finish().unwrap(); b.into_inner(); } => ["a" "b"] [] [];
        raw_names: { f(r#type); println!("{type}"); } => ["f" "type"] ["type"] [];
        capitalised: { return Make(a); } => ["Make" "a"] ["a"] [];
    }
}
