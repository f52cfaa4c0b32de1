//! The locals in view where the lowering stands, and what mentions them later: where one that may have been moved is needed
//! again (rule 3.5).

use crate::guesses;
use crate::syntax::names::{self, Names};
use crate::syntax::returned;
use crate::syntax::sharing::Sharing;
use crate::uses;
use proc_macro2::Ident;
use std::collections::BTreeSet;
use syn::{Expr, Lifetime, Pat, Stmt, Type};

/// A local and how it came to be.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Local {
    pub name: String,
    pub ident: Ident,
    pub is_mut: bool,
    /// Its value is `Copy` as far as the way it is written tells, so that naming it never moves it.
    copy: bool,
    /// It is a `&mut` reference, which is reborrowed where it is passed.
    pub reborrowed: bool,
    /// `let x;`, not assigned since: to be declared again where it is assigned.
    pub later: Option<syn::Local>,
    /// To be made mutable, since a closure gives it back.
    pub needs_mut: bool,
    pub sharing: Sharing,
    /// Something that lives on may hold a borrow of it.
    pub may_be_borrowed: bool,
    /// To be made mutable, since a future may hold it by `&mut`.
    pub may_need_mut: bool,
    /// It is but a name that may have been declared: what it is then can't be told.
    pub doubt: Option<Doubt>,
    /// A borrow of another local may be in it.
    may_hold_borrow: bool,
    frame: usize,
}

/// Why it can't be told whether a name is a local's.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub enum Doubt {
    /// A macro was given it, and may have declared it.
    Macro,
    /// A macro of this name was, and may have, unless it is that of the standard library.
    Unless(Ident),
    /// A pattern binds it, unless it is a constant's.
    Constant,
}

/// Where control goes on.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub enum Target {
    /// After the block that the lowering stands in.
    End,
    /// After the loop or block of this label; without one, of the innermost loop.
    Break(Option<Lifetime>),
    /// At the next iteration of a loop.
    Continue(Option<Lifetime>),
}

/// Something around the place where the lowering stands.
#[cfg_attr(test, derive(Debug))]
pub struct Frame {
    kind: FrameKind,
    /// What is mentioned behind it.
    after: Names,
}

#[cfg_attr(test, derive(Debug))]
enum FrameKind {
    Statement,
    Loop { label: Option<Lifetime>, again: Names },
    Block { label: Lifetime },
}

/// What is in view, innermost last.
#[derive(Default)]
#[cfg_attr(test, derive(Debug))]
pub struct Locals {
    locals: Vec<Local>,
    frames: Vec<Frame>,
}

impl Local {
    fn new(ident: Ident, frame: usize) -> Self {
        Local {
            name: names::name_of(&ident),
            ident,
            is_mut: false,
            copy: false,
            reborrowed: false,
            later: None,
            needs_mut: false,
            sharing: Sharing::Unknown,
            may_be_borrowed: false,
            may_need_mut: false,
            doubt: None,
            may_hold_borrow: true,
            frame,
        }
    }
}

impl Locals {
    /// How many there are: those declared from here on have a place behind it.
    pub fn count(&self) -> usize {
        self.locals.len()
    }

    /// Forgets those declared since; gives them back.
    pub fn leave(&mut self, count: usize) -> Vec<Local> {
        self.locals.split_off(count)
    }

    /// The local of this name and its place.
    pub fn find(&mut self, name: &str) -> Option<(usize, &mut Local)> {
        self.locals
            .iter_mut()
            .enumerate()
            .rev()
            .find(|(_, local)| local.name == name && local.doubt.is_none())
    }

    /// Why it can't be told whether this name has been declared anew behind the first `outside` locals, if no local there has
    /// it: of two there, the name is the last one's, whichever that is.
    pub fn doubts(&self, name: &str, outside: usize) -> Vec<&Doubt> {
        let inside = self.locals[outside..].iter().filter(|local| local.name == name);
        let doubts: Option<Vec<&Doubt>> = inside.map(|local| local.doubt.as_ref()).collect();
        doubts.unwrap_or_default()
    }

    /// Whether one of these locals may be, or hold, a borrow of another. Parameters can't: what they borrow is outside.
    pub fn may_hold_borrow(&self, names: &Names) -> bool {
        names.iter().any(|name| {
            let last = self.locals.iter().rfind(|local| local.name == *name);
            last.is_some_and(|local| local.doubt.is_some() || local.may_hold_borrow)
        })
    }

    /// The names of the locals at these places.
    pub fn idents(&self, places: &BTreeSet<usize>) -> Vec<Ident> {
        places.iter().map(|place| self.locals[*place].ident.clone()).collect()
    }

