//! Rule 1.1: `#[with_defer]` on functions of every kind.

// `unsafe fn` and `unsafe` blocks with deferred calls in them.
#![allow(unsafe_code)]

use defer_runtime::{defer, recover, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, gives, say, yes};
use pretty_assertions::assert_eq;
use std::pin::Pin;
use std::rc::Rc;

#[derive(Default)]
struct Meter {
    value: i32,
    depth: i32,
}

impl Meter {
    #[with_defer]
    fn by_value(mut self) -> i32 {
        defer!(|| say(self.value));
        self.value += 1;
        self.value
    }

    #[with_defer]
    fn by_reference(&self) -> &i32 {
        defer!(say(self.value));
        &self.value
    }

    #[with_defer]
    fn by_mutable_reference(&mut self) -> &mut i32 {
        defer!(|| say(format!("depth {}", self.depth)));
        defer!(|| self.depth -= 1);
        self.depth += 1;
        &mut self.value
    }

    #[allow(clippy::needless_arbitrary_self_type)]
    #[with_defer]
    fn typed_reference(self: &Self) -> i32 {
        defer!(|| say(self.value));
        self.value + 1
    }

    #[with_defer]
    fn boxed(mut self: Box<Self>) -> Box<Self> {
        defer!(say("boxed"));
        self.value += 1;
        self
    }

    #[with_defer]
    fn counted(self: Rc<Self>) -> usize {
        defer!(|| say(self.value));
        Rc::strong_count(&self)
    }

    #[with_defer]
    fn pinned(mut self: Pin<&mut Self>) -> i32 {
        defer!(|| say(self.value));
        self.value += 1;
        self.value * 10
    }

    #[with_defer]
    fn guarded(&mut self, call: fn(&mut Self)) {
        self.depth += 1;
        defer!(|| {
            self.depth -= 1;
            if let Some(panic) = recover!() {
                say(panic);
            }
        });
        call(self);
    }

    #[with_defer]
    fn without_receiver(value: i32) -> Self {
        defer!(say("made"));
        Self { value, depth: 0 }
    }
}

gives! {
    receiver_by_value: Meter::default().by_value() => 1, ["1"];
    receiver_by_reference: *Meter::default().by_reference() => 0, ["0"];
    receiver_by_mutable_reference: *Meter::default().by_mutable_reference() => 0, ["depth 0"];
    receiver_typed_reference: Meter::default().typed_reference() => 1, ["0"];
    receiver_boxed: Box::new(Meter::default()).boxed().value => 1, ["boxed"];
    receiver_counted: Rc::new(Meter::default()).counted() => 1, ["0"];
    receiver_pinned: Pin::new(&mut Meter::default()).pinned() => 10, ["1"];
    no_receiver: Meter::without_receiver(3).value => 3, ["made"];
}

trait Shape {
    fn name(&self) -> String;

    #[with_defer]
    fn describe(&self) -> String {
        defer!(say("default"));
        format!("a {}", self.name())
    }

    fn resize(&mut self, by: i32) -> Option<&mut i32>;
}

struct Square {
    side: i32,
    resized: i32,
}

fn square(side: i32) -> Square {
    Square { side, resized: 0 }
}

impl Shape for Square {
    #[with_defer]
    fn name(&self) -> String {
        defer!(|| say(self.side));
        "square".into()
    }

    #[with_defer]
    fn resize(&mut self, by: i32) -> Option<&mut i32> {
        defer!(|| {
            self.resized += 1;
            say(format!("resized {}", self.resized));
        });
        if by == 0 {
            return None;
        }
        self.side *= by;
        Some(&mut self.side)
    }
}

impl<T: Shape> Shape for Vec<T> {
    #[with_defer]
    fn name(&self) -> String {
        defer!(say(self.len()));
        self.iter().map(Shape::name).collect()
    }

    #[with_defer]
    fn describe(&self) -> String {
        defer!(say("overridden"));
        self.name()
    }

    #[with_defer]
    fn resize(&mut self, by: i32) -> Option<&mut i32> {
        defer!(say("resized"));
        self.first_mut()?.resize(by)
    }
}

