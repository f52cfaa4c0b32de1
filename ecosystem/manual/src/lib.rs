//! The programs of the manual, as tests. `cargo test -p defer-manual` compiles and runs every Rust program of its pages. With a
//! `go` installed it runs the Go programs, whose output has to be what stands in them, with a `zig` those in Zig, and those in C
//! and C++ with their compilers. With what code rustc refuses those of `docs/errors.md` that don't compile is a test of `defer-ui-tests`.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/from-go.md")]
pub struct FromGo;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/from-zig.md")]
pub struct FromZig;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/compared.md")]
pub struct Compared;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/errors.md")]
pub struct Errors;

/// The forms that `docs/from-zig.md` says are refused, beside the one that it shows.
///
/// ```compile_fail,E0382
/// # use defer_runtime::{errdefer, with_defer};
/// #[with_defer]
/// fn boxed(mut list: Vec<u32>, n: Option<u32>) -> Option<Box<Vec<u32>>> {
///     errdefer!(list.clear());
///     list.push(n?);
///     Some(Box::new(list))
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use defer_runtime::{errdefer, with_defer};
/// #[with_defer]
/// fn by_value(mut list: Vec<u32>, n: Option<u32>) -> Option<Vec<u32>> {
///     errdefer!(|| drop(list));
///     list.push(n?);
///     Some(list)
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use defer_runtime::{errdefer, with_defer};
/// #[with_defer]
/// fn in_part(mut lists: (Vec<u32>, Vec<u32>), n: Option<u32>) -> Option<Vec<u32>> {
///     errdefer!(|| lists.0.clear());
///     lists.0.push(n?);
///     Some(lists.0)
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use defer_runtime::{errdefer, with_defer};
/// #[with_defer(scope = block)]
/// fn of_a_block(n: Option<u32>) -> Option<usize> {
///     let list = {
///         let mut list = vec![1];
///         errdefer!(list.clear());
///         list.push(n?);
///         list
///     };
///     Some(list.len())
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use defer_runtime::{errdefer, with_defer};
/// #[with_defer]
/// fn of_a_loop(n: Option<u32>) -> Option<usize> {
///     let list = loop {
///         let mut list = vec![1];
///         errdefer!(list.clear());
///         list.push(n?);
///         break list;
///     };
///     Some(list.len())
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use defer_runtime::{errdefer, with_defer};
/// #[with_defer]
/// fn assigned(mut list: Vec<u32>, n: Option<u32>, out: &mut Vec<u32>) -> Option<()> {
///     errdefer!(list.clear());
///     list.push(n?);
///     *out = list;
///     Some(())
/// }
/// ```
#[cfg(doctest)]
pub struct Refused;

/// What the table of `docs/compared.md` says and no program there shows: the peers of which the body can't use what the cleanup
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