    /// Those of the locals at these places that are mutable.
    pub fn mutable(&self, places: &BTreeSet<usize>) -> Vec<Ident> {
        let locals = places.iter().map(|place| &self.locals[*place]);
        locals
            .filter(|local| local.is_mut)
            .map(|local| local.ident.clone())
            .collect()
    }

    /// Those that are mutable, or have to be.
    pub fn made_mutable(&self, places: &BTreeSet<usize>) -> Vec<Ident> {
        let locals = places.iter().map(|place| &self.locals[*place]);
        locals
            .filter(|local| local.is_mut || local.needs_mut || local.may_need_mut)
            .map(|local| local.ident.clone())
            .collect()
    }

    /// The names of the locals declared since there were so many.
    pub fn names_from(&self, count: usize) -> Names {
        self.locals[count..].iter().map(|local| local.name.clone()).collect()
    }

    /// Whether any of these names is a local's, or may be.
    pub fn may_have_any(&self, names: &Names) -> bool {
        names.iter().any(|name| self.may_be_local(name))
    }

    /// Whether a local has this name, or may have.
    pub fn may_be_local(&self, name: &str) -> bool {
        self.locals.iter().any(|local| local.name == name)
    }

    pub fn declare(&mut self, pat: &Pat) {
        self.declare_known(pat, false, false, Sharing::Unknown);
    }

    /// Declares what the pattern of an arm or of an `if let` binds, where a capitalised name that stands alone is rather a
    /// constant's.
    pub fn declare_refutable(&mut self, pat: &Pat) {
        match pat {
            Pat::Ident(alone)
                if guesses::is_capitalised(&alone.ident)
                    && alone.ident != "None"
                    && alone.by_ref.is_none()
                    && alone.mutability.is_none()
                    && alone.subpat.is_none() =>
            {
                self.declare_doubtful(Names::from([names::name_of(&alone.ident)]), &Doubt::Constant);
            }
            pat => self.declare(pat),
        }
    }

    /// Notes that these may have been declared.
    pub fn declare_doubtful(&mut self, names: Names, doubt: &Doubt) {
        for name in names {
            let ident = Ident::new("doubtful", proc_macro2::Span::mixed_site());
            let doubtful = Local {
                name,
                doubt: Some(doubt.clone()),
                ..Local::new(ident, self.frames.len())
            };
            self.locals.push(doubtful);
        }
    }

    pub fn declare_parameter(&mut self, pat: &Pat, ty: &Type) {
        // What a pattern takes apart can't be made mutable where it is bound.
        let sharing = match pat {
            Pat::Ident(_) => Sharing::of(ty),
            _ => Sharing::Unknown,
        };
        let first = self.count();
        self.declare_known(pat, is_copy_type(ty), is_mutable_reference(ty), sharing);
        for declared in &mut self.locals[first..] {
            declared.may_hold_borrow = false;
        }
    }

    pub fn declare_let(&mut self, local: &syn::Local) {
        let annotated = matches!(&local.pat, Pat::Type(annotated) if is_copy_type(&annotated.ty));
        let plain = local.init.as_ref().is_some_and(|init| is_copy_value(&init.expr));
        let first = self.count();
        let reborrowed = local.init.as_ref().is_some_and(|init| is_mutable_borrow(&init.expr));
        self.declare_known(&local.pat, annotated || plain, reborrowed, Sharing::of_let(local));
        if matches!(&local.pat, Pat::Type(annotated) if returned::is_primitive(&annotated.ty))
            || matches!(&local.init, Some(init) if matches!(*init.expr, Expr::Lit(_)))
        {
            for declared in &mut self.locals[first..] {
                declared.may_hold_borrow = false;
            }
        }
        if local.init.is_none() {
            for declared in &mut self.locals[first..] {
                declared.later = Some(local.clone());
            }
        }
    }

    fn declare_known(&mut self, pat: &Pat, copy: bool, reborrowed: bool, sharing: Sharing) {
        let frame = self.frames.len();
        let bound = names::bound_by(pat);
        let by_value = bound.iter().all(|bound| bound.by_ref.is_none());
        for bound in bound {
            self.locals.push(Local {
                is_mut: bound.mutability.is_some(),
                copy,
                reborrowed,
                sharing: if by_value { sharing } else { Sharing::Unknown },
                ..Local::new(bound.ident.clone(), frame)
            });
        }
        self.declare_doubtful(names::constants_or_bound_by(pat), &Doubt::Constant);
        self.declare_doubtful(names::in_macros_of(pat), &Doubt::Macro);
    }

    /// Notes what a statement that has been passed assigns.
    pub fn assigned_by(&mut self, stmt: &Stmt) {
        if !self.locals.iter().any(|local| local.later.is_some()) {
            return;
        }
        for name in uses::of_stmts(std::slice::from_ref(stmt)).assigned {
            if let Some((_, local)) = self.find(&name) {
                local.later = None;
            }
        }
    }

