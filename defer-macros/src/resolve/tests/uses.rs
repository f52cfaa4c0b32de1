//! What pieces of code do to the locals around them.

use super::facts;
use crate::resolve::facts::{ExitValue, How, LocalId};
use crate::syntax::names::Names;
use pretty_assertions::assert_eq;
use syn::{Block, parse_quote};

/// Names that are mentioned, moved and assigned.
type Used = (Names, Names, Names);

/// What a piece of code does to the locals of the names that stand in front of it.
fn uses(block: &Block) -> Used {
    let facts = facts(parse_quote! {
        fn piece(a: A, b: A, c: A, d: A, e: A, f: A, g: A, h: A, k: A, n: A, x: A, y: A, acc: A, best: A, cur: A, out: A, step: A,
            r#type: A) #block
    });
    let is_outer = |local: LocalId| {
        facts.locals[local].is_parameter && facts.locals[local].from < facts.blocks[crate::ids::Id::of(0)].span.start
    };
    let (mut mentioned, mut moved, mut assigned) = Used::default();
    for used in facts.uses.iter().filter(|used| is_outer(used.local)) {
        let name = &facts.locals[used.local].name;
        mentioned.insert(name.clone());
        let is_moved = match used.how {
            How::Moved | How::Passed => true,
            // It is built inside where a part of it is declared there.
            How::Leaves(exit) => match &facts.exits[exit].value {
                ExitValue::Plain(plain) => !plain.locals.iter().all(|local| is_outer(*local)),
                _ => false,
            },
            _ => false,
        };
        if is_moved {
            moved.insert(name.clone());
        }
        if used.how == How::Assigned {
            assigned.insert(name.clone());
        }
    }
    (mentioned, moved, assigned)
}

macro_rules! cases {
    ($($name:ident: $block:tt => [$($mentioned:literal)*] [$($moved:literal)*] [$($assigned:literal)*];)*) => {
        $(#[test]
        fn $name() {
            let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Names>();
            let expected = (names(&[$($mentioned),*]), names(&[$($moved),*]), names(&[$($assigned),*]));
            assert_eq!(uses(&parse_quote!($block)), expected);
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
    returned_with_an_inner_one: { let n = 1; return Ok((out, n)); } => ["out"] ["out"] [];
    returned_in_a_closure: { g(|| { let n = 1; return (out, n); }); g(|| return acc); } => ["acc" "g" "out"] ["out"] [];
    move_closure: { g(move || a.len()); } => ["a" "g"] ["a"] [];
    move_closure_that_uses_a_part: { g(move || a.0 + b.c.d()); h(move || println!("{}", e.f)); } =>
        ["a" "b" "e" "g" "h"] [] [];
    move_closure_with_a_call: { g(move || { defer!(a.close()); b.c }); } => ["a" "b" "g"] ["a"] [];
    what_binds_nothing: { _ = a; let _ = b; let Two(_, _) = c; let Two(ref d, _) = e; } => ["a" "b" "c" "e"] [] [];
    matched: { match a { Some(x) => f(x), None => {} } match b { c => f(c) } } => ["a" "b" "f"] ["b"] [];
    in_macros: { println!("{a} {}", b); c!(d); } => ["a" "b" "d"] [] [];
    unreadable: { matches!(a, Some(b) if b.c); } => ["a" "b"] [] [];
    receivers: { a.finish().unwrap(); b.into_inner(); } => ["a" "b"] [] [];
    raw_names: { f(r#type); println!("{type}"); } => ["f" "type"] ["type"] [];
    capitalised: { return Make(a); } => ["a"] ["a"] [];
    values_of_now: { defer!(f(a, &b, c[k])); } => ["a" "b" "c" "f" "k"] ["a"] [];
    a_deferred_block: { defer!(|| f(a, &b)); } => ["a" "b" "f"] ["a"] [];
}
