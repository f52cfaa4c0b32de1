//! Rules 3.5, 8.2 and 8.6: what a rest awaits, or passes to a function, comes out of a place in front of the deferred calls. Each beside
//! the same with a guard, left after every number of polls.

#![allow(clippy::never_loop)]

use defer_tests::poll::{drop_after, pause};
use defer_tests::{Guard, Named, say, trace};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

macro_rules! guard {
    ($($code:tt)*) => {
        let _guard = Guard("end");
    };
}
pub(crate) use guard;

fn end() {
    say("end");
}

/// A future that says what becomes of it, and waits twice.
struct Waits {
    named: Named,
    left: u32,
}

fn waits(name: &'static str) -> Waits {
    say(format!("made {name}"));
    Waits {
        named: Named(name),
        left: 2,
    }
}

impl Future for Waits {
    type Output = Named;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Named> {
        say(format!("poll {}", self.named.0));
        assert!(self.named.0 != "panics", "it panics");
        match self.left {
            0 => Poll::Ready(Named("value")),
            _ => {
                self.left -= 1;
                Poll::Pending
            }
        }
    }
}

/// What isn't a future yet, and says when it becomes one.
struct Later(Named);

impl IntoFuture for Later {
    type Output = Named;
    type IntoFuture = Waits;

    fn into_future(self) -> Waits {
        say("into_future");
        let Later(named) = self;
        Waits { named, left: 1 }
    }
}

async fn takes(named: Named) -> u32 {
    say(format!("takes {}", named.0));
    pause().await;
    1
}

fn check(c: bool) -> Result<(), Named> {
    if c { Ok(()) } else { Err(Named("error")) }
}

/// Each is dropped after every number of polls, with a condition that holds and one that doesn't.
macro_rules! pairs {
    ($c:ident, $polls:expr, $($name:ident $(<$generic:ident: $bound:path>)? ($($parameter:ident: $ty:ty = $argument:expr),*) -> $result:ty $body:block)*) => {
        $(mod $name {
            pub(super) mod guarded {
                #[allow(unused_imports)]
                use super::super::*;
                use crate::guard as defer;
                #[allow(unused_variables)]
                pub(in super::super) async fn run$(<$generic: $bound>)?($c: bool, $($parameter: $ty),*) -> $result $body
            }

            pub(super) mod deferred {
                #[allow(unused_imports)]
                use super::super::*;
                use defer_runtime::{defer, with_defer};
                #[allow(unused_variables)]
                #[with_defer]
                pub(in super::super) async fn run$(<$generic: $bound>)?($c: bool, $($parameter: $ty),*) -> $result $body
            }

            #[test]
            fn same() {
                #[allow(unused_imports)]
                use super::{Later, Named, drop_after, say, trace, waits};
                for c in [true, false] {
                    for polls in $polls {
                        let told = |run: &dyn Fn()| trace(|| {
                            let left = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
                            say(if left.is_ok() { "left" } else { "panicked" });
                        });
                        let guarded = told(&|| { _ = drop_after(polls, guarded::run(c, $($argument),*)); });
                        let deferred = told(&|| { _ = drop_after(polls, deferred::run(c, $($argument),*)); });
                        pretty_assertions::assert_eq!(deferred, guarded, "{c}, {polls} polls");
                    }
                }
            }
        })*
    };
}

