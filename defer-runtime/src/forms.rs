//! The macros that are written in a function with `#[with_defer]` (rules 1.4, 1.5). The attribute takes them apart; what
//! remains of each is a call that expands to nothing, so that its import counts as used, and of `recover!()` (rule 7.2) and
//! `leaving!()` (rule 6.6) one that is given `left`. Anywhere else they are an error.

/// Registers a call that is made when the scope around it is left (rule 3.1). Stands in a function with
/// [`#[with_defer]`](crate::with_defer).
///
/// The CALL form evaluates callee and arguments now. The BLOCK form evaluates nothing now, and sees every variable as
/// it is when the scope is left.
///
/// ```
/// use defer_runtime::{defer, with_defer};
///
/// fn note(log: &mut Vec<String>, line: String) {
///     log.push(line);
/// }
///
/// #[with_defer]
/// fn count(log: &mut Vec<String>) {
///     let mut n = 1;
///     defer!(|| log.push(format!("block: {n}")));
///     defer!(note(&mut *log, format!("call: {n}")));
///     n += 1;
/// }
///
/// let mut log = Vec::new();
/// count(&mut log);
/// assert_eq!(log, ["call: 1", "block: 2"]);
/// ```
///
/// A `?` on a deferred call, or in a deferred block, gives its error to the function, if that was about to succeed
/// (rule 6.3):
///
/// ```
/// use defer_runtime::{defer, with_defer};
/// use std::io::{self, Write};
///
/// #[with_defer]
/// fn save(out: &mut impl Write) -> io::Result<()> {
///     defer!(out.flush()?);
///     out.write_all(b"saved")
/// }
///
/// save(&mut Vec::new()).unwrap();
/// ```
///
/// # Errors
///
/// Outside of `#[with_defer]`, or where another macro produces it, it is a compile error.
#[macro_export]
macro_rules! defer {
    ($($call:tt)*) => {
        $crate::__statement! { defer $($call)* }
    };
}

/// Registers a call that is made only if the scope around it is left by failure (rule 6.1): the function returns
/// `Err`, `None` or `ControlFlow::Break`, or a panic is under way. It takes every form of [`defer!`](crate::defer).
///
/// ```
/// use defer_runtime::{errdefer, with_defer};
///
/// #[with_defer]
/// fn transfer(from: &mut u32, to: &mut u32, amount: u32) -> Result<(), &'static str> {
///     let before = *to;
///     *to += amount;
///     errdefer!(|| *to = before);
///     *from = from.checked_sub(amount).ok_or("not enough")?;
///     Ok(())
/// }
///
/// let (mut from, mut to) = (10, 0);
/// assert_eq!(transfer(&mut from, &mut to, 11), Err("not enough"));
/// assert_eq!((from, to), (10, 0));
/// ```
///
/// It may mention what success takes along, `let mut x = open()?; errdefer!(x.close()); x.fill()?; Ok(x)`: where a local leaves only as
/// part of a value that is a success as it is written (rule 6.5).
///
/// In front of a loop, a block undoes what the iterations have done so far:
///
/// ```
/// use defer_runtime::{errdefer, with_defer};
///
/// #[with_defer]
/// fn parse_all(words: &[&str], undone: &mut Vec<u32>) -> Option<Vec<u32>> {
///     let mut done = Vec::new();
///     errdefer! { undone.extend(done.drain(..).rev()); }
///     for word in words {
///         done.push(word.parse().ok()?);
///     }
///     Some(done)
/// }
///
/// let mut undone = Vec::new();
/// assert_eq!(parse_all(&["1", "2"], &mut undone), Some(vec![1, 2]));
/// assert_eq!(parse_all(&["1", "2", "x"], &mut undone), None);
/// assert_eq!(undone, [2, 1]);
/// ```
///
/// With a parameter its block runs on `Err` only, and gets `&mut` the error (rule 6.2): see [`Fallible`](crate::Fallible).
///
/// # What is looked at, and when
///
/// Deferred calls run one after the other, last registered first, whichever macro registered them. Each looks at the
/// outcome of that moment, which those before it may have changed:
///
/// | what ran before | the outcome was | it is then | `errdefer!` | `okdefer!` | the function |
/// |---|---|---|---|---|---|
/// | any deferred call that just returns | a value | a value | no | yes | returns the value |
/// | the same | `Err(e)` | `Err(e)` | yes | no | returns `Err(e)` |
/// | the same | a panic | the panic | yes | no | goes on panicking |
/// | a deferred `?` with an error `d` | a value | `Err(d)` | yes | no | returns `Err(d)` |
/// | the same | `Err(e)` | `Err(e)` | yes | no | returns `Err(e)` |
/// | the same | a panic | the panic | yes | no | goes on panicking |
/// | a deferred call that panics | anything | the new panic | yes | no | panics anew |
/// | a block with `recover!()` | a panic | the named result | as it is | as it is | returns the named result |
/// | a block that changes the named result | anything but a panic | what it was changed to | as it is | as it is | returns that |
///
/// In a loop body the scope is an iteration. It fails by a panic, and by a `return` or `?` that fails the function;
/// its end, `break` and `continue` are successes. The error of a deferred `?` leaves the loop, as `?` there would.
///
/// What is a failure says [`Outcome`](crate::Outcome). A function of a type that has it not, of a type parameter above
/// all, can't be told to have failed, and is refused: it wants the bound, `T: Outcome`, or a type of your own the `impl`.
///
/// # Errors
///
/// As [`defer!`](crate::defer), and in a function whose type is no [`Outcome`](crate::Outcome).
#[macro_export]
macro_rules! errdefer {
    ($($call:tt)*) => {
        $crate::__statement! { errdefer $($call)* }
    };
}

