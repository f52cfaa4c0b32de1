//! What the expansion of `#[with_defer]` calls. Not for users: it may change in any release.
//!
//! The words: what stands behind a deferred call, to the end of its scope, is the *rest*. It is a closure, or an async block
//! where it awaits. `left` is how it was left: `Ok` of its value, or `Err` of what *unwinds*. A *way out* is `break`,
//! `continue`, `return` or the end of the rest; as data it is a `WayOut`, with `Never` for what doesn't occur and `Jump` for
//! one of several. A result *carries* a way out, or the end of deferred code, in place of its own value, and is *early* where
//! `?` or a hidden `return` gave it; of a `Poll` without a `?` it is `Pending` that carries.
//!
//! A function's deferred calls read, in the order in which the expansion calls these:
//!
//! | Called | When | Rule |
//! |---|---|---|
//! | `zero::<T>()` and `.value()` of `ZeroOfResult`, `ZeroOfDefault` | at the head of a function with a named result | 5.1 |
//! | `Snapshot(&place)` and `.take()` of `ByCopy`, `ByBorrow` | for each argument of a formatting macro, now | 2.6 |
//! | `on_error::<R, _>(block)` | for the closure of `errdefer!(move \|err\| …)`, now | 6.2 |
//! | `run(rest)` | behind the deferred call; around deferred code that others follow | 3.1, 7.1 |
//! | `carry(way)`, into a `Carried<R, WayOut<…>>` | at each way out of a rest with `?` in it, and at its end | 3.1 |
//! | `carry(())`, into a `Carried<R, ()>` | at each end of deferred code with `?` in it | 6.3 |
//! | `capture(…)` | never: behind `if false` at the head of a rest, in it or in deferred code | 3.5, 9.3 |
//! | `assign(left, \|value\| …)` | where a rest returns the named result, before deferred code | 4.1, 5.2 |
//! | `assign_carried(left, &mut result)` | the same where the way out is carried | 5.2 |
//! | `uncarry(left)` | where deferred code of a loop looks at a way out that is carried | 6.1 |
//! | `success::<R>(value)`, of what `typed()`, `typed_as(&local)` and `made(value, pattern)` stand for | never: in front of a success that is built behind `errdefer!` | 6.5 |
//! | `failed…(&left)` | before the code of `errdefer!` and `okdefer!` | 6.1 |
//! | `error…(&mut left)` | before the code of `errdefer!(\|err\| …)` | 6.2 |
//! | `fail…(deferred, &mut left)` | behind deferred code with `?` in it | 6.3 |
//! | `leaving(&left)` | by `leaving!()` | 6.6 |
//! | `recover(&mut left)` | by `recover!()` | 7.2, 7.3 |
//! | `Inferred(&mut left).recover()` | the same in a closure or async block that doesn't say what it gives | 7.3 |
//! | `recover_carried(&mut left)` | the same about deferred code with `?` in it, which is a scope of its own | 3.7 |
//! | `supersede(deferred, &mut left)` | behind deferred code that others follow | 3.3, 7.4 |
//! | `discard(way, &mut left)` | behind `fail_in_loop`, of the way out that it gives | 3.3 |
//! | `finish(left)` | behind all deferred code | 7.1 |
//! | `spare(&mut spared, local)` | on a way out that doesn't move what another does | 3.5 |
//! | `Kept(spared).given_back()` of `KeptCopy`, `KeptMoved`, `goes_on(way)` | behind the rest, for a part that some way out has spared | 3.5 |
//! | `Back::of(&part).given(part)` of `BackCopy`, `BackMoved`, which is `Given`, `goes_on(way)` | behind the rest, for a part that a way out gives back | 3.5 |
//! | `taken(local)`, `Taken(local)` | for a receiver that is taken to be moved, where others spare it | 3.5 |
//! | `Receiver::of(&self).kind().taken(self)` | the same for `self`: one that is a reference, or `Copy`, may be borrowed (`TakesCopy`, `TakesReference`, `TakesAny`) | 3.5 |
//! | `taken_apart(&local)` | never: in front of a rest in which a pattern is taken to leave nothing of it | 3.5 |
//! | `part(&local.part)` and `.leads_from(&local)` of `CopiedPart`, `MovedPart`; `unboxed(&local)` | never: in front of a rest that may move the part | 3.5 |
//! | `Dropless::of()`, `NEVER` | in front of a rest that may move it on one way out, or not | 3.5 |
//! | `Anew::of()` and `.value()` of it | never, but for the first: in front of a rest that gives a new value to what has been moved, and in it | 3.5 |
//! | `no_local`, imported | behind a rest that names what a macro was given as a function or a number's type | 3.5 |
//! | `copied(&local)` | never: in front of a rest that uses it by value | 3.5 |
//! | `Attempt::attempt(operand)` | for `operand?` where that spares something | 3.5 |
//! | `<R as Carry>::uncarry(…)` | around `finish(left)` of a `Poll`, which `?` can't take apart | 3.1 |
//!
//! `failed`, `error` and `fail` come in four forms, by where the result is that they look at: in `left` or in a named result,
//! of a function, closure or block or of a loop's body.
//!
//! | | in `left` | in the named result |
//! |---|---|---|
//! | 6.1 | `failed(&left)` | `failed_named(&left, &result)` |
//! | 6.1 in a loop's body | `failed_in_loop(&left)` | `failed_named_in_loop(&left, &result)` |
//! | 6.2 | `error(&mut left)` | `error_named(&mut left, &mut result)` |
//! | 6.2 in a loop's body | `error_in_loop(&mut left)` | `error_named_in_loop(&mut left, &mut result)` |
//! | 6.3 | `fail(deferred, &mut left)` | `fail_named(deferred, &mut left, &mut result)` |
//! | 6.3 in a loop's body | `fail_in_loop(deferred, &mut left)` | `fail_named_in_loop(deferred, &mut left, &mut result)` |
//!
//! In a closure or async block that doesn't say what it gives it is `failed_inferred(&left)`, and where the fields of the result are
//! named, `failed_fields(&left, (&a, &b))`, in any scope.
//!
//! And in an async function, block or closure:
//!
//! | Called | When | Rule |
//! |---|---|---|
//! | `Control::new()` | at its head | 8.2 |
//! | `cancellable(control, body)` | around all of its body | 8.2 |
//! | `detachable(control, body)` in `detached(spawn, …)` | the same with `detach` | 8.4 |
//! | `typed::<T>()` | never: behind `if false` at the head of an async block | 8.1 |
//! | `.__captured()` of `CapturedByRef`, `CapturedByMut` | never: behind `if false` at the head of a rest | 8.5 |
//! | `run_async(control, rest)` | for `run(rest)` where the rest awaits | 8.1 |
//! | `ToAwait(local).awaited()`, or of `AwaitedLater` | for what a rest awaits, in front of it, into a place | 8.6 |
//! | `awaited(place)` | where the rest awaits that | 8.6 |
//! | `spare(&mut place, local)`, `handed(&mut place)` | for what a rest passes to a function, and where it does | 8.6 |
//! | `control.deferring()` | with `detach`, before deferred code that awaits | 8.4 |
//! | `note_cancelled(control, &mut left)` | behind that | 8.4 |
//! | `resume(unwind)` | for `finish(left)` where `left` is no value | 7.1, 8.2 |
//!
//! [`only`] holds macros and no functions: an expansion imports from it what has to be the standard library's (rule 0).

