//! Chapter 6: what a function's type has to have for `errdefer!` and `okdefer!` to tell whether it has failed, in generic
//! functions and of every type that has it, in each kind of scope.

// One table for every place.
#![allow(clippy::needless_return, clippy::never_loop, clippy::unused_unit, clippy::unit_arg)]

use defer_runtime::{Outcome, errdefer, okdefer, with_defer};
use defer_tests::poll::finish;
use defer_tests::{assert_panics, say, trace, yes};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::future::ready;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

/// Its associated type is what a generic function returns.
trait Job {
    type Output;
}

impl<T> Job for fn() -> T {
    type Output = T;
}

async fn tell(text: &str) {
    ready(()).await;
    say(text);
}

/// Tests which values are failures, in each place: `[parameters] type <arguments>`.
macro_rules! told {
    ($($name:ident [$($parameters:tt)*] $ty:ty $(, <$($arguments:ty),*>)? { $($value:expr => $line:literal;)+ })*) => {
        $(mod $name {
            use super::*;

            #[with_defer]
            fn straight<$($parameters)*>(value: $ty) -> $ty {
                errdefer!(say("failed"));
                okdefer!(say("ok"));
                value
            }

            #[with_defer]
            fn conditional<$($parameters)*>(value: $ty) -> $ty {
                if yes() {
                    errdefer!(say("failed"));
                    okdefer!(|| say("ok"));
                }
                return value;
            }

            #[with_defer]
            fn iteration<$($parameters)*>(value: $ty) -> $ty {
                loop {
                    errdefer!(|| say("failed"));
                    if yes() {
                        okdefer!(say("ok"));
                    }
                    return value;
                }
            }

            #[with_defer]
            fn closure<$($parameters)*>(value: $ty) -> $ty {
                let closure = |value: $ty| -> $ty {
                    errdefer!(say("failed"));
                    okdefer!(say("ok"));
                    value
                };
                closure(value)
            }

            #[with_defer]
            fn inferred_closure<$($parameters)*>(value: $ty) -> $ty {
                let closure = || {
                    errdefer!(say("failed"));
                    okdefer!(|| say("ok"));
                    value
                };
                closure()
            }

            #[with_defer(named = value)]
            fn named<$($parameters)*>(value: $ty) -> $ty {
                errdefer!(say("failed"));
                okdefer!(|| say("ok"));
            }

            #[with_defer(named = value)]
            fn named_iteration<$($parameters)*>(value: $ty) -> $ty {
                for _ in 0..2 {
                    errdefer!(say("failed"));
                    okdefer!(|| say("ok"));
                    return;
                }
            }

            #[with_defer]
            async fn awaits<$($parameters)*>(value: $ty) -> $ty {
                errdefer!(say("failed"));
                okdefer!(tell("ok").await);
                ready(value).await
            }

            #[with_defer]
            async fn awaits_in_an_iteration<$($parameters)*>(value: $ty) -> $ty {
                loop {
                    errdefer!(tell("failed").await);
                    okdefer!(say("ok"));
                    return ready(value).await;
                }
            }

            #[with_defer]
            async fn async_block<$($parameters)*>(value: $ty) -> $ty {
                let block = async move {
                    errdefer!(say("failed"));
                    okdefer!(say("ok"));
                    ready(value).await
                };
                block.await
            }

            #[test]
            fn tells() {
                for place in [
                    straight $(::<$($arguments),*>)?, conditional $(::<$($arguments),*>)?, iteration $(::<$($arguments),*>)?,
                    closure $(::<$($arguments),*>)?, inferred_closure $(::<$($arguments),*>)?, named $(::<$($arguments),*>)?,
                    named_iteration $(::<$($arguments),*>)?,
                    |value| finish(awaits $(::<$($arguments),*>)? (value)),
                    |value| finish(awaits_in_an_iteration $(::<$($arguments),*>)? (value)),
                    |value| finish(async_block $(::<$($arguments),*>)? (value)),
                ] {
                    $(assert_eq!(trace(|| _ = place($value)), [$line], "{}", stringify!($value));)+
                }
            }
        })*
    };
}

/// A type of the user's own that tells success from failure.
enum Status {
    Done,
    Refused,
}

impl Outcome for Status {
    fn is_failure(&self) -> bool {
        matches!(self, Status::Refused)
    }
}

