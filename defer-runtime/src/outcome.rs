//! What counts as failure (rule 6.1), and how deferred code tells it, gets its error (rule 6.2) and makes it (rule 6.3).
//!
//! Each of the three is asked in four forms, by where the function's result is: in `left`, which in a loop's body holds a
//! [`WayOut`], or in the named result, so that `left` says only whether there is one.

use crate::carry::{Carried, Carry};
use crate::plain::Fields;
use crate::run::{Left, Unwind, discard};
use crate::way_out::{Never, WayOut};
use core::mem;
use core::ops::ControlFlow;
use core::task::Poll;

/// A function's result of which [`errdefer!`](crate::errdefer) and [`okdefer!`](crate::okdefer) can tell whether it is a
/// failure (rule 6.1). In a function of a type that has it not they are refused.
///
/// An `Err`, a `None` and a `ControlFlow::Break` are failures, and so is `Poll::Ready` of one. The other types of core,
/// alloc and std never are, whatever they hold: of a `Box<Result<…>>` only the `Box` is looked at.
///
/// | | |
/// |---|---|
/// | by their value | `Result`, `Option`, `ControlFlow`, `Poll` of one that has it, and `!` |
/// | never | `()`, numbers, `bool`, `char`, references, raw pointers, pointers to functions, arrays |
/// | never | strings, collections with their iterators and entries, `Box`, `Rc`, `Arc`, `Cow`, `Pin`, cells, locks and their guards |
/// | never | ranges, orderings, times, addresses, paths, atomics, iterators and their adapters, what `mem`, `marker`, `num` and `fmt` hold |
/// | never | files, sockets, pipes, readers and writers, child processes, commands, threads, channels |
/// | never | tuples of these |
/// | has it not | errors (`io::Error`), and what says how something went: `ExitStatus`, `ExitCode`, `Output`, `WaitTimeoutResult` |
/// | has it not | futures, but in a `Pin`; what can't be named by a stable trait: `str::Split` and its like, `for<'a> fn(&'a T)` |
/// | has it not | a tuple with anything else in it, as `(u32, Option<Error>)`, which could be either |
///
/// A type of your own that is never a failure says so in a line, and one that tells success from failure has the method:
///
/// ```
/// use defer_runtime::{Outcome, errdefer, with_defer};
///
/// struct Connection {
///     port: u16,
/// }
///
/// impl Outcome for Connection {}
///
/// enum Status {
///     Done,
///     Refused,
/// }
///
/// impl Outcome for Status {
///     fn is_failure(&self) -> bool {
///         matches!(self, Status::Refused)
///     }
/// }
///
/// #[with_defer]
/// fn connect(port: u16, given_up: &mut u32) -> Connection {
///     errdefer!(|| *given_up += 1); // on a panic only
///     Connection { port }
/// }
///
/// #[with_defer]
/// fn order(amount: u32, refused: &mut u32) -> Status {
///     errdefer!(|| *refused += 1);
///     if amount > 9 { Status::Refused } else { Status::Done }
/// }
///
/// let (mut given_up, mut refused) = (0, 0);
/// assert_eq!(connect(80, &mut given_up).port, 80);
/// order(1, &mut refused);
/// order(10, &mut refused);
/// assert_eq!((given_up, refused), (0, 1));
/// ```
///
/// A generic function asks for it:
///
/// ```
/// use defer_runtime::{Outcome, errdefer, with_defer};
///
/// #[with_defer]
/// fn transaction<T: Outcome>(log: &mut Vec<&str>, body: impl FnOnce() -> T) -> T {
///     errdefer!(log.push("rollback"));
///     body()
/// }
///
/// let mut log = Vec::new();
/// assert_eq!(transaction(&mut log, || "x".parse::<u32>().ok()), None);
/// assert_eq!(log, ["rollback"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`errdefer!` and `okdefer!` can't tell whether `{Self}` is a failure",
    label = "this asks whether what is returned is a failure",
    note = "a type parameter can have the bound `T: defer_runtime::Outcome`, and what depends on one `where F::Output: \
            defer_runtime::Outcome`",
    note = "a type of your own that is never a failure can say so: `impl defer_runtime::Outcome for … {{}}`",
    note = "any other can be looked at in `defer!(|| {{ … }})`, where `#[with_defer(result)]` names it",
    note = "of any type, `leaving!()` in `defer!(|| {{ … }})` tells a panic and a cancellation from a value"
)]
pub trait Outcome {
    /// Whether the function that returns this has failed.
    ///
    /// Where there is only a `&mut T` to call it on, `T::is_failure(value)` asks the value; `value.is_failure()` asks the
    /// reference, which never is.
    fn is_failure(&self) -> bool {
        false
    }
}

#[diagnostic::do_not_recommend]
impl<V, E> Outcome for Result<V, E> {
    #[inline(always)]
    fn is_failure(&self) -> bool {
        self.is_err()
    }
}

#[diagnostic::do_not_recommend]
impl<V> Outcome for Option<V> {
    #[inline(always)]
    fn is_failure(&self) -> bool {
        self.is_none()
    }
}