pub use crate::capture::{CapturedByMut, CapturedByRef, capture, typed, typed_as};
pub use crate::carry::{Carried, Carry, Pending, carry, uncarry};
pub use crate::future::{
    AwaitedLater, Control, ToAwait, awaited, cancellable, detachable, detached, handed, note_cancelled, resume,
    run_async,
};
pub use crate::kept::{Back, BackCopy, BackMoved, Given, Kept, KeptCopy, KeptMoved, goes_on};
pub use crate::leaving::leaving;
pub use crate::named_result::{ZeroOfDefault, ZeroOfResult, assign, assign_carried, zero};
pub use crate::only;
pub use crate::outcome::{
    error, error_in_loop, error_named, error_named_in_loop, fail, fail_in_loop, fail_named, fail_named_in_loop, failed,
    failed_fields, failed_in_loop, failed_inferred, failed_named, failed_named_in_loop, on_error,
};
pub use crate::panic::{Inferred, recover, recover_carried};
pub use crate::run::{discard, finish, run, supersede};
pub use crate::snapshot::{ByBorrow, ByCopy, Snapshot};
pub use crate::spare::{Attempt, spare};
pub use crate::success::{made, success};
pub use crate::taken::{
    Anew, CopiedPart, Dropless, MovedPart, NEVER, Taken, copied, no_local, part, taken, taken_apart, unboxed,
};
pub use crate::taken_self::{Receiver, TakesAny, TakesCopy, TakesReference};
pub use crate::way_out::{Jump, Never, WayOut};