pairs! { c, 0..7,
    local() -> () {
        let a = waits("a");
        let b = Named("b");
        defer!(end());
        let c = Named("c");
        pause().await;
        a.await;
        say("behind");
        pause().await;
    }
    local_in_one_branch() -> () {
        let a = waits("a");
        defer!(end());
        pause().await;
        if c {
            a.await;
        }
        say("behind");
        pause().await;
    }
    local_behind_a_way_out() -> Result<(), Named> {
        let a = waits("a");
        defer!(end());
        check(c)?;
        let value = a.await;
        say(value.0);
        pause().await;
        Ok(())
    }
    that_panics() -> () {
        let a = waits("panics");
        let b = Named("b");
        defer!(end());
        let c = Named("c");
        a.await;
    }
    value_that_stays() -> Named {
        let a = waits("a");
        defer!(end());
        let value = a.await;
        pause().await;
        value
    }
    several_calls() -> () {
        let a = waits("a");
        defer!(end());
        let b = Named("b");
        defer!(end());
        pause().await;
        defer!(end());
        a.await;
    }
    two_of_them() -> () {
        let a = waits("a");
        let b = waits("b");
        defer!(end());
        pause().await;
        b.await;
        a.await;
    }
    behind_their_call() -> () {
        defer!(end());
        let a = waits("a");
        defer!(end());
        pause().await;
        a.await;
    }
    in_a_loop() -> () {
        for i in 0..2 {
            let a = waits("a");
            defer!(end());
            pause().await;
            if c {
                continue;
            }
            a.await;
        }
    }
    from_before_a_loop() -> () {
        let a = waits("a");
        defer!(end());
        for i in 0..2 {
            defer!(end());
            pause().await;
        }
        a.await;
    }
    in_a_branch_with_a_call() -> () {
        let a = waits("a");
        if c {
            defer!(end());
            pause().await;
            a.await;
        }
        pause().await;
    }
    behind_a_conditional_call() -> () {
        let a = waits("a");
        defer!(end());
        {
            let b = Named("b");
            pause().await;
            let value = a.await;
            say(value.0);
        }
        pause().await;
    }
    into_a_future() -> () {
        let a = Later(Named("a"));
        defer!(end());
        pause().await;
        if c {
            a.await;
        }
        pause().await;
    }
    pinned() -> () {
        let a = pin!(waits("a"));
        defer!(end());
        pause().await;
        a.await;
        pause().await;
    }
    by_reference() -> () {
        let mut a = waits("a");
        let a = &mut a;
        defer!(end());
        pause().await;
        a.await;
        pause().await;
    }
    parameter(a: Waits = waits("a")) -> () {
        defer!(end());
        pause().await;
        a.await;
        pause().await;
    }
    parameter_in_one_branch(a: Waits = waits("a"), b: Named = Named("b")) -> () {
        defer!(end());
        pause().await;
        if c {
            a.await;
        }
        pause().await;
    }
    parameter_among_others(first: Named = Named("first"), a: Waits = waits("a"), last: Named = Named("last")) -> () {
        defer!(end());
        say(first.0);
        pause().await;
        if c {
            a.await;
        }
        pause().await;
        say(last.0);
    }
    parameters(a: Waits = waits("a"), b: Waits = waits("b")) -> () {
        defer!(end());
        pause().await;
        if c {
            a.await;
        }
        b.await;
    }
    parameter_of_any_type<F: IntoFuture>(a: F = Later(Named("a"))) -> () {
        defer!(end());
        pause().await;
        a.await;
        pause().await;
    }
    parameter_of_any_future<F: Future>(a: F = waits("a")) -> () {
        defer!(end());
        defer!(end());
        a.await;
        pause().await;
    }
    passed(a: Named = Named("a")) -> u32 {
        defer!(end());
        pause().await;
        takes(a).await
    }
    passed_on_one_way(a: Named = Named("a"), b: Named = Named("b")) -> u32 {
        defer!(end());
        pause().await;
        if c {
            return 2;
        }
        takes(a).await
    }
    passed_local() -> u32 {
        let a = Named("a");
        let b = Named("b");
        defer!(end());
        let c = Named("c");
        pause().await;
        defer!(end());
        let n = takes(a).await;
        pause().await;
        n
    }
    passed_to_a_method() -> usize {
        let a = Named("a");
        let mut list = Vec::new();
        defer!(end());
        pause().await;
        list.push(a);
        pause().await;
        list.len()
    }
    parameter_that_is_named_in_front(a: Named = Named("a"), b: Named = Named("b")) -> u32 {
        say(a.0);
        let b = b;
        defer!(end());
        pause().await;
        let n = takes(a).await;
        pause().await;
        n
    }
    parameter_that_is_named_and_awaited(a: Waits = waits("a"), b: Named = Named("b")) -> () {
        say(a.named.0);
        pause().await;
        defer!(end());
        a.await;
        say(b.0);
    }
    parameter_that_stays(a: Named = Named("a"), b: Named = Named("b")) -> () {
        defer!(end());
        pause().await;
        say(b.0);
        pause().await;
        say(a.0);
    }
    parameter_that_may_be_moved(a: Vec<Named> = vec![Named("a")], b: Named = Named("b")) -> usize {
        defer!(end());
        pause().await;
        let n = a.len() + b.0.len();
        pause().await;
        n
    }
    parameter_in_front_of_a_pattern(a: Named = Named("a"), b: (Named, u8) = (Named("b"), 1)) -> () {
        defer!(end());
        let (b, _) = b;
        pause().await;
        say(a.0);
    }
}

