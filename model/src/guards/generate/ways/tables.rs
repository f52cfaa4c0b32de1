//! The tables of statements.

use super::super::state::Type::Hd;
use super::Effect::{Declares, Gives, Hides, MayGive, Moves, Reads, Renews, Replaces};
use super::Table;
use super::Type::{Array, Box, Copied, HdBox, N, Nest, Nested, Option, Pair, Side, Two, Unit, V, Vec};
use crate::guards::features::Feature;

pub(super) const TABLES: &[Table] = &[
    Table {
        feature: Feature::Operand,
        is_in: |mix| mix.operands,
        rows: OPERANDS,
    },
    Table {
        feature: Feature::OperandCopied,
        is_in: |mix| mix.operands,
        rows: COPIED,
    },
    Table {
        feature: Feature::ByPattern,
        is_in: |mix| mix.patterns,
        rows: PATTERNS,
    },
    Table {
        feature: Feature::PartOfWhole,
        is_in: |mix| mix.parts,
        rows: PARTS,
    },
    Table {
        feature: Feature::ByMacro,
        is_in: |mix| mix.macros,
        rows: MACROS,
    },
    Table {
        feature: Feature::ByClosure,
        is_in: |mix| mix.closures,
        rows: CLOSURES,
    },
    Table {
        feature: Feature::Renewed,
        is_in: |mix| mix.renewals,
        rows: RENEWED,
    },
    Table {
        feature: Feature::GivenAgain,
        is_in: |mix| mix.renewals,
        rows: GIVEN,
    },
    Table {
        feature: Feature::SameName,
        is_in: |mix| mix.shadows,
        rows: SHADOWS,
    },
    Table {
        feature: Feature::ResultName,
        is_in: |mix| mix.names_result,
        rows: RESULTS,
    },
];

/// Rows for an `N`, and the same for what is copied.
macro_rules! both {
    ($($text:literal)*) => {
        /// What takes an operand by value.
        const OPERANDS: &[(super::Type, super::Effect, &str)] = &[$((N, Moves, $text),)*];
        /// The same of what is `Copy`.
        const COPIED: &[(super::Type, super::Effect, &str)] = &[$((Copied, Reads, $text),)*];
    };
}

both! {
    "say(-$x);"
    "say($x + 4);"
    "say(4 + $x);"
    "say($x - $n);"
    "drop(!$x);"
    "let mut $b = 0; $b += $x; say($b);"
    "let $b = $x..; eat_any($b);"
    "let $b = ..=$x; say(4);"
    "drop(..$x);"
    "say(TABLE[$x]);"
    "let $b = [$x; 1]; say(4);"
    "drop([$x; 1]);"
    "$x;"
    "{ $x };"
    "($x, 4);"
    "let $b = $x;"
    "let _ = { $x };"
    "let ($b, _) = ($x, 4);"
    "let $b; $b = $x;"
    "let mut $b = None; $b = Some($x);"
    "let mut $b = None; let $c = &mut $b; *$c = Some($x);"
    "let mut $b = None; $b.replace($x);"
    "let $b = std::boxed::Box::new($x);"
    "let $b = Hold { t: $x, n: 4 };"
    "eat_any(Hold { n: 4, ..hold($x) });"
    "eat_any(($x, 4).0);"
    "eat_any({ say(4); $x });"
    "eat_any(if choose($n) { Some($x) } else { None });"
    "eat_any(match choose3($n) { 0 => Some($x), _ => None });"
    "if choose($n) { $x; }"
    "if choose($n) { say(-$x); }"
    "if choose($n) { eat_any($x); } else { say(4); }"
    "match choose3($n) { 0 => eat_any($x), _ => say(4) }"
    "match choose3($n) { 0 => { $x; } 1 => {} _ => say(4) }"
    "match choose3($n) { 0 if taken($x) => say(4), _ => {} }"
    "_ = choose($n) && taken($x);"
    "_ = choose($n) || taken($x);"
    "if choose($n) && taken($x) { say(4); }"
    "if choose($n) && { $x; true } { say(4); }"
    "eat_any(choose($n).then_some(4).map(|_| $x));"
    "loop { eat_any($x); break; }"
    "loop { if choose($n) { break; } eat_any($x); break; }"
    "eat_any(loop { break $x; });"
    "while choose($n) { eat_any($x); break; }"
    "for _ in 0..2 { if choose($n) { eat_any($x); break; } }"
    "'$b: { if choose($n) { break '$b; } eat_any($x); }"
    "eat_any('$b: { break '$b $x; });"
    "$x.gone();"
    "say($x.gone());"
    "if choose($n) { $x.gone(); }"
    "drop($x.with(4));"
    "$x.same().gone();"
    "identity($x);"
    "let $b = identity; $b($x);"
    "(eat_any as fn(_))($x);"
    "unsafe { eat_any($x) };"
    "const { 4 }; eat_any($x);"
    "let $b = ($x, new(\"$t\"));"
    "eat_any([Some($x), None]);"
    "eat_any(std::mem::ManuallyDrop::into_inner(std::mem::ManuallyDrop::new($x)));"
}