#[diagnostic::do_not_recommend]
impl<B, C> Outcome for ControlFlow<B, C> {
    #[inline(always)]
    fn is_failure(&self) -> bool {
        self.is_break()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Outcome> Outcome for Poll<T> {
    #[inline(always)]
    fn is_failure(&self) -> bool {
        matches!(self, Poll::Ready(value) if T::is_failure(value))
    }
}

/// Of a way out that doesn't occur there is nothing to look at.
#[diagnostic::do_not_recommend]
impl Outcome for Never {
    #[inline(always)]
    fn is_failure(&self) -> bool {
        match *self {}
    }
}

/// An [`Outcome`], or what is inferred of a closure that never comes to its end by itself: `!`, which can't be an [`Outcome`] on
/// stable, where it has no name but this one. An `impl` under that name would be in the way of those of other crates.
#[diagnostic::on_unimplemented(
    message = "`errdefer!` and `okdefer!` can't tell whether `{Self}` is a failure",
    label = "this asks whether what is returned is a failure",
    note = "a type parameter can have the bound `T: defer_runtime::Outcome`",
    note = "a type of your own that is never a failure can say so: `impl defer_runtime::Outcome for … {{}}`",
    note = "of any type, `leaving!()` in `defer!(|| {{ … }})` tells a panic and a cancellation from a value"
)]
pub trait Told {
    /// Whether it is a failure.
    fn fails(&self) -> bool;
}

impl<T: Outcome> Told for T {
    #[inline(always)]
    fn fails(&self) -> bool {
        self.is_failure()
    }
}

#[diagnostic::do_not_recommend]
impl Told for <fn() -> ! as Returns>::Of {
    fn fails(&self) -> bool {
        *self
    }
}

/// What a function returns.
pub trait Returns {
    /// It.
    type Of;
}

impl<R> Returns for fn() -> R {
    type Of = R;
}

/// A function's result that may hold an error, for `errdefer!(|err| …)` (rule 6.2). `Result` has it, and `Poll` of
/// `Result`.
///
/// ```
/// use defer_runtime::{errdefer, with_defer};
///
/// #[with_defer]
/// fn read(path: &str) -> Result<String, String> {
///     errdefer!(|err| *err = format!("{path}: {err}"));
///     std::fs::read_to_string(path).map_err(|error| error.kind().to_string())
/// }
///
/// assert_eq!(read("no such file").unwrap_err(), "no such file: entity not found");
/// ```
///
/// A type of your own that holds an error has it with this, and with [`Outcome`] if it should run every `errdefer!`:
///
/// ```
/// use defer_runtime::{Fallible, errdefer, with_defer};
///
/// struct Response {
///     error: Option<String>,
/// }
///
/// impl Fallible for Response {
///     type Error = String;
///
///     fn error_mut(&mut self) -> Option<&mut String> {
///         self.error.as_mut()
///     }
/// }
///
/// #[with_defer]
/// fn respond(path: &str) -> Response {
///     errdefer!(|err| err.insert_str(0, "not found: "));
///     let error = Some(path.to_owned());
///     Response { error }
/// }
///
/// assert_eq!(respond("/").error.as_deref(), Some("not found: /"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no error that `errdefer!(|err| …)` could get",
    label = "this asks for the error of a function that returns `{Self}`",
    note = "write `errdefer!(|| …)`, which runs on every failure, or return a `Result`"
)]
pub trait Fallible {
    /// What went wrong.
    type Error;
    /// The error, if the function has failed with one.
    fn error_mut(&mut self) -> Option<&mut Self::Error>;
}

#[diagnostic::do_not_recommend]
impl<V, E> Fallible for Result<V, E> {
    type Error = E;
    #[inline(always)]
    fn error_mut(&mut self) -> Option<&mut E> {
        self.as_mut().err()
    }
}

#[diagnostic::do_not_recommend]
impl<V, E> Fallible for Poll<Result<V, E>> {
    type Error = E;
    #[inline(always)]
    fn error_mut(&mut self) -> Option<&mut E> {
        match self {
            Poll::Ready(Err(error)) => Some(error),
            _ => None,
        }
    }
}

/// Whether a scope is left by failure; in a function, closure or block.
#[inline(always)]
pub fn failed<R: Outcome, U>(left: &Left<R, U>) -> bool {
    match left {
        Ok(value) => R::is_failure(value),
        Err(_) => true,
    }
}

/// The same in a closure or async block that doesn't say what it gives, which may be `!`.
#[inline(always)]
pub fn failed_inferred<R: Told, U>(left: &Left<R, U>) -> bool {
    match left {
        Ok(value) => R::fails(value),
        Err(_) => true,
    }
}

/// The same in a loop's body, which fails by a `return` of a failure.
#[inline(always)]
pub fn failed_in_loop<N, B, R: Outcome, J, U>(left: &Left<WayOut<N, B, R, J>, U>) -> bool {
    match left {
        Ok(WayOut::Return(value)) => R::is_failure(value),
        Ok(_) => false,
        Err(_) => true,
    }
}

/// The same in a function with a named result.
#[inline(always)]
pub fn failed_named<T, R: Outcome, U>(left: &Left<T, U>, result: &R) -> bool {
    left.is_err() || R::is_failure(result)
}