/// One that is never a failure, whatever it holds.
struct Reply<T>(#[allow(dead_code)] T);

impl<T> Outcome for Reply<T> {}

told! {
    // 6.1: a type parameter with the bound is what it is in the end.
    result [T: Outcome] T, <Result<i32, String>> { Ok(1) => "ok"; Err("e".into()) => "failed"; }
    option [T: Outcome] T, <Option<()>> { Some(()) => "ok"; None => "failed"; }
    control_flow [T: Outcome] T, <ControlFlow<i32>> { ControlFlow::Continue(()) => "ok"; ControlFlow::Break(1) => "failed"; }
    poll [T: Outcome] Poll<T>, <Option<i32>> {
        Poll::Pending => "ok";
        Poll::Ready(Some(1)) => "ok";
        Poll::Ready(None) => "failed";
    }
    own_type [T: Outcome] T, <Status> { Status::Done => "ok"; Status::Refused => "failed"; }
    number [T: Outcome] T, <i32> { 0 => "ok"; -1 => "ok"; }
    unit [T: Outcome] T, <()> { () => "ok"; }
    // 6.1: an associated type with the bound.
    output_result [J: Job<Output: Outcome>] J::Output, <fn() -> Result<i32, ()>> { Ok(1) => "ok"; Err(()) => "failed"; }
    output_number [J: Job<Output: Outcome>] J::Output, <fn() -> u8> { 7 => "ok"; }
    output_own_type [J: Job<Output: Outcome>] J::Output, <fn() -> Status> { Status::Refused => "failed"; }
    // 6.1: what a type parameter is inside of needs no bound.
    inside_a_result [T] Result<T, T>, <i32> { Ok(1) => "ok"; Err(1) => "failed"; }
    inside_a_vector [T] Vec<T>, <Result<(), ()>> { vec![] => "ok"; vec![Err(())] => "ok"; }
    // 6.1: a type of one's own that says that it is no failure.
    never_fails [T] Reply<T>, <Result<(), ()>> { Reply(Err(())) => "ok"; }
    never_fails_without_parameters [] Reply<i32> { Reply(1) => "ok"; }
    // 6.1: a tuple of what never fails.
    pair [T] (i32, Vec<T>), <Option<()>> { (0, vec![None]) => "ok"; }
}

/// 6.1: the bound on the `impl` is enough, and `Self` may have it.
struct Pool<T>(Vec<T>);

impl<T: Outcome + Clone> Pool<T> {
    #[with_defer]
    fn first(&self) -> T {
        errdefer!(say("failed"));
        okdefer!(say("ok"));
        self.0[0].clone()
    }
}

impl Outcome for Pool<Status> {
    fn is_failure(&self) -> bool {
        self.0.iter().any(Outcome::is_failure)
    }
}

impl Pool<Status> {
    #[with_defer]
    fn of(status: Status) -> Self {
        errdefer!(say("failed"));
        okdefer!(say("ok"));
        Pool(vec![status])
    }
}

#[test]
fn methods() {
    assert_eq!(trace(|| _ = Pool(vec![Ok(1), Err(())]).first()), ["ok"]);
    assert_eq!(trace(|| _ = Pool(vec![None::<i32>]).first()), ["failed"]);
    assert_eq!(trace(|| _ = Pool::of(Status::Done)), ["ok"]);
    assert_eq!(trace(|| _ = Pool::of(Status::Refused)), ["failed"]);
}

/// 6.1: named fields that can't fail.
#[with_defer(sum, values)]
fn fields(up_to: i32) -> (i32, Vec<i32>) {
    errdefer!(say("failed"));
    okdefer!(|| say("ok"));
    for i in 0..up_to {
        errdefer!(say("iteration failed"));
        okdefer!(say("iteration ok"));
        assert!(i < 2, "p");
        sum += i;
        values.push(i);
        if i == 1 && up_to == 2 {
            return;
        }
    }
}

#[test]
fn named_fields() {
    assert_eq!(trace(|| assert_eq!(fields(1), (0, vec![0]))), ["iteration ok", "ok"]);
    assert_eq!(
        trace(|| assert_eq!(fields(2), (1, vec![0, 1]))),
        ["iteration ok", "iteration ok", "ok"]
    );
    assert_panics(
        || fields(3),
        "p",
        &["iteration ok", "iteration ok", "iteration failed", "failed"],
    );
}

/// 6.1: what never returns fails by a panic, in a loop too.
#[with_defer]
fn never() -> ! {
    errdefer!(say("failed"));
    for i in 0.. {
        errdefer!(say("iteration failed"));
        okdefer!(say("iteration ok"));
        assert!(i < 1, "p");
    }
    unreachable!()
}

#[with_defer]
async fn never_awaited() -> ! {
    errdefer!(say("failed"));
    loop {
        errdefer!(say("iteration failed"));
        ready(()).await;
        panic!("p");
    }
}

#[with_defer]
fn never_in_a_closure() {
    let closure = || -> ! {
        errdefer!(say("failed"));
        okdefer!(say("ok"));
        panic!("p")
    };
    closure();
}

#[test]
fn never_returns() {
    assert_panics(|| never(), "p", &["iteration ok", "iteration failed", "failed"]);
    assert_panics(|| _ = finish(never_awaited()), "p", &["iteration failed", "failed"]);
    assert_panics(never_in_a_closure, "p", &["failed"]);
}

/// 6.1: the type of a closure is inferred from what is known behind it.
#[test]
fn inferred_late() {
    #[with_defer]
    fn body() {
        let parse = |text: &str| {
            errdefer!(say("failed"));
            okdefer!(say("ok"));
            text.parse()
        };
        let parsed: Result<u8, std::num::ParseIntError> = parse("x");
        assert!(parsed.is_err());
        let convert = |text: &str| {
            okdefer!(say("ok"));
            text.into()
        };
        let text: String = convert("x");
        assert_eq!(text, "x");
        let zero = || {
            errdefer!(say("failed"));
            0
        };
        assert_eq!(zero(), 0);
    }
    assert_eq!(trace(body), ["failed", "ok"]);
}

#[with_defer]
fn returned<T: Outcome>(value: T) -> T {
    errdefer!(say("failed"));
    okdefer!(say("ok"));
    value
}

#[track_caller]
fn is_ok<T: Outcome>(value: T) {
    assert_eq!(trace(|| _ = returned(value)), ["ok"]);
}

macro_rules! never_failures {
    ($($value:expr),* $(,)?) => {
        $(is_ok($value);)*
    };
}

/// 6.1: the plain types of core and std, of what they hold nothing is looked at.
#[test]
fn plain_types() {
    let failed: Result<i32, i32> = Err(1);
    never_failures! {
        (), false, 'c', 0_u8, 0_u16, 0_u32, 0_u64, 0_u128, 0_usize, -1_i8, -1_i16, -1_i32, -1_i64, -1_i128, -1_isize,
        f32::NAN, f64::NAN, std::num::NonZeroU8::MIN, std::num::Wrapping(0), std::num::Saturating(0),
        "", &failed, &mut failed.clone(), &raw const failed, std::ptr::null_mut::<i32>(), &[0][..], [failed; 2], &failed as &dyn Debug,
        std::cell::Cell::new(failed), std::cell::RefCell::new(failed), std::cell::OnceCell::<i32>::new(),
        std::cmp::Ordering::Less, std::cmp::Reverse(failed), std::marker::PhantomData::<Option<i32>>, std::pin::Pin::new(&failed),
        std::mem::ManuallyDrop::new(failed), std::any::TypeId::of::<i32>(), std::alloc::Layout::new::<u8>(), std::task::Waker::noop().clone(),
        0..1, 0.., 0..=1, ..1, ..=1, .., std::ops::Bound::Included(0),
        std::net::IpAddr::from([127, 0, 0, 1]), std::net::SocketAddr::from(([127, 0, 0, 1], 80)),
        std::sync::atomic::AtomicBool::new(false), std::sync::atomic::AtomicUsize::new(0),
        Duration::ZERO, Instant::now(), std::time::SystemTime::now(),
        returned::<u8> as fn(u8) -> u8, Ok as fn(i32) -> Result<i32, i32>,
        Box::new(failed), Box::new(failed) as Box<dyn Debug>, std::rc::Rc::new(failed), Arc::new(failed), Arc::downgrade(&Arc::new(0)),
        String::new(), PathBuf::new(), std::ffi::OsString::new(), std::ffi::CString::default(), std::borrow::Cow::Borrowed("x"),
        vec![failed], VecDeque::from([failed]), BinaryHeap::from([1]), HashMap::from([(1, failed)]), HashSet::from([1]),
        BTreeMap::from([(1, failed)]), BTreeSet::from([1]), std::collections::LinkedList::from([failed]),
        Mutex::new(failed), Mutex::new(failed).lock().unwrap(), std::sync::RwLock::new(failed), std::sync::OnceLock::<i32>::new(),
        std::sync::Condvar::new(), std::sync::Barrier::new(1), std::sync::mpsc::channel::<i32>().0, std::sync::mpsc::channel::<i32>().1,
        std::thread::current(), std::thread::current().id(), std::thread::spawn(|| ()), std::io::stdin(), std::io::Cursor::new(0),
        std::fs::File::open(file!().trim_start_matches("tests/")).unwrap(), std::net::TcpListener::bind("127.0.0.1:0").unwrap(),
        std::process::Command::new("x"), std::fs::OpenOptions::new(),
        (0,), (0, "x"), ((), (1, 'c'), vec![failed]), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    }
}