/// Registers a call that is made only if the scope around it is not left by failure (rule 6.1). It takes every form of
/// [`defer!`](crate::defer); [`errdefer!`](crate::errdefer) says what is looked at, and when, and [`Outcome`](crate::Outcome)
/// what is a failure.
///
/// ```
/// use defer_runtime::{okdefer, with_defer};
///
/// #[with_defer]
/// fn parse(text: &str, parsed: &mut u32) -> Option<u32> {
///     okdefer!(|| *parsed += 1);
///     text.parse().ok()
/// }
///
/// let mut parsed = 0;
/// parse("1", &mut parsed);
/// parse("x", &mut parsed);
/// assert_eq!(parsed, 1);
/// ```
///
/// # Errors
///
/// As [`errdefer!`](crate::errdefer).
#[macro_export]
macro_rules! okdefer {
    ($($call:tt)*) => {
        $crate::__statement! { okdefer $($call)* }
    };
}

/// Stops the panic under way in the scope and gives it as an [`Option<Panic>`](crate::Panic) (rule 7.2). Stands in
/// the BLOCK form of a deferred call.
///
/// ```
/// use defer_runtime::{defer, recover, with_defer};
///
/// #[with_defer]
/// fn survive() {
///     defer!(|| assert_eq!(recover!().unwrap().message(), Some("oops")));
///     panic!("oops");
/// }
/// survive();
/// ```
///
/// The function then returns its named result (rule 7.3):
///
/// ```
/// use defer_runtime::{defer, recover, with_defer};
///
/// #[with_defer(result)]
/// fn divide(a: u32, b: u32) -> Result<u32, String> {
///     defer!(|| {
///         if let Some(panic) = recover!() {
///             result = Err(panic.to_string());
///         }
///     });
///     Ok(a / b)
/// }
///
/// assert_eq!(divide(6, 3), Ok(2));
/// assert_eq!(divide(6, 0), Err("attempt to divide by zero".to_owned()));
/// ```
///
/// # Errors
///
/// Anywhere else it is a compile error, and so it is in a function that has a result but no name for it.
#[macro_export]
macro_rules! recover {
    ($($nothing:tt)*) => {
        $crate::__recover! { $($nothing)* }
    };
}