/// The same in a loop's body there.
#[inline(always)]
pub fn failed_named_in_loop<N, B, R: Outcome, J, U>(left: &Left<WayOut<N, B, (), J>, U>, result: &R) -> bool {
    match left {
        Ok(WayOut::Return(())) => R::is_failure(result),
        Ok(_) => false,
        Err(_) => true,
    }
}

/// The same where the fields of the result are named: a tuple is never a failure, or is refused.
#[inline(always)]
pub fn failed_fields<T, F: Fields<Of: Outcome>, U>(left: &Left<T, U>, _: F) -> bool {
    left.is_err()
}

/// The error that a scope is left with; in a function, closure or block.
#[inline(always)]
pub fn error<R: Fallible, U>(left: &mut Left<R, U>) -> Option<&mut R::Error> {
    left.as_mut().ok()?.error_mut()
}

/// The same in a loop's body.
#[inline(always)]
pub fn error_in_loop<N, B, R: Fallible, J, U>(left: &mut Left<WayOut<N, B, R, J>, U>) -> Option<&mut R::Error> {
    match left {
        Ok(WayOut::Return(value)) => value.error_mut(),
        _ => None,
    }
}

/// The same in a function with a named result.
#[inline(always)]
pub fn error_named<'r, T, R: Fallible, U>(left: &mut Left<T, U>, result: &'r mut R) -> Option<&'r mut R::Error> {
    if left.is_ok() { result.error_mut() } else { None }
}

/// The same in a loop's body there.
#[inline(always)]
pub fn error_named_in_loop<'r, N, B, R: Fallible, J, U>(
    left: &mut Left<WayOut<N, B, (), J>, U>,
    result: &'r mut R,
) -> Option<&'r mut R::Error> {
    match left {
        Ok(WayOut::Return(())) => result.error_mut(),
        _ => None,
    }
}

/// Says what the parameter of `errdefer!(move |err| …)` is, whose closure is a value of now (rule 2.2).
#[inline(always)]
pub fn on_error<R: Fallible, F: FnOnce(&mut R::Error)>(block: F) -> F {
    block
}

/// A function's result that can take the error of a `?` in a deferred call, which then is its failure.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't take the error of a `?` in a deferred call",
    label = "the function returns `{Self}`",
    note = "handle the error in the deferred block, or return a `Result` or `Option`"
)]
pub trait TakesError: Carry<Returned = Self> + Outcome {}

#[diagnostic::do_not_recommend]
impl<V, E> TakesError for Result<V, E> {}

#[diagnostic::do_not_recommend]
impl<V> TakesError for Option<V> {}

#[diagnostic::do_not_recommend]
impl<B, C> TakesError for ControlFlow<B, C> {}

#[diagnostic::do_not_recommend]
impl<V, E> TakesError for Poll<Result<V, E>> {}

/// Fails the scope with the early result of a deferred call, unless it has failed before; in a function, closure or block.
#[inline(always)]
pub fn fail<R: TakesError, U: Unwind>(deferred: Carried<R, ()>, left: &mut Left<R, U>) {
    if let Err(early) = R::uncarry(deferred) {
        let old = match left {
            Ok(value) if !R::is_failure(value) => mem::replace(value, early),
            _ => early,
        };
        discard(old, left);
    }
}

/// The same in a loop's body, which is left for good. Gives the way out that it would have been left by.
#[inline(always)]
pub fn fail_in_loop<N, B, R: TakesError, J, U: Unwind>(
    deferred: Carried<R, ()>,
    left: &mut Left<WayOut<N, B, R, J>, U>,
) -> Option<WayOut<N, B, R, J>> {
    let early = R::uncarry(deferred).err()?;
    let stays = match left {
        Ok(WayOut::Return(value)) => R::is_failure(value),
        Ok(_) => false,
        Err(_) => true,
    };
    if stays {
        discard(early, left);
        return None;
    }
    mem::replace(left, Ok(WayOut::Return(early))).ok()
}

/// The same in a function with a named result.
#[inline(always)]
pub fn fail_named<T, R: TakesError, U: Unwind>(deferred: Carried<R, ()>, left: &mut Left<T, U>, result: &mut R) {
    if let Err(early) = R::uncarry(deferred) {
        let stays = left.is_err() || R::is_failure(result);
        let old = if stays { early } else { mem::replace(result, early) };
        discard(old, left);
    }
}

/// The same in a loop's body there.
#[inline(always)]
pub fn fail_named_in_loop<N, B, R: TakesError, J, U: Unwind>(
    deferred: Carried<R, ()>,
    left: &mut Left<WayOut<N, B, (), J>, U>,
    result: &mut R,
) -> Option<WayOut<N, B, (), J>> {
    let early = R::uncarry(deferred).err()?;
    let stays = match left {
        Ok(WayOut::Return(())) => R::is_failure(result),
        Ok(_) => false,
        Err(_) => true,
    };
    if stays {
        discard(early, left);
        return None;
    }
    let way = mem::replace(left, Ok(WayOut::Return(()))).ok();
    discard(mem::replace(result, early), left);
    way
}