// What a rest owns is dropped with it where the future is dropped: an exception of 3.5.
pairs! { c, 7..8,
    moved_in_a_loop() -> () {
        let a = waits("a");
        defer!(end());
        loop {
            pause().await;
            if c {
                break;
            }
            a.await;
            return;
        }
        say("behind");
    }
    parameter_that_a_method_moves(a: Option<Named> = Some(Named("a")), b: Named = Named("b")) -> usize {
        defer!(end());
        pause().await;
        let n = a.map_or(0, |a| a.0.len());
        pause().await;
        n
    }
    parameter_that_is_moved_behind_one_that_stays(a: Named = Named("a"), b: Named = Named("b")) -> () {
        defer!(end());
        pause().await;
        say(a.0);
        let b = Some(b);
        pause().await;
    }
    parameter_that_stays_behind_one_that_is_moved(a: Named = Named("a"), b: Named = Named("b")) -> () {
        defer!(end());
        pause().await;
        let a = Some(a);
        say(b.0);
        pause().await;
    }
}

async fn reads(text: &str) {
    say(text);
    pause().await;
}

trait Told {
    fn tell(&self);
}

impl Told for Named {
    fn tell(&self) {
        say(self.0);
    }
}

async fn tells(all: &[Box<dyn Told>]) {
    all.iter().for_each(|told| told.tell());
    pause().await;
}

async fn tell_one(told: Box<dyn Told>) {
    told.tell();
    pause().await;
}

// What is passed coerces to what the function takes, as it would beside a guard.
pairs! { c, 0..6,
    reference_to_a_reference() -> () {
        for word in &["a", "b"] {
            defer!(end());
            pause().await;
            if c {
                reads(word).await;
            }
        }
    }
    reference_to_what_holds_it() -> usize {
        let text = String::from("text");
        let whole = &text;
        defer!(end());
        pause().await;
        reads(whole).await;
        let inner = |text: &str| text.len();
        let again = &text;
        defer!(end());
        pause().await;
        inner(again)
    }
    reference_to_a_list() -> () {
        let list: Vec<Box<dyn Told>> = vec![Box::new(Named("a"))];
        let all = &list;
        defer!(end());
        defer!(end());
        pause().await;
        tells(all).await;
    }
    box_of_any_type(a: Box<Named> = Box::new(Named("a"))) -> () {
        let b = Box::new(Named("b"));
        defer!(end());
        pause().await;
        if c {
            tell_one(a).await;
        }
        tell_one(b).await;
    }
    function_of_its_own(a: Named = Named("a")) -> u32 {
        let twice = |n: u32| n * 2;
        defer!(end());
        pause().await;
        let of_three = |twice: fn(u32) -> u32| twice(3);
        of_three(twice)
    }
}
