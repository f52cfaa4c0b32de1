//! The programs of the manual, as tests. `cargo test -p defer-manual` compiles and runs every Rust program of the three pages,
//! and with a `go` installed the Go programs of the first, whose output has to be what stands in them. With what code rustc refuses those of
//! the third that don't compile is a test of `defer-ui-tests`.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/from-go.md")]
pub struct FromGo;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/compared.md")]
pub struct Compared;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/errors.md")]
pub struct Errors;

/// What the table of the second says and no program there shows: the peers of which the body can't use what the cleanup
/// uses.
///
/// ```compile_fail,E0503
/// let mut n = 1;
/// defer::defer!(n += 1);
/// n += 1;
/// ```
///
/// ```compile_fail,E0503
/// let mut n = 1;
/// defer_lite::defer! { n += 1; }
/// n += 1;
/// ```
///
/// ```compile_fail,E0503
/// let mut n = 1;
/// async_safe_defer::defer!(n += 1);
/// n += 1;
/// ```
///
/// ```compile_fail,E0503
/// let mut n = 1;
/// guarden::defer!({ n += 1 });
/// n += 1;
/// ```
///
/// ```compile_fail,E0502
/// let mut n = 1;
/// drop(async_safe_defer::async_scope!(scope, {
///     scope.defer(|| async { n += 1 });
///     println!("{n}");
/// }));
/// ```
///
/// None of them is taken for ours in a function with the attribute.
///
/// ```compile_fail,E0425
/// #[defer_runtime::with_defer]
/// fn leave() {
///     defer::defer!(println!("bye"));
/// }
/// ```
///
/// ```compile_fail,E0425
/// #[defer_runtime::with_defer]
/// fn leave() {
///     defer_lite::defer! { println!("bye"); }
/// }
/// ```
///
/// ```compile_fail,E0425
/// #[defer_runtime::with_defer]
/// fn leave() {
///     async_safe_defer::defer!(println!("bye"));
/// }
/// ```
///
/// ```compile_fail,E0425
/// #[defer_runtime::with_defer]
/// fn leave() {
///     guarden::defer!({ println!("bye") });
/// }
/// ```
///
/// ```compile_fail
/// #[defer_runtime::with_defer]
/// fn leave() {
///     let n = 1;
///     guarden::defer!([n] { println!("bye {n}") });
/// }
/// ```
#[cfg(doctest)]
pub struct Peers;
