//! The table of values.

use super::super::state::Type::{self, Array, Box, Hd, HdBox, N, Nested, Option, Pair, Side, Two, V, Vec};
use super::Effect::{self, Moves, Renews};
use super::Mix;
use crate::guards::features::Feature;

/// An `N` that comes out of a local.
pub(super) struct Row {
    pub(super) feature: Feature,
    pub(super) is_in: fn(Mix) -> bool,
    pub(super) ty: Type,
    pub(super) effect: Effect,
    pub(super) text: &'static str,
}

macro_rules! rows {
    ($($feature:ident $kind:ident $ty:ident $effect:ident $text:literal)*) => {
        pub(super) const VALUES: &[Row] = &[$(Row {
            feature: Feature::$feature,
            is_in: |mix| mix.$kind,
            ty: $ty,
            effect: $effect,
            text: $text,
        },)*];
    };
}

rows! {
    Operand operands N Moves "!$x"
    Operand operands N Moves "{ $x }"
    Operand operands N Moves "($x)"
    Operand operands N Moves "($x, 4).0"
    Operand operands N Moves "[$x; 1].map(pass).into_iter().next().unwrap()"
    Operand operands N Moves "Hold { t: $x, n: 4 }.t"
    Operand operands N Moves "Hold { n: 4, ..hold($x) }.t"
    Operand operands N Moves "($x..).start"
    Operand operands N Moves "(if choose($n) { $x } else { new(\"$t\") })"
    Operand operands N Moves "(match choose3($n) { 0 => $x, 1 => pass($x), _ => new(\"$t\") })"
    Operand operands N Moves "(loop { break $x; })"
    Operand operands N Moves "'$b: { if choose($n) { break '$b $x; } new(\"$t\") }"
    Operand operands N Moves "{ let $b = $x; $b }"
    Operand operands N Moves "{ let $b; $b = $x; $b }"
    Operand operands N Moves "(unsafe { $x })"
    ByPattern patterns N Moves "(match $x { $b => $b })"
    ByPattern patterns N Moves "(match $x { $b @ _ => pass($b) })"
    ByPattern patterns N Moves "(match Some($x) { Some($b) => $b, None => new(\"$t\") })"
    ByPattern patterns N Moves "{ let ($b, _) = ($x, 4); $b }"
    ByPattern patterns N Moves "{ let Some($b) = Some($x) else { panic!() }; $b }"
    ByPattern patterns V Moves "$x.release()"
    ByPattern patterns V Moves "{ let V($b) = $x; $b }"
    ByPattern patterns Option Moves "(match $x { Some($b) => $b, None => new(\"$t\") })"
    ByPattern patterns Option Moves "(if let Some($b) = $x { $b } else { new(\"$t\") })"
    ByPattern patterns Option Renews "$x.take().unwrap_or_else(|| new(\"$t\"))"
    ByPattern patterns Vec Moves "$x.into_iter().next().unwrap_or_else(|| new(\"$t\"))"
    PartOfWhole parts Hd Moves "Hd { id: 4, ..$x }.n"
    PartOfWhole parts Hd Moves "{ let Hd { n: $b, .. } = $x; $b }"
    PartOfWhole parts Pair Moves "$x.1"
    PartOfWhole parts Pair Moves "(if choose($n) { $x.0 } else { $x.1 })"
    PartOfWhole parts Two Moves "{ let Two($b, _) = $x; $b }"
    PartOfWhole parts Array Moves "{ let [$b, _] = $x; $b }"
    PartOfWhole parts Array Moves "$x.into_iter().next().unwrap()"
    PartOfWhole parts Box Moves "*$x"
    PartOfWhole parts Box Moves "(*$x).same()"
    PartOfWhole parts Box Moves "{ let $b = $x; *$b }"
    PartOfWhole parts HdBox Moves "$x.n"
    PartOfWhole parts HdBox Moves "(*$x).n"
    PartOfWhole parts HdBox Moves "{ let Hd { n: $b, .. } = *$x; $b }"
    PartOfWhole parts Nested Moves "$x.1.1"
    PartOfWhole parts Nested Moves "{ let (_, ($b, _)) = $x; $b }"
    PartOfWhole parts Side Moves "(match $x { Where::Left($b) => $b, Where::Both { b: $b, .. } => $b, Where::Nowhere => new(\"$t\") })"
    ByMacro macros N Moves "get!($x)"
    ByMacro macros N Moves "either!(choose($n), $x, new(\"$t\"))"
    ByMacro macros N Moves "run! { pass($x) }"
    ByMacro macros N Moves "call_it!(pass, $x)"
    ByMacro macros N Moves "std::vec![$x].remove(0)"
    ByMacro macros N Moves "with_local!($b => $x)"
    ByClosure closures N Moves "call_once(|| $x)"
    ByClosure closures N Moves "call_once(move || pass($x))"
    ByClosure closures N Moves "(|$b: N| $b)($x)"
    ByClosure closures N Moves "(|| $x)()"
    ByClosure closures N Moves "{ let $b = || $x; $b() }"
    ByClosure closures N Moves "Some($x).map(pass).unwrap()"
    ByClosure closures N Moves "{ fn $b(n: N) -> N { n } $b($x) }"
    Renewed renewals N Renews "std::mem::replace(&mut $x, new(\"$t\"))"
    Renewed renewals N Moves "std::mem::replace(&mut new(\"$t\"), $x)"
    SameName shadows N Moves "{ let $i = $i; $i }"
    SameName shadows N Moves "(match $i { $i => $i })"
    SameName shadows N Moves "(|$i: N| $i)($i)"
}