    /// Notes that something may borrow what a statement mentions, unless it can't keep it.
    pub fn borrowed_by(&mut self, stmt: &Stmt) {
        let counts = |local: &Local| local.sharing != Sharing::Unknown && !local.may_be_borrowed;
        if !self.locals.iter().any(counts) {
            return;
        }
        let mentioned = uses::of_stmts(std::slice::from_ref(stmt)).mentioned;
        let keepers = mentioned
            .iter()
            .filter(|name| self.find(name).is_some_and(|(_, local)| !local.copy));
        if !matches!(stmt, Stmt::Expr(_, Some(_))) || keepers.count() > 1 {
            self.borrow(&mentioned);
        }
    }

    /// Whether naming any of these locals can be told not to give anything away: `but` is the only one that isn't
    /// `Copy`.
    pub fn hold_nothing(&mut self, names: &Names, but: &str) -> bool {
        let mut others = names.iter().filter(|name| *name != but);
        others.all(|name| self.find(name).is_none_or(|(_, local)| local.copy))
    }

    /// Notes that something may hold a borrow of these from here on.
    pub fn borrow(&mut self, names: &Names) {
        for name in names {
            if let Some((_, local)) = self.find(name) {
                local.may_be_borrowed = true;
            }
        }
    }

    pub fn enter_statement(&mut self, rest: &[Stmt]) {
        let after = uses::of_stmts(rest).mentioned;
        self.frames.push(Frame {
            kind: FrameKind::Statement,
            after,
        });
    }

    pub fn enter_loop(&mut self, label: Option<&syn::Label>, whole: &Expr) {
        let label = label.map(|label| label.name.clone());
        let again = uses::of_expr(whole).mentioned;
        self.frames.push(Frame {
            kind: FrameKind::Loop { label, again },
            after: Names::new(),
        });
    }

    pub fn enter_block(&mut self, label: &syn::Label) {
        self.frames.push(Frame {
            kind: FrameKind::Block {
                label: label.name.clone(),
            },
            after: Names::new(),
        });
    }

    pub fn leave_frame(&mut self) {
        self.frames.pop();
    }

    /// Has the local declared as a mutable one.
    pub fn make_mutable(&mut self, place: usize) {
        self.locals[place].needs_mut = true;
    }

    /// Whether naming the local may move it.
    pub fn may_move(&self, place: usize) -> bool {
        !self.locals[place].copy
    }

    /// Whether the local is mentioned where control goes on.
    pub fn mentioned_at(&self, place: usize, target: &Target) -> bool {
        let local = &self.locals[place];
        let (from, again) = match target {
            Target::End => (self.frames.len(), false),
            Target::Break(label) => (self.frame_of(label.as_ref()), false),
            Target::Continue(label) => (self.frame_of(label.as_ref()), true),
        };
        if from < local.frame {
            return false;
        }
        let here = again.then(|| &self.frames[from]);
        let around = &self.frames[local.frame..from];
        let breaks = !again && from < self.frames.len();
        let behind = breaks.then(|| &self.frames[from].after);
        here.into_iter().chain(around).any(|frame| frame.mentions(&local.name))
            || behind.is_some_and(|after| after.contains(&local.name))
    }

    fn frame_of(&self, label: Option<&Lifetime>) -> usize {
        self.frames
            .iter()
            .rposition(|frame| match (&frame.kind, label) {
                (FrameKind::Loop { .. }, None) => true,
                (FrameKind::Loop { label: Some(own), .. } | FrameKind::Block { label: own }, Some(label)) => {
                    own == label
                }
                _ => false,
            })
            .unwrap_or(0)
    }
}

impl Frame {
    fn mentions(&self, name: &str) -> bool {
        let again = match &self.kind {
            FrameKind::Loop { again, .. } => again.contains(name),
            _ => false,
        };
        again || self.after.contains(name)
    }
}

fn is_copy_type(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Ptr(_) | Type::FnPtr(_) => true,
        _ => returned::is_primitive(ty),
    }
}

fn is_mutable_reference(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}

fn is_mutable_borrow(expr: &Expr) -> bool {
    matches!(expr, Expr::Reference(reference) if reference.mutability.is_some())
}

fn is_copy_value(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Cast(_) => true,
        Expr::Reference(reference) => reference.mutability.is_none(),
        Expr::MethodCall(call) => call.method == "len",
        Expr::Paren(paren) => is_copy_value(&paren.expr),
        Expr::Unary(unary) => is_copy_value(&unary.expr),
        _ => false,
    }
}