gives! {
    trait_default_method: square(2).describe() => "a square", ["2", "default"];
    trait_impl_method: square(2).resize(3).copied() => Some(6), ["resized 1"];
    trait_impl_method_early: square(2).resize(0).copied() => None, ["resized 1"];
    generic_trait_impl: vec![square(1), square(2)].describe() => "squaresquare", ["1", "2", "2", "overridden"];
    question_mark_in_a_trait_impl: Vec::<Square>::new().resize(1).copied() => None, ["resized"];
    dynamic_dispatch: {
        let shape: &dyn Shape = &square(4);
        shape.describe()
    } => "a square", ["4", "default"];
}

#[with_defer]
fn generic<T, const N: usize>(items: [T; N]) -> usize
where
    T: ToString + Clone,
{
    let mut seen = 0;
    defer!(|| say(format!("{seen} of {N}")));
    for item in &items {
        defer!(say(item.to_string()));
        seen += 1;
    }
    items.to_vec().len()
}

#[with_defer]
fn takes_and_gives_impl(numbers: impl Iterator<Item = i32> + Clone) -> impl Iterator<Item = i32> {
    defer!(say("made"));
    numbers.clone().chain(numbers).map(|n| n + 1)
}

#[with_defer]
fn gives_a_closure(by: i32) -> impl Fn(i32) -> i32 {
    defer!(say(by));
    move |n: i32| n + by
}

#[with_defer]
fn gives_a_boxed_closure<'a>(text: &'a str) -> Box<dyn Fn() -> &'a str + 'a> {
    defer!(say(text.len()));
    Box::new(move || text)
}

#[with_defer]
fn option_of_impl(some: bool) -> Option<impl Iterator<Item = char>> {
    defer!(say("made"));
    if !some {
        return None;
    }
    Some("ab".chars())
}

#[with_defer]
fn borrows<'a>(list: &'a mut Vec<String>, calls: &mut i32) -> Option<&'a mut String> {
    defer!(|| *calls += 1);
    list.push("x".into());
    list.last_mut()
}

#[with_defer]
unsafe fn reads(place: *const i32) -> i32 {
    defer!(say("read"));
    // SAFETY: the caller promises that `place` is valid.
    unsafe { *place }
}

#[with_defer]
extern "C" fn from_c(n: i32) -> i32 {
    defer!(|| say(n));
    n + 1
}

#[with_defer]
fn never() -> ! {
    defer!(say("never"));
    panic!("no way back")
}

#[with_defer]
fn never_from_a_loop() -> ! {
    let mut n = 0;
    loop {
        defer!(say(n));
        n += 1;
        assert!(n < 2, "no way back");
    }
}

#[with_defer]
fn fibonacci(n: u64) -> u64 {
    defer!(say(n));
    if n < 2 {
        return n;
    }
    fibonacci(n - 1) + fibonacci(n - 2)
}

#[allow(clippy::unused_unit)]
#[with_defer]
fn unit() -> () {
    defer!(say("unit"));
}

#[with_defer]
fn patterns((a, mut b): (i32, i32), [first, .., last]: [i32; 3], _: &str) -> i32 {
    defer!(|| say(format!("{a} {b} {first} {last}")));
    b += 1;
    a + b
}

#[with_defer]
fn drops_its_parameter(_named: Named) {
    defer!(say("deferred"));
    say("body");
}

