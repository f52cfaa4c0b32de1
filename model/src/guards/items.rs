//! What stands in a function's module beside it: macros and items of the user's.

/// The macros that functions may use, by name: some borrow what they are given and some move it.
pub const MACROS: &[(&str, &str)] = &[
    ("borrowing", "($e:expr) => { peek(&$e) };"),
    ("moving", "($e:expr) => { pass($e) };"),
    ("leave", "($v:expr) => {{ hidden(); return $v; }};"),
    ("ensure", "($c:expr, $v:expr) => { if !$c { hidden(); return $v; } };"),
    ("stop", "() => {{ hidden(); break; }};"),
    ("when", "($c:expr => $e:expr) => { if $c { $e; } };"),
    ("always", "($e:expr) => { $e };"),
    ("run", "($($t:tt)*) => {{ $($t)* }};"),
    ("maybe", "($($t:tt)*) => { if choose(4) { $($t)* } };"),
    ("never", "($e:expr) => { if false { $e; } };"),
    ("lazily", "($e:expr) => { call_once(|| $e) };"),
    ("gone", "($e:expr) => { drop($e) };"),
    ("named_gone", "($i:ident) => { drop($i) };"),
    ("get", "($e:expr) => { $e };"),
    ("either", "($c:expr, $a:expr, $b:expr) => { if $c { $a } else { $b } };"),
    (
        "call_it",
        "($f:ident, $e:expr) => { $f($e) }; ($e:expr) => { drop($e) };",
    ),
    ("swallow", "($($e:expr),*) => { $(drop($e);)* };"),
    ("mention", "($e:expr) => { say(peek(&$e)) };"),
    ("named_mention", "($i:ident) => { say(peek(&$i)) };"),
    ("count", "($e:expr) => { say(stringify!($e).len() as i64 * 0) };"),
    ("with_local", "($i:ident => $e:expr) => {{ let $i = new(\"m\"); $e }};"),
    ("give", "($p:expr, $e:expr) => { $p = $e };"),
    ("assign", "($p:ident = $e:expr) => { $p = $e };"),
    ("local", "($i:ident, $t:expr) => { let $i = new($t); };"),
    ("locals", "($($i:ident = $e:expr;)*) => { $(let $i = $e;)* };"),
];

/// Those that have the names of some of std's, which promise nothing either.
pub const STD_MACROS: &[(&str, &str)] = &[
    ("format", "($e:expr) => { peek(&$e) };"),
    ("vec", "($e:expr) => { peek(&$e) };"),
    ("println", "($e:expr) => { eat($e) };"),
    ("matches", "($e:expr) => { eat2($e, 1) };"),
    ("dbg", "($e:expr) => { pass($e) };"),
    ("assert", "($c:expr, $v:expr) => { if !$c { hidden(); return $v; } };"),
    ("unreachable", "() => {{ hidden(); break; }};"),
];

/// The items that functions shadow behind what uses them.
pub const ITEMS: &str = "fn helper() -> i64 { eval(400) }
const HELP: i64 = 404;
struct Helper;
impl Helper { fn help() -> i64 { eval(408) } }
";

/// What `self` is.
pub const ME: &str = r#"pub struct Me { a: N, b: N, h: Hd, o: Option<N>, x: Box<N> }
impl Me {
    pub fn new() -> Me {
        Me { a: new("me_a"), b: new("me_b"), h: Hd { id: 4, n: new("me_h") }, o: Some(new("me_o")), x: Box::new(new("me_x")) }
    }
}
"#;
