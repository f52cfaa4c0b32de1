//! What a macro is given as statements in braces: what one behind the other would move, if the macro comes to them.

use crate::syntax::names;
use crate::syntax::tokens;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Macro, MacroDelimiter, Stmt};

/// A name that such statements use by value, once and on each way through them.
pub struct Moved {
    pub name: Ident,
    pub by: By,
}

/// What would move it.
pub enum By {
    /// A method, if it takes its receiver by value.
    Method(Box<ExprMethodCall>),
    /// A call that it is an argument of.
    Argument,
    /// A call of itself, if that takes it by value.
    Call,
}

/// Nothing where the tokens are no statements, or may leave what stands around the macro.
pub fn moved_in(call: &Macro) -> Vec<Moved> {
    if !matches!(call.delimiter, MacroDelimiter::Brace(_)) || names::mentions_word(&call.tokens, &LEAVING) {
        return Vec::new();
    }
    let is_question = |_: &[TokenTree], here: &[TokenTree]| tokens::is_punct(&here[0], '?');
    if tokens::any(&call.tokens, is_question) {
        return Vec::new();
    }
    let Ok(stmts) = call.parse_body_with(Block::parse_within) else {
        return Vec::new();
    };
    let mut straight = Straight(Vec::new());
    stmts.iter().for_each(|stmt| straight.visit_stmt(stmt));
    let mut moved = straight.0;
    moved.retain(|moved| is_once(&call.tokens, &moved.name));
    moved
}

/// Whether the last of the statements is a value.
pub fn has_value(call: &Macro) -> bool {
    let stmts = call.parse_body_with(Block::parse_within);
    stmts.is_ok_and(|stmts| matches!(stmts.last(), Some(Stmt::Expr(_, None))))
}

const LEAVING: [&str; 4] = ["return", "break", "continue", "await"];

/// Whether a name stands once among tokens.
fn is_once(tokens: &TokenStream, name: &Ident) -> bool {
    let mut count = 0;
    tokens::each(tokens.clone(), |_, here| {
        count += usize::from(matches!(&here[0], TokenTree::Ident(other) if other == name));
    });
    count == 1
}

/// Finds what is evaluated whatever else comes out.
struct Straight(Vec<Moved>);

impl Straight {
    fn add(&mut self, expr: &Expr, by: By) {
        let name = names::bare_name(expr).filter(|name| *name != "self");
        self.0.extend(name.map(|name| Moved { name: name.clone(), by }));
    }
}

impl<'ast> Visit<'ast> for Straight {
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        match stmt {
            Stmt::Local(local) => local.init.iter().for_each(|init| self.visit_expr(&init.expr)),
            Stmt::Expr(expr, _) => self.visit_expr(expr),
            Stmt::Item(_) | Stmt::Macro(_) => {}
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::MethodCall(call) => {
                self.add(&call.receiver, By::Method(Box::new(call.clone())));
                call.args.iter().for_each(|argument| self.add(argument, By::Argument));
            }
            Expr::Call(call) => {
                self.add(&call.func, By::Call);
                call.args.iter().for_each(|argument| self.add(argument, By::Argument));
            }
            _ => {}
        }
        match expr {
            Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                self.visit_expr(&both.left);
            }
            Expr::MethodCall(_)
            | Expr::Call(_)
            | Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Field(_)
            | Expr::Group(_)
            | Expr::Index(_)
            | Expr::Paren(_)
            | Expr::Reference(_)
            | Expr::Struct(_)
            | Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Unary(_) => visit::visit_expr(self, expr),
            _ => {}
        }
    }
}

/// The tokens with what stands where this name does.
pub fn with_instead(tokens: TokenStream, name: &Ident, instead: &TokenStream) -> TokenStream {
    let rewritten = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(other) if other == *name => instead.clone(),
        TokenTree::Group(group) => {
            let inside = with_instead(group.stream(), name, instead);
            TokenTree::from(tokens::with_stream(&group, inside)).into()
        }
        other => other.into(),
    });
    rewritten.collect()
}
