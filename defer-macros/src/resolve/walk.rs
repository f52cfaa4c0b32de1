//! What the walk carries along: what it has found so far, and where it stands.

use super::block_items::BlockItems;
use super::facts::{BlockId, Facts, ForkId, How, LocalId, Position, ReturnedShape, ScopeId, SiteId, Use};
use super::in_view::{InView, OpenFrame};
use super::outside::Matching;
use super::source::{Hole, Source, hole};
use super::{Resolved, Written};
use crate::diagnostics::Errors;
use crate::guesses;
use crate::ids::Id;
use crate::syntax::enclose::Enclosed;
use crate::syntax::names;
use crate::syntax::returned::{Returned, is_primitive};
use crate::syntax::takes::Stands;
use proc_macro2::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use syn::visit::{self, Visit};
use syn::{Expr, Type};

/// One walk over the body of a function.
pub struct Walk<'a> {
    pub written: &'a Written<'a>,
    pub errors: &'a mut Errors,
    pub facts: Facts,
    pub source: Source,
    pub place: Place,
    pub in_view: InView,
    /// The locals that each local's first value mentions, beside the list of them.
    pub sources: Vec<Vec<LocalId>>,
    /// Where a name has been mentioned whose last binding is a doubtful one, and where that is declared.
    pub doubtful: Vec<(Position, Position)>,
    /// The plain values that leave it, each once.
    pub values: BTreeMap<String, usize>,
    /// The uses as a receiver that is taken to be moved, in a loop that its local is declared in front of.
    pub taken_again: Vec<usize>,
    /// Whether the macro call that comes next is a statement.
    pub is_macro_statement: bool,
    /// What the macro call at hand would move, if it comes to that.
    pub moved_if_evaluated: Vec<(usize, proc_macro2::Ident, bool)>,
    /// What the block that comes next encloses, where the user hasn't written that.
    pub enclosed: Option<Enclosed>,
    /// Where something is matched that a closure around captures all of.
    pub matched_whole: BTreeSet<Position>,
    /// What has been named as a whole where uses have been recorded already.
    pub named_quietly: Vec<LocalId>,
    now: Position,
}

/// Where the walk stands.
#[derive(Clone)]
pub struct Place {
    pub scope: ScopeId,
    /// The innermost scope that is no loop's: what `return` leaves.
    pub owner: ScopeId,
    /// The statement that it is in.
    pub block: BlockId,
    pub step: usize,
    /// The deferred call whose code it is in.
    pub site: Option<SiteId>,
    /// What the function, closure or async block around returns.
    pub returned: Rc<Returned>,
    pub in_async: bool,
    /// Whether there may be deferred calls: there are none in what has been found to hold none.
    pub may_hold: bool,
    /// From where on it is in a closure or async block without deferred calls, which is no scope: nothing in there leaves the
    /// scope around.
    pub opaque_since: Option<Position>,
    /// Whether it is among the arguments of a macro.
    pub in_macro: bool,
    /// Whether that may leave them out.
    pub may_be_left_out: bool,
    /// Whether that may show its arguments as they are written, as `assert!` does.
    pub is_written: bool,
    /// Whether it is in a `try` block, which a `?` leaves and nothing else.
    pub in_attempt: bool,
    /// From where on it is in a value that leaves the scope: there even a reborrow may have to be a move.
    pub leaving_since: Option<Position>,
    /// Whether what it gives is what the function, closure or async block around gives.
    pub is_tail: bool,
    /// Whether the block that is walked next gives `()`.
    pub gives_unit: bool,
    /// Whether it may not be reached, and has no arm of its own: a guard, or the right operand of `&&` and `||`.
    pub is_unsure: bool,
    /// Where the expression stands that is walked next.
    pub stands: Stands,
    /// Whether uses have been recorded already.
    pub is_quiet: bool,
    /// Where what comes next is matched.
    pub matching: Matching,
    /// Whether the statement assigns what the next one gives another value at once.
    pub is_overwritten: bool,
    /// Whether it is in an `unsafe` block of the scope.
    pub in_unsafe: bool,
    /// Why no deferred call of the scope can stand here.
    pub forbidden: Option<&'static str>,
    /// The items of the blocks around, up to the scope's own.
    pub items: BlockItems,
    /// The fork that it is in an arm of.
    pub fork: Option<ForkId>,
    /// The loops and labelled blocks that can be left from here.
    pub frames: Vec<OpenFrame>,
}