gives! {
    generic_function: generic(["a", "b"]) => 2, ["a", "b", "2 of 2"];
    generic_over_an_empty_array: generic::<i32, 0>([]) => 0, ["0 of 0"];
    impl_trait: takes_and_gives_impl(0..2).collect::<Vec<_>>() => [1, 2, 1, 2], ["made"];
    impl_fn: gives_a_closure(3)(4) => 7, ["3"];
    boxed_fn: gives_a_boxed_closure("text")() => "text", ["4"];
    impl_trait_inside_a_type: option_of_impl(true).unwrap().collect::<String>() => "ab", ["made"];
    impl_trait_inside_a_type_none: option_of_impl(false).is_none() => true, ["made"];
    extern_function: from_c(1) => 2, ["1"];
    // SAFETY: a reference is a valid pointer.
    unsafe_function: unsafe { reads(&5) } => 5, ["read"];
    recursive_function: fibonacci(3) => 2, ["1", "0", "2", "1", "3"];
    unit_spelled_out: unit() => (), ["unit"];
    parameters_with_patterns: patterns((1, 2), [3, 4, 5], "") => 4, ["1 3 3 5"];
    parameter_is_dropped_last: drops_its_parameter(Named("parameter")) => (), ["body", "deferred", "drop parameter"];
}

#[test]
fn lifetimes() {
    let (mut list, mut calls) = (Vec::new(), 0);
    borrows(&mut list, &mut calls).unwrap().push('y');
    assert_eq!((list, calls), (vec!["xy".to_owned()], 1));
}

#[test]
fn never_returns() {
    assert_panics(never, "no way back", &["never"]);
}

#[test]
fn loop_that_never_ends() {
    assert_panics(never_from_a_loop, "no way back", &["0", "1"]);
}

/// Visibility, documentation and other attributes stay, above and below `#[with_defer]`.
#[test]
fn attributes_stay() {
    mod inside {
        use super::*;

        /// Twice as much.
        #[allow(clippy::mixed_attributes_style)]
        #[inline]
        #[with_defer]
        #[must_use]
        pub(super) fn twice(#[allow(unused_mut)] mut n: i32) -> i32 {
            //! The longer story.
            #![allow(clippy::let_and_return)]
            defer!(say("twice"));
            let twice = n * 2;
            twice
        }
    }
    assert_returns(|| inside::twice(2), 4, &["twice"]);
}

#[test]
fn function_in_a_function() {
    #[with_defer]
    fn outer() -> i32 {
        defer!(say("outer"));
        #[with_defer]
        fn inner() -> i32 {
            defer!(say("inner"));
            1
        }
        inner() + 1
    }
    assert_returns(outer, 2, &["inner", "outer"]);
}

#[test]
fn items_in_the_body_stay() {
    #[with_defer]
    fn body() -> i32 {
        defer!(say(LIMIT));
        const LIMIT: i32 = 3;
        struct Local(i32);
        impl Local {
            fn get(&self) -> i32 {
                if self.0 > 1 {
                    return self.0;
                }
                0
            }
        }
        use std::cmp::max;
        max(Local(2).get(), LIMIT)
    }
    assert_returns(body, 3, &["3"]);
}

/// An `unsafe` block is no scope (3.2), and a deferred block that was written in one stays in one.
#[test]
fn unsafe_blocks() {
    #[with_defer]
    fn body() {
        let number = 5;
        let place = &raw const number;
        unsafe {
            // SAFETY: `number` outlives the deferred calls.
            defer!(|| say(format!("block {}", *place)));
            defer!(say(reads(place)));
            say("in unsafe");
        }
        // SAFETY: as above.
        defer!(unsafe { say(*place + 1) });
        if yes() {
            // SAFETY: as above.
            defer!(|| unsafe { say(*place + 2) });
        }
        say("after unsafe");
    }
    assert_returns(
        body,
        (),
        &["read", "in unsafe", "after unsafe", "7", "6", "5", "block 5"],
    );
}

#[test]
fn recovering_method() {
    let mut meter = Meter::default();
    assert_returns(|| meter.guarded(|_| panic!("lost")), (), &["lost"]);
    assert_eq!(meter.depth, 0);
}

/// A closure is returned whose parameters only the function's type tells.
#[with_defer]
fn returned_closure<'a, T: Eq>(wanted: &'a T, items: &'a [T]) -> impl Fn(&usize) -> bool + use<'a, T> {
    defer!(say("made"));
    move |&at| items[at] == *wanted
}

#[test]
fn closure_is_returned() {
    assert_returns(|| returned_closure(&2, &[1, 2])(&1), true, &["made"]);
}