type Row = (super::Type, super::Effect, &'static str);

/// What patterns take, and what they leave.
const PATTERNS: &[Row] = &[
    (N, Moves, "match $x { $b => eat($b) }"),
    (N, Moves, "match $x { $b => say(4) }"),
    (N, Moves, "match $x { $b @ _ => say(4) }"),
    (N, Moves, "match ($x, choose3($n)) { ($b, 0) => eat($b), _ => say(4) }"),
    (N, Moves, "match choose3($n) { 0 => { let $b = $x; } _ => {} }"),
    (N, Moves, "if let $b = $x { say(4); }"),
    (N, Moves, "let Wrap($b) = Wrap($x);"),
    (N, Moves, "let Wrap(_) = Wrap($x);"),
    (N, Moves, "let Some($b) = Some($x) else { panic!() };"),
    (N, Moves, "if let Some($b) = Some($x) { say(4); }"),
    (N, Reads, "match $x { _ => say(4) }"),
    (N, Reads, "match $x { ref $b => say($b.id()) }"),
    (N, Reads, "let ref $b = $x; say($b.id());"),
    (N, Reads, "if let ref $b = $x { say($b.id()); }"),
    (N, Reads, "match &$x { $b => say($b.id()) }"),
    (N, Reads, "let Some($b) = Some(&$x) else { panic!() }; say($b.id());"),
    (N, Reads, "for $b in [&$x] { say($b.id()); }"),
    (N, Reads, "let _ = &$x; let _ = ($x.id(), 4);"),
    (N, Reads, "_ = $x == $x;"),
    (N, Reads, "if $x == $x { say(4); }"),
    (N, Reads, "let $b = &$x as *const N; _ = $b;"),
    (N, Reads, "say($x.go());"),
    (N, Reads, "say($x.release());"),
    (N, Reads, "say(N::id(&$x));"),
    (N, Reads, "{ &$x; }"),
    (N, Reads, "(&$x).id();"),
    (
        Hd,
        Moves,
        "match $x { Hd { id: 4, .. } => say(4), Hd { n: $b, .. } => eat($b) }",
    ),
    (
        Hd,
        Moves,
        "match $x { Hd { n: $b, id } if id > 4 => eat($b), _ => say(4) }",
    ),
    (Hd, Moves, "if let Hd { id: 1..=4, n: $b } = $x { eat($b); }"),
    (Hd, Moves, "let Hd { n: $b @ _, .. } = $x;"),
    (Hd, Reads, "let Hd { n: ref $b, id } = $x; say($b.id() + id);"),
    (Hd, Reads, "let Hd { n: $b, .. } = &$x; say($b.id());"),
    (Option, Moves, "match $x { Some($b) => eat($b), None => say(4) }"),
    (
        Option,
        Moves,
        "match $x { Some($b) if $b.id() > 4 => eat($b), _ => say(4) }",
    ),
    (Option, Moves, "if let Some($b) = $x && choose($n) { eat($b); }"),
    (Option, Moves, "if choose($n) && let Some($b) = $x { eat($b); }"),
    (Option, Moves, "if let Some($b @ _) = $x { say(4); } else { say(8); }"),
    (Option, Moves, "while let Some($b) = $x { eat($b); break; }"),
    (Option, Moves, "for $b in $x { eat($b); }"),
    (Option, Moves, "$x;"),
    (
        Option,
        Moves,
        "let $b = match $x { None => new(\"$t\"), Some($b) => $b };",
    ),
    (Option, Reads, "match $x { Some(_) => say(4), None => {} }"),
    (
        Option,
        Reads,
        "match $x { Some(ref $b) if $b.id() > 4 => say(4), _ => {} }",
    ),
    (Option, Reads, "if let Some(ref $b) = $x && $b.id() > 4 { say(4); }"),
    (Option, Reads, "if let None = $x { say(4); }"),
    (Option, Reads, "$x.as_ref().map(peek);"),
    (Option, Reads, "say(i64::from($x.is_some()));"),
    (Option, Reads, "for $b in &$x { say($b.id()); }"),
    (Option, Renews, "while let Some($b) = $x.take() { eat($b); }"),
    (Option, Renews, "if let Some(ref mut $b) = $x { $b.touch(); }"),
    (Option, Renews, "drop($x.take());"),
    (Option, Renews, "$x = Some(new(\"$t\"));"),
    (Option, Renews, "$x.replace(new(\"$t\"));"),
    (Option, Renews, "drop($x.insert(new(\"$t\")).id());"),
    (Option, Replaces, "$x = $x.map(pass);"),
    (
        Option,
        Replaces,
        "$x = match $x { Some($b) => Some(pass($b)), None => None };",
    ),
    (Vec, Moves, "for $b in $x { eat($b); }"),
    (Vec, Moves, "for $b in $x { if choose($n) { break; } eat($b); }"),
    (Vec, Moves, "$x;"),
    (Vec, Moves, "let $b: Vec<N> = $x.into_iter().map(pass).collect();"),
    (Vec, Reads, "say($x.iter().map(N::id).sum());"),
    (Vec, Reads, "say($x[0].id());"),
    (Vec, Reads, "if let [$b, ..] = &$x[..] { say($b.id()); }"),
    (Vec, Renews, "$x.push(new(\"$t\"));"),
    (Vec, Renews, "$x[0] = new(\"$t\");"),
    (Vec, Renews, "drop($x.pop());"),
    (Vec, Renews, "for $b in $x.drain(..) { eat($b); }"),
    (V, Moves, "$x.release();"),
    (V, Moves, "say($x.go());"),
    (V, Moves, "$x;"),
    (V, Moves, "let V($b) = $x;"),
    (V, Moves, "if choose($n) { $x.go(); }"),
    (V, Reads, "say($x.id());"),
    (V, Reads, "let V(ref $b) = $x; say($b.id());"),
];

/// Parts, and what has them.
const PARTS: &[Row] = &[
    (N, Moves, "eat($x);"),
    (N, Moves, "let $b = $x;"),
    (N, Moves, "if choose($n) { eat($x); }"),
    (N, Moves, "drop(move || $x.id());"),
    (N, Moves, "drop(|| eat($x));"),
    (N, Moves, "let $b = || eat($x); $b();"),
    (N, Moves, "match $x { $b => eat($b) }"),
    (N, Moves, "eat_any(Hd { id: 4, n: $x });"),
    (N, Reads, "say($x.id());"),
    (N, Reads, "let $b = || $x.id(); say($b());"),
    (N, Reads, "let _ = $x;"),
    (N, Renews, "$x = new(\"$t\");"),
    (N, Gives, "$x = new(\"$t\");"),
    (Hd, Moves, "eat($x.n);"),
    (Hd, Moves, "$x;"),
    (Hd, Moves, "eat_any(Hd { id: 4, ..$x });"),
    (Hd, Moves, "let $b = Hd { id: 4, ..$x };"),
    (Hd, Reads, "eat_any(Hd { n: new(\"$t\"), ..$x });"),
    (Hd, Moves, "eat_any($x);"),
    (Hd, Moves, "let $b = || $x.n; drop($b());"),
    (Hd, Moves, "let $b = move || $x.n.id(); say($b());"),
    (Hd, Reads, "let $b = || $x.n.id(); say($b());"),
    (Hd, Reads, "let $b = move || $i.id; say($b());"),
    (Hd, Reads, "say($x.id);"),
    (Hd, Reads, "let Hd { id: $b, .. } = $x;"),
    (Hd, Renews, "$x = Hd { id: 4, n: new(\"$t\") };"),
    (Hd, Renews, "$x.id += 4;"),
    (Hd, Gives, "$x = Hd { id: 4, n: new(\"$t\") };"),
    (Hd, Replaces, "$x = Hd { id: 4, ..$x };"),
    (Two, Moves, "let Two($b, _) = $x;"),
    (Two, Moves, "let Two($b, ..) = $x; eat($b);"),
    (Two, Moves, "let Two($b, ref $c) = $x; say($c.id());"),
    (Two, Moves, "match $x { Two($b, $c) => eat($c) }"),
    (
        Two,
        Moves,
        "match $x { Two(_, $c) if choose($n) => eat($c), _ => say(4) }",
    ),
    (Two, Reads, "let Two(ref $b, _) = $x; say($b.id());"),
    (Pair, Moves, "let ($b, _) = $x;"),
    (Pair, Moves, "let (_, $b) = $x; eat($b);"),
    (Pair, Moves, "let ($b, $c) = $x; eat($c);"),
    (Pair, Moves, "$x.0;"),
    (Pair, Moves, "if choose($n) { eat($x.0); } else { eat($x.1); }"),
    (Pair, Moves, "$x;"),
    (Array, Moves, "let [$b, $c] = $x; eat($c);"),
    (Array, Moves, "let [$b, ..] = $x;"),
    (Array, Moves, "let [_, $b] = $x; eat($b);"),
    (Array, Moves, "match $x { [$b, _] => eat($b) }"),
    (Array, Moves, "for $b in $x { eat($b); }"),
    (Array, Moves, "eat_any($x);"),
    (Array, Moves, "drop($x.map(pass));"),
    (Array, Moves, "if choose($n) { let [$b, _] = $x; }"),
    (Array, Reads, "let [ref $b, _] = $x; say($b.id());"),
    (Array, Reads, "let [_, _] = $x;"),
    (Array, Reads, "say($x[0].id());"),
    (Array, Reads, "for $b in &$x { say($b.id()); }"),
    (Array, Renews, "$x[1] = new(\"$t\");"),
    (Array, Renews, "$x.swap(0, 1);"),
    (Side, Moves, "if let Where::Left($b) = $x { eat($b); }"),
    (Side, Moves, "if let Where::Both { b: $b, .. } = $x { eat($b); }"),
    (
        Side,
        Moves,
        "match $x { Where::Left($b) => eat($b), Where::Both { a: $b, .. } => say($b.id()), Where::Nowhere => say(4) }",
    ),
    (
        Side,
        Moves,
        "match $x { Where::Both { a: $b, b: ref $c } => say($c.id()), _ => say(4) }",
    ),
    (Side, Moves, "match $x { Where::Nowhere => say(4), $b => say(8) }"),
    (Side, Moves, "eat_any($x);"),
    (
        Side,
        Reads,
        "match $x { Where::Left(ref $b) => say($b.id()), _ => say(4) }",
    ),
    (Side, Reads, "if let Where::Nowhere = $x { say(4); }"),
    (
        Side,
        Reads,
        "match &$x { Where::Both { a: $b, .. } => say($b.id()), _ => say(4) }",
    ),
    (Side, Renews, "$x = Where::Left(new(\"$t\"));"),
    (Side, Gives, "$x = Where::Left(new(\"$t\"));"),
    (Box, Moves, "eat(*$x);"),
    (Box, Moves, "let $b = *$x;"),
    (Box, Moves, "*$x;"),
    (Box, Moves, "$x;"),
    (Box, Moves, "eat_any($x);"),
    (Box, Moves, "drop(move || $x.id());"),
    (Box, Moves, "drop(|| eat(*$x));"),
    (Box, Moves, "match *$x { $b => eat($b) }"),
    (Box, Moves, "$x.gone();"),
    (Box, Reads, "say($x.id());"),
    (Box, Reads, "match *$x { ref $b => say($b.id()) }"),
    (Box, Reads, "let _ = *$x;"),
    (Box, Reads, "match *$x { _ => say(4) }"),
    (Box, Renews, "*$x = new(\"$t\");"),
    (Box, Gives, "*$x = new(\"$t\");"),
    (Box, Gives, "$x = std::boxed::Box::new(new(\"$t\"));"),
    (HdBox, Moves, "eat($x.n);"),
    (HdBox, Moves, "let Hd { n: $b, .. } = *$x;"),
    (HdBox, Moves, "let $b = *$x;"),
    (HdBox, Moves, "if choose($n) { eat($x.n); }"),
    (HdBox, Moves, "drop(|| eat($x.n));"),
    (HdBox, Reads, "say($x.n.id());"),
    (HdBox, Reads, "let Hd { id: $b, .. } = *$x;"),
    (HdBox, Reads, "let Hd { n: ref $b, .. } = *$x; say($b.id());"),
    (HdBox, Renews, "$x.n = new(\"$t\");"),
    (HdBox, Gives, "$x = std::boxed::Box::new(Hd { id: 4, n: new(\"$t\") });"),
    (Nest, Moves, "let Nest { h: Hd { n: $b, .. }, .. } = $x;"),
    (Nest, Moves, "eat($x.h.n);"),
    (Nest, Moves, "if choose($n) { eat($x.h.n); } else { eat($x.n); }"),
    (Nest, Moves, "eat_any($x.h);"),
    (Nest, Moves, "eat_any(Nest { n: new(\"$t\"), ..$x });"),
    (Nest, Reads, "say($x.h.n.id());"),
    (Nested, Moves, "let ($b, ($c, _)) = $x;"),
    (Nested, Moves, "eat($x.1.0);"),
    (Nested, Moves, "eat_any($x.1);"),
    (Nested, Reads, "let (_, (ref $b, _)) = $x; say($b.id());"),
];

/// Macros of the user's, and some of std.
const MACROS: &[Row] = &[
    (N, Moves, "when!(choose($n) => eat($x));"),
    (N, Moves, "when!(choose($n) => { eat($x); });"),
    (N, Moves, "always!(eat($x));"),
    (N, Moves, "run! { eat($x); }"),
    (N, Moves, "run! { if choose($n) { eat($x); } }"),
    (N, Moves, "run! { let $b = $x; say($b.id()); }"),
    (N, Moves, "maybe! { eat($x); }"),
    (N, Moves, "never!(eat($x));"),
    (N, Moves, "lazily!(eat($x));"),
    (N, Moves, "gone!($x);"),
    (N, Moves, "named_gone!($i);"),
    (N, Moves, "drop(get!($x));"),
    (N, Moves, "eat(get!($x));"),
    (N, Moves, "either!(choose($n), eat($x), say(4));"),
    (N, Moves, "let $b = either!(choose($n), Some($x), None);"),
    (N, Moves, "call_it!(eat, $x);"),
    (N, Moves, "call_it!($x.gone());"),
    (N, Moves, "swallow!($x, $y);"),
    (N, Moves, "with_local!($b => eat($x));"),
    (N, Moves, "drop(std::vec![$x]);"),
    (N, Moves, "drop(std::format!(\"{:?}\", pass($x)));"),
    (N, Moves, "std::assert!(taken($x));"),
    (N, Moves, "std::assert!(taken($x), \"{}\", 4);"),
    (N, Hides, "std::assert!(choose($n) || taken($x));"),
    (N, Hides, "_ = std::matches!(choose3($n), 0 if taken($x));"),
    (N, Moves, "_ = std::matches!(taken($x), true);"),
    (N, Reads, "mention!($x);"),
    (N, Reads, "named_mention!($i);"),
    (N, Reads, "run! { say($x.id()); }"),
    (N, Reads, "always!(say($x.id()));"),
    (N, Reads, "when!(choose($n) => say($x.id()));"),
    (N, Reads, "count!($x);"),
    (N, Reads, "with_local!($i => eat($i));"),
    (N, Reads, "with_local!($i => { eat($i); });"),
    (N, Reads, "drop(std::format!(\"{:?}\", $x));"),
    (N, Reads, "drop(std::format!(\"{$i:?}\"));"),
    (N, Reads, "std::assert!($x.id() >= 0);"),
    (N, Reads, "std::assert_eq!($x, $x);"),
    (N, Reads, "_ = std::matches!($x, _);"),
    (N, Reads, "std::write!(sink(), \"{:?}\", $x).unwrap();"),
    (N, Renews, "give!($x, new(\"$t\"));"),
    (N, Renews, "when!(choose($n) => $x = new(\"$t\"));"),
    (N, Gives, "give!($x, new(\"$t\"));"),
    (N, Renews, "assign!($i = new(\"$t\"));"),
    (N, Gives, "assign!($i = new(\"$t\"));"),
    (N, Replaces, "assign!($i = pass($i));"),
    (N, Gives, "run! { $x = new(\"$t\"); }"),
    (N, MayGive, "when!(choose($n) => $x = new(\"$t\"));"),
    (N, Replaces, "give!($x, pass($x));"),
    (N, Replaces, "$x = get!($x);"),
    (N, Declares, "local!($i, \"$t\");"),
    (N, Declares, "locals!($i = new(\"$t\"););"),
    (Option, Moves, "_ = std::matches!($x, Some($b));"),
    (Option, Hides, "_ = std::matches!($x, Some($b) if choose($n));"),
    (Option, Reads, "_ = std::matches!($x, Some(_));"),
    (Option, Reads, "_ = std::matches!($x, Some(ref $b) if $b.id() > 4);"),
    (Copied, Reads, "gone!($x);"),
    (Copied, Reads, "drop(get!($x));"),
    (Copied, Reads, "when!(choose($n) => eat_any($x));"),
    (Copied, Reads, "drop(std::vec![$x, $x]);"),
    (Copied, Reads, "run! { eat_any($x); }"),
];

/// Closures, and functions in functions.
const CLOSURES: &[Row] = &[
    (N, Moves, "let $b = || $x; drop($b());"),
    (N, Moves, "let $b = || eat($x);"),
    (N, Moves, "let $b = move || $x.id(); say($b());"),
    (N, Moves, "let $b = move || $x.id(); if choose($n) { say($b()); }"),
    (N, Moves, "let $b = || eat($x); if choose($n) { $b(); }"),
    (N, Moves, "call_once(|| eat($x));"),
    (N, Moves, "call_once(move || eat($x));"),
    (N, Moves, "call_never(|| eat($x));"),
    (N, Moves, "if choose($n) { call_once(|| eat($x)); }"),
    (
        N,
        Moves,
        "let $b: std::boxed::Box<dyn FnOnce()> = std::boxed::Box::new(move || eat($x)); $b();",
    ),
    (N, Moves, "let $b = Hook { call: || eat($x) }; ($b.call)();"),
    (
        N,
        Moves,
        "let $b = Hook { call: || eat($x) }; if choose($n) { ($b.call)(); }",
    ),
    (N, Moves, "let $b = || { let $c = || eat($x); $c() }; $b();"),
    (N, Moves, "let $b = || { let $c = move || $x.id(); $c() }; say($b());"),
    (N, Moves, "let $b = || { if choose($n) { eat($x); } }; $b();"),
    (N, Moves, "(|$b| eat($b))($x);"),
    (N, Moves, "let $b = |$c| eat($c); $b($x);"),
    (N, Moves, "fn $b(_: N) { say(4); } $b($x);"),
    (N, Moves, "fn $b<T>(t: T) -> T { t } drop($b($x));"),
    (
        N,
        Moves,
        "struct Inner; impl Inner { fn go(self, n: N) { eat(n); } } Inner.go($x);",
    ),
    (N, Moves, "drop(async { eat($x); });"),
    (N, Moves, "drop(async move { say($x.id()); });"),
    (
        N,
        Moves,
        "Some(4).into_iter().for_each(drop); Some(4).map(move |_| $x.id());",
    ),
    (N, Moves, "Some($x).map(eat);"),
    (N, Moves, "Some($x).map(|$b| eat($b));"),
    (N, Reads, "let $b = || $x.id(); say($b());"),
    (N, Reads, "let $b = || { let $c = || $x.id(); $c() }; say($b());"),
    (N, Reads, "say(call(|| $x.id()));"),
    (N, Reads, "let $b = || _ = $x; $b();"),
    (N, Reads, "let $b = || { let _ = $x; say(4) }; $b();"),
    (N, Reads, "let $b = &$x; let $c = move || $b.id(); say($c());"),
    (N, Reads, "let $b = || peek(&$x) + $x.id(); say($b() + $x.id());"),
    (N, Reads, "drop(async { say($x.id()); });"),
    (N, Reads, "fn $b($i: N) { eat($i); } $b(new(\"$t\"));"),
    (
        N,
        Reads,
        "struct Inner; impl Inner { fn go($i: N) { eat($i); } } Inner::go(new(\"$t\"));",
    ),
    (N, Renews, "call_mut(|| $x.touch());"),
    (N, Renews, "call_mut(|| $x = new(\"$t\"));"),
    (N, Renews, "let mut $b = || $x = new(\"$t\"); $b();"),
    (N, Renews, "let mut $b = || $x.touch(); $b(); $b();"),
    (N, Gives, "let mut $b = || 4; $x = new(\"$t\"); say($b());"),
    (N, Replaces, "$x = call_once(|| $x);"),
    (Copied, Reads, "let $b = || $x; drop($b());"),
    (Copied, Reads, "call_once(move || eat_any($x));"),
    (Copied, Reads, "let $b = || eat_any($x); $b(); $b();"),
    (Hd, Moves, "let $b = || eat($x.n); $b();"),
    (Hd, Moves, "let $b = || eat_any($x);"),
    (Hd, Reads, "let $b = || { let Hd { id, .. } = $x; id }; say($b());"),
    (Option, Moves, "let $b = || $x.map(eat); $b();"),
    (Option, Moves, "let $b = || if let Some($c) = $x { eat($c); }; $b();"),
    (Option, Reads, "let $b = || $x.is_some(); drop($b());"),
    (
        Option,
        Reads,
        "let $b = || if let Some($c) = &$x { say($c.id()); }; $b();",
    ),
];

/// What is there gets another value in its place.
const RENEWED: &[Row] = &[
    (N, Renews, "$x.touch();"),
    (N, Renews, "let $b = &mut $x; $b.touch();"),
    (N, Renews, "change(&mut $x);"),
    (N, Renews, "eat(std::mem::replace(&mut $x, new(\"$t\")));"),
    (N, Renews, "let $b = std::mem::replace(&mut $x, new(\"$t\"));"),
    (N, Renews, "*&mut $x = new(\"$t\");"),
    (N, Renews, "let $b = &mut $x; *$b = new(\"$t\");"),
    (N, Renews, "if let $b = &mut $x { *$b = new(\"$t\"); }"),
    (N, Renews, "$x = new(\"$t\");"),
    (N, Renews, "($x, _) = (new(\"$t\"), 4);"),
    (N, Renews, "[$x] = [new(\"$t\")];"),
    (N, Renews, "Wrap($x) = Wrap(new(\"$t\"));"),
    (N, Renews, "Hd { n: $x, .. } = Hd { id: 4, n: new(\"$t\") };"),
    (N, Renews, "std::mem::swap(&mut $x, &mut new(\"$t\"));"),
    (N, Renews, "if choose($n) { $x = new(\"$t\"); }"),
    (N, Renews, "$x = if choose($n) { new(\"$t\") } else { new(\"$t\") };"),
    (N, Renews, "while choose($n) { $x = new(\"$t\"); }"),
    (N, Renews, "let mut $b = new(\"$t\"); std::mem::swap(&mut $b, &mut $x);"),
    (N, Renews, "let ref mut $b = $x; $b.touch();"),
    (N, Replaces, "eat($x); $x = new(\"$t\");"),
    (N, Replaces, "if choose($n) { eat($x); $x = new(\"$t\"); }"),
    (
        N,
        Replaces,
        "if choose($n) { eat($x); } else { drop($x); } $x = new(\"$t\");",
    ),
    (N, Replaces, "if choose($n) { eat($x); } $x = new(\"$t\");"),
    (
        N,
        Replaces,
        "match choose3($n) { 0 => eat($x), _ => {} } $x = new(\"$t\");",
    ),
    (N, Replaces, "$x = { $x };"),
    (N, Replaces, "$x = !$x;"),
    (N, Replaces, "$x = $x.same().with(4);"),
    (N, Replaces, "$x = if choose($n) { $x } else { new(\"$t\") };"),
    (
        N,
        Replaces,
        "$x = match choose3($n) { 0 => pass($x), _ => new(\"$t\") };",
    ),
    (N, Replaces, "$x = match $x { $b => pass($b) };"),
    (N, Replaces, "$x = loop { break $x; };"),
    (N, Replaces, "($x, _) = ($x, 4);"),
    (N, Replaces, "let $b = $x; $x = $b;"),
    (N, Replaces, "let $b = $x; $x = new(\"$t\");"),
    (N, Replaces, "eat($x); ($x, _) = (new(\"$t\"), 4);"),
    (N, Replaces, "for _ in 0..2 { eat($x); $x = new(\"$t\"); }"),
    (N, Replaces, "while choose($n) { $x = pass($x); }"),
    (N, Replaces, "let $b; ($b, $x) = ($x, new(\"$t\"));"),
    (N, Moves, "let mut $b = new(\"$t\"); let $c = &mut $b; *$c = $x;"),
    (
        N,
        Moves,
        "let mut $b = new(\"$t\"); drop(std::mem::replace(&mut $b, $x));",
    ),
    (N, Moves, "let mut $b = [new(\"$t\")]; $b[0] = $x;"),
    (N, Moves, "let mut $b = Wrap(new(\"$t\")); $b.0 = $x;"),
    (N, Moves, "let mut $b = ($x, 4); $b.0 = new(\"$t\");"),
    (Vec, Renews, "drop(std::mem::take(&mut $x));"),
    (Option, Renews, "drop(std::mem::take(&mut $x));"),
];

/// What is gone, or may be, is there again.
const GIVEN: &[Row] = &[
    (N, Gives, "$x = new(\"$t\");"),
    (N, Gives, "$x = new(\"$t\");"),
    (N, Gives, "($x, _) = (new(\"$t\"), 4);"),
    (N, Gives, "[_, $x] = [4, 8].map(|_| new(\"$t\"));"),
    (N, Gives, "$x = if choose($n) { new(\"$t\") } else { new(\"$t\") };"),
    (
        N,
        Gives,
        "if choose($n) { $x = new(\"$t\"); } else { $x = new(\"$t\"); }",
    ),
    (
        N,
        Gives,
        "match choose3($n) { 0 => $x = new(\"$t\"), _ => { $x = new(\"$t\"); } }",
    ),
    (N, Gives, "{ $x = new(\"$t\"); }"),
    (N, Gives, "loop { $x = new(\"$t\"); break; }"),
    (N, MayGive, "if choose($n) { $x = new(\"$t\"); }"),
    (N, MayGive, "if choose($n) { $x = new(\"$t\"); say($x.id()); }"),
    (N, MayGive, "if choose($n) { $x = new(\"$t\"); eat($x); }"),
    (N, MayGive, "while choose($n) { $x = new(\"$t\"); }"),
    (Hd, Gives, "$x = Hd { id: 4, n: new(\"$t\") };"),
    (Pair, Gives, "$x = (new(\"$t\"), new(\"$t\"));"),
    (Option, Gives, "$x = Some(new(\"$t\"));"),
    (Option, Gives, "$x = None;"),
];

/// Other locals of the same name.
const SHADOWS: &[Row] = &[
    (N, Reads, "{ let $i = new(\"$t\"); eat($i); }"),
    (N, Reads, "{ let $i; $i = new(\"$t\"); if choose($n) { eat($i); } }"),
    (N, Reads, "{ say($i.id()); let $i = new(\"$t\"); $i; }"),
    (N, Reads, "let $b = |$i: N| eat($i); $b(new(\"$t\"));"),
    (N, Reads, "let $b = || { let $i = new(\"$t\"); eat($i); }; $b();"),
    (N, Reads, "if let Some($i) = Some(new(\"$t\")) { eat($i); }"),
    (N, Reads, "if let $i = new(\"$t\") && choose($n) { eat($i); }"),
    (N, Reads, "match new(\"$t\") { $i => eat($i) }"),
    (
        N,
        Reads,
        "match Some(new(\"$t\")) { Some($i) if choose($n) => eat($i), _ => say($x.id()) }",
    ),
    (N, Reads, "for $i in [new(\"$t\"), new(\"$t\")] { eat($i); }"),
    (
        N,
        Reads,
        "while let Some($i) = choose($n).then(|| new(\"$t\")) { eat($i); break; }",
    ),
    (
        N,
        Reads,
        "{ let Some($i) = Some(new(\"$t\")) else { panic!() }; eat($i); }",
    ),
    (N, Reads, "{ let ($i, $b) = (new(\"$t\"), 4); eat($i); }"),
    (N, Reads, "{ let Wrap($i) = Wrap(new(\"$t\")); eat($i); }"),
    (
        N,
        Reads,
        "{ let Hd { n: $i, .. } = Hd { id: 4, n: new(\"$t\") }; eat($i); }",
    ),
    (N, Reads, "let $b = { let $i = 4; $i }; say($b);"),
    (
        N,
        Reads,
        "'$b: { let $i = new(\"$t\"); if choose($n) { break '$b; } eat($i); }",
    ),
    (N, Reads, "{ fn $i(n: N) { eat(n); } $i(new(\"$t\")); }"),
    (N, Reads, "{ use self::eat as $i; $i(new(\"$t\")); }"),
    (N, Reads, "{ let $i = $i.id(); say($i); }"),
    (N, Reads, "{ let $i = &$i; say($i.id()); }"),
    (N, Moves, "{ let $i = $i; eat($i); }"),
    (N, Moves, "{ eat($i); let $i = 4; say($i); }"),
    (N, Moves, "{ let $i = pass($i); if choose($n) { eat($i); } }"),
    (N, Moves, "(|$i: N| eat($i))($i);"),
    (N, Moves, "match $i { $i => eat($i) }"),
    (N, Moves, "if let $i = $i { eat($i); }"),
    (N, Moves, "for $i in [$i] { eat($i); }"),
    (N, Moves, "if choose($n) { let $i = $i; }"),
    (N, Moves, "let $b = || { let $i = $i; eat($i); }; $b();"),
    (N, Moves, "let $b = { let $c = $i; let $i = 4; ($c, $i) };"),
    (N, Declares, "let $i = new(\"$t\");"),
    (N, Declares, "let ($i, _) = (new(\"$t\"), 4);"),
    (N, Declares, "let $i = { let $i = new(\"$t\"); $i };"),
    (N, Declares, "let $i = made(\"$t\", $i.id());"),
];

/// Locals that are named like the result.
const RESULTS: &[Row] = &[
    (Unit, Reads, "{ let result = new(\"$t\"); say(result.id()); }"),
    (
        Unit,
        Reads,
        "{ let result = new(\"$t\"); if choose($n) { eat(result); } }",
    ),
    (Unit, Reads, "if let Some(result) = Some(new(\"$t\")) { eat(result); }"),
    (Unit, Reads, "match choose3($n) { 0 => say(4), result => say(result) }"),
    (Unit, Reads, "for result in 0..2 { say(result); }"),
    (Unit, Reads, "let $b = |result: i64| result; say($b(4));"),
    (
        Unit,
        Reads,
        "'$b: { let result = new(\"$t\"); if choose($n) { break '$b; } eat(result); }",
    ),
    (N, Moves, "{ let result = $x; say(result.id()); }"),
    (N, Moves, "if choose($n) { let result = $x; eat(result); }"),
    (N, Moves, "match $x { result => eat(result) }"),
    (N, Reads, "{ let result = &$x; say(result.id()); }"),
];