impl<'a> Walk<'a> {
    pub fn new(written: &'a Written<'a>, errors: &'a mut Errors) -> Self {
        let facts = Facts {
            has_unsafe: written.has_unsafe,
            has_named_fields: written.results > 1,
            detaches: written.detaches,
            ..Facts::default()
        };
        Walk {
            written,
            errors,
            facts,
            source: Source::default(),
            place: Place {
                scope: Id::of(0),
                owner: Id::of(0),
                block: Id::of(0),
                step: 0,
                site: None,
                returned: Rc::new(written.returned.clone()),
                in_async: written.is_async,
                may_hold: true,
                opaque_since: None,
                in_macro: false,
                may_be_left_out: false,
                is_written: false,
                in_attempt: false,
                leaving_since: None,
                is_tail: false,
                gives_unit: false,
                is_unsure: false,
                stands: Stands::Elsewhere,
                is_quiet: false,
                matching: Matching::Inside,
                is_overwritten: false,
                in_unsafe: false,
                forbidden: None,
                items: BlockItems::default(),
                fork: None,
                frames: Vec::new(),
            },
            in_view: InView::default(),
            sources: Vec::new(),
            doubtful: Vec::new(),
            values: BTreeMap::new(),
            taken_again: Vec::new(),
            is_macro_statement: false,
            moved_if_evaluated: Vec::new(),
            enclosed: None,
            matched_whole: BTreeSet::new(),
            named_quietly: Vec::new(),
            now: Position::default(),
        }
    }

    pub fn resolved(mut self) -> Resolved {
        self.settle_taken_again();
        Resolved {
            facts: self.facts,
            source: self.source,
        }
    }

    /// A moment later than all before.
    pub fn tick(&mut self) -> Position {
        self.now.0 += 1;
        self.now
    }

    /// Walks code that stands in another place; all else of where it stands is as before.
    pub fn elsewhere<T>(&mut self, change: impl FnOnce(&mut Place), walk: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.place.clone();
        change(&mut self.place);
        let found = walk(self);
        self.place = outer;
        found
    }

    /// The same where one thing alone is different.
    pub fn with<V, T>(&mut self, of: fn(&mut Place) -> &mut V, value: V, walk: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(of(&mut self.place), value);
        let found = walk(self);
        *of(&mut self.place) = outer;
        found
    }

    /// Takes a piece out of the code; gives what stands in its place.
    pub fn take_out(&mut self, piece: Hole) -> Expr {
        hole(self.source.holes.push(piece))
    }

    /// Whether a deferred call stands in the expression.
    pub fn holds(&self, expr: &Expr) -> bool {
        let mut holds = Holds(false);
        if self.place.may_hold {
            holds.visit_expr(expr);
        }
        holds.0
    }

    /// The same of a block.
    pub fn block_holds(&self, block: &syn::Block) -> bool {
        let mut holds = Holds(false);
        if self.place.may_hold {
            holds.visit_block(block);
        }
        holds.0
    }

    /// The locals in the uses from the one of this number on that are declared before `outside`, each once.
    pub fn used_since(&self, first: usize, outside: Position) -> Vec<LocalId> {
        let is_outside = |used: &&Use| self.facts.locals[used.local].from < outside;
        let mut locals: Vec<LocalId> = self.facts.uses[first..]
            .iter()
            .filter(is_outside)
            .map(|used| used.local)
            .collect();
        locals.sort();
        locals.dedup();
        locals
    }

    /// Notes that the call that stands here may not have come back.
    pub fn note_called_here(&mut self) {
        let at = self.tick();
        self.facts.called.push(at);
    }

    pub fn note_macro_called(&mut self, call: &syn::Macro) {
        if guesses::may_not_return(&call.path) {
            self.note_called_here();
        }
    }

    /// Notes a use of a local, which is named at `span`.
    pub fn uses(&mut self, local: LocalId, how: How, since: Option<Position>, span: Span) {
        if self.place.is_quiet {
            let is_needed = !self.place.may_be_left_out;
            return self.named_quietly.extend(is_needed.then_some(local));
        }
        let at = self.tick();
        if self.place.in_macro && how == How::MaybeMoved {
            self.facts.in_macros.insert(at);
        }
        if self.place.may_be_left_out {
            self.facts.may_be_left_out.insert(at);
        }
        self.facts.uses.push(Use { at, local, how, since });
        self.source.uses.push(span);
    }
}

/// Finds a deferred call.
struct Holds(bool);

impl<'ast> Visit<'ast> for Holds {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if !self.0 {
            visit::visit_expr(self, expr);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.0 = self.0 || names::is_deferred(&call.path) || names::mentions_deferred_call(&call.tokens);
    }
}

/// What of a return type decides anything.
pub fn shape_of(returned: &Returned) -> ReturnedShape {
    let named = match returned {
        Returned::Unit => return ReturnedShape::Unit,
        Returned::Inferred => return ReturnedShape::Inferred,
        Returned::Named(named) => named,
    };
    let last = match &**named {
        Type::Never(_) => return ReturnedShape::Never,
        ty if is_primitive(ty) => return ReturnedShape::Primitive,
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    match last.as_deref() {
        Some("Result" | "Option" | "ControlFlow") => ReturnedShape::Result,
        Some("Poll") => ReturnedShape::Poll,
        _ => ReturnedShape::Other,
    }
}