/// Says how the scope of the deferred call is left, as a [`Leaving`](crate::Leaving) (rule 6.6): normally, whatever the
/// value, by a panic, or by a cancellation. It stops nothing, and stands in the BLOCK form of a deferred call.
///
/// ```
/// use defer_runtime::{Leaving, defer, leaving, with_defer};
///
/// #[with_defer]
/// fn each<T>(jobs: Vec<fn() -> T>, lost: &mut usize) -> Vec<T> {
///     let mut left = jobs.len();
///     defer!(|| {
///         if leaving!() != Leaving::Normally {
///             *lost += left;
///         }
///     });
///     let mut done = Vec::new();
///     for job in jobs {
///         done.push(job());
///         left -= 1;
///     }
///     done
/// }
///
/// let mut lost = 0;
/// assert_eq!(each(vec![|| 1, || 2], &mut lost), [1, 2]);
/// assert_eq!(lost, 0);
/// let panics = std::panic::AssertUnwindSafe(|| each(vec![|| 1, || panic!("boom"), || 3], &mut lost));
/// assert!(std::panic::catch_unwind(panics).is_err());
/// assert_eq!(lost, 2);
/// ```
///
/// Unlike [`errdefer!`](crate::errdefer) it needs no [`Outcome`](crate::Outcome) of what is returned: an `Err` leaves
/// normally. It takes the place of `std::thread::panicking()`, which is false in deferred code, and tells a panic from a
/// cancellation:
///
/// ```
/// use defer_runtime::{Leaving, defer, leaving, with_defer};
/// # use std::task::{Context, Waker};
///
/// #[with_defer]
/// async fn session(log: &mut Vec<Leaving>) {
///     defer!(|| log.push(leaving!()));
///     std::future::pending().await
/// }
///
/// let mut log = Vec::new();
/// let mut session = Box::pin(session(&mut log));
/// assert!(session.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
/// drop(session);
/// assert_eq!(log, [Leaving::Cancelled]);
/// ```
///
/// What it says is how things stand at that moment: after a [`recover!`](crate::recover) that has stopped the panic the
/// scope is left normally, and where a deferred call that ran before has panicked, by that panic. In a loop or a
/// labelled block it is about that; in a deferred call of a deferred block, about that block.
///
/// # Errors
///
/// Anywhere else it is a compile error: among the arguments of the CALL form, too, which are evaluated now.
#[macro_export]
macro_rules! leaving {
    ($($nothing:tt)*) => {
        $crate::__leaving! { $($nothing)* }
    };
}

/// What is left of a statement `defer!`, `errdefer!` or `okdefer!`. What the attribute has found is spelled so that it is
/// one of the first three; the rest it hasn't seen.
#[doc(hidden)]
#[macro_export]
macro_rules! __statement {
    ($name:ident imported_from_defer_runtime) => {};
    ($name:ident @typed [$($asking:ident)*] $($code:tt)*) => {
        $($asking! { @nothing })*
        $crate::__typed! { $($code)* }
    };
    ($name:ident @value) => {
        loop {}
    };
    ($name:ident $($call:tt)*) => {
        ::core::compile_error! {
            ::core::concat!(
                "`",
                ::core::stringify!($name),
                "!` needs `#[with_defer]` on the function around it, written where the attribute can see it"
            )
        }
    };
}

/// What stands in a deferred call where an error keeps it from being one: nothing to rustc, code to an editor, which
/// completes it.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __typed {
    ($($code:tt)*) => {};
}

/// The same for the editor.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __typed {
    ($($code:tt)*) => {
        if false {
            let _ = { $($code)* };
        }
    };
}

/// What [`recover!`](crate::recover) becomes: the attribute says in it where it stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __recover {
    (@none) => {
        ::core::option::Option::None::<$crate::Panic>
    };
    (@nothing) => {};
    (@ inferred $left:ident) => {
        $crate::__private::Inferred(&mut $left).recover()
    };
    (@ carried $left:ident) => {
        $crate::__private::recover_carried(&mut $left)
    };
    (@ $left:ident) => {
        $crate::__private::recover(&mut $left)
    };
    () => {
        ::core::compile_error! {
            "`recover!()` stands in the block of a deferred call: `defer!(|| { … recover!() … })`"
        }
    };
    ($($argument:tt)+) => {
        ::core::compile_error! { "`recover!()` takes no arguments" }
    };
}

/// What [`leaving!`](crate::leaving) becomes: the attribute says in it where it stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __leaving {
    (@normally) => {
        $crate::Leaving::Normally
    };
    (@nothing) => {};
    (@ mut $left:ident) => {
        $crate::__private::leaving(&mut $left)
    };
    (@ $left:ident) => {
        $crate::__private::leaving(&$left)
    };
    () => {
        ::core::compile_error! {
            "`leaving!()` stands in the block of a deferred call: `defer!(|| { … leaving!() … })`"
        }
    };
    ($($argument:tt)+) => {
        ::core::compile_error! { "`leaving!()` takes no arguments" }
    };
}
