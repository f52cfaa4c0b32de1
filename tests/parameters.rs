//! Rule 3.5: parameters keep their order, also those that are taken apart, unnamed, or moved on another way, in functions, methods and
//! closures, async ones too: as with a guard at the same place.

#![allow(clippy::toplevel_ref_arg)]

use defer_runtime::{defer, with_defer};
use defer_tests::poll::{drop_after, finish, pause};
use defer_tests::{Named, say, trace};

/// Says what it is dropped for.
struct Guard(&'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        say(self.0);
    }
}

/// Takes the place of a deferred call.
macro_rules! guard {
    (say($text:literal)) => {
        let _guard = Guard($text);
    };
}
pub(crate) use guard;

/// How each of them is left.
#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    End,
    Return,
    Question,
    /// At the end of the branch that moves what the others don't.
    Moving,
}

fn fails(how: How) -> Result<(), How> {
    if how == How::Question { Err(how) } else { Ok(()) }
}

struct Pair {
    a: Named,
    b: Named,
}

fn two(a: &'static str, b: &'static str) -> (Named, Named) {
    (Named(a), Named(b))
}

/// Functions, methods and closures with these parameters.
macro_rules! with_parameters {
    ([$($attr:tt)*] ($($parameters:tt)*) ($($arguments:expr),*) { $($moves:tt)* }) => {
        $($attr)*
        pub fn function(how: How, $($parameters)*) -> Result<(), How> {
            defer!(say("deferred"));
            if how == How::Moving { $($moves)* }
            if how == How::Return { return Ok(()); }
            fails(how)?;
            Ok(())
        }

        $($attr)*
        pub async fn async_function(how: How, $($parameters)*) -> Result<(), How> {
            defer!(say("deferred"));
            if how == How::Moving { $($moves)* }
            pause().await;
            if how == How::Return { return Ok(()); }
            fails(how)?;
            Ok(())
        }

        impl Receiver {
            $($attr)*
            pub async fn method(self, how: How, $($parameters)*) -> Result<(), How> {
                defer!(say("deferred"));
                if how == How::Moving { drop(self); $($moves)* }
                pause().await;
                if how == How::Return { return Ok(()); }
                fails(how)?;
                Ok(())
            }
        }

        $($attr)*
        pub fn closure(how: How) -> Result<(), How> {
            let closure = |$($parameters)*| -> Result<(), How> {
                defer!(say("deferred"));
                if how == How::Moving { $($moves)* }
                if how == How::Return { return Ok(()); }
                fails(how)?;
                Ok(())
            };
            closure($($arguments),*)
        }

        $($attr)*
        pub async fn async_closure(how: How) -> Result<(), How> {
            let closure = async |$($parameters)*| -> Result<(), How> {
                defer!(say("deferred"));
                if how == How::Moving { $($moves)* }
                pause().await;
                if how == How::Return { return Ok(()); }
                fails(how)?;
                Ok(())
            };
            closure($($arguments),*).await
        }
    };
}

/// Tests that each drops its parameters in the same order with a deferred call and with a guard, however it is left; also dropped
/// after each number of polls, where nothing is moved.
macro_rules! parameters_keep_their_order {
    ($($name:ident($($parameters:tt)*) ($($arguments:expr),*) $moves:tt)*) => {
        $(#[allow(unused_imports)]
        mod $name {
            mod guards {
                use super::super::{Guard, How, Named, Pair, fails, guard as defer, pause, say_of, two};
                pub struct Receiver(#[allow(dead_code)] pub Named);
                with_parameters! { [] ($($parameters)*) ($($arguments),*) $moves }
            }

            mod deferred {
                use super::super::{How, Named, Pair, defer, fails, pause, say, say_of, two, with_defer};
                pub struct Receiver(#[allow(dead_code)] pub Named);
                with_parameters! { [#[with_defer]] ($($parameters)*) ($($arguments),*) $moves }
            }

            use super::*;

            #[test]
            fn test() {
                for how in [How::End, How::Return, How::Question, How::Moving] {
                    macro_rules! assert_alike {
                        ($call:ident, $finish:expr) => {
                            let [deferred, guards] = [
                                trace(|| { use deferred::*; _ = $finish; }),
                                trace(|| { use guards::*; _ = $finish; }),
                            ];
                            assert_eq!(deferred, guards, "{} left by {how:?}", stringify!($call));
                        };
                    }
                    assert_alike!(function, function(how, $($arguments),*));
                    assert_alike!(async_function, finish(async_function(how, $($arguments),*)));
                    assert_alike!(method, finish(Receiver(Named("self")).method(how, $($arguments),*)));
                    assert_alike!(closure, closure(how));
                    assert_alike!(async_closure, finish(async_closure(how)));
                }
                if !stringify!($moves).contains("drop") {
                    for polls in 0..2 {
                        macro_rules! assert_cancelled_alike {
                            ($call:ident, $future:expr) => {
                                let [deferred, guards] = [
                                    trace(|| { use deferred::*; _ = drop_after(polls, $future); }),
                                    trace(|| { use guards::*; _ = drop_after(polls, $future); }),
                                ];
                                assert_eq!(deferred, guards, "{} polled {polls} times", stringify!($call));
                            };
                        }
                        assert_cancelled_alike!(async_function, async_function(How::End, $($arguments),*));
                        assert_cancelled_alike!(async_closure, async_closure(How::End));
                    }
                }
            }
        })*
    };
}

parameters_keep_their_order! {
    names(a: Named, b: Named, _c: Named)(Named("a"), Named("b"), Named("c")) { drop(a); say_of(&b); }
    one_that_is_not_named(a: Named, _: Named, b: Named)(Named("a"), Named("_"), Named("b")) { drop(a); say_of(&b); }
    pattern_in_front((a, b): (Named, Named), _: Named, _c: Named)(two("a", "b"), Named("_"), Named("c")) {
        drop(a);
        say_of(&b);
    }
    pattern_behind(a: Named, (b, c): (Named, Named))(Named("a"), two("b", "c")) { drop((a, b)); say_of(&c); }
    pattern_in_between(a: Named, (_b, c): (Named, Named), d: Named)(Named("a"), two("b", "c"), Named("d")) { drop((a, c, d)); }
    parts_that_stay((a, _): (Named, Named), (_, b): (Named, Named), _c: Named)(two("a", "a1"), two("b0", "b"), Named("c")) {
        drop((a, b));
    }
    parts_of_parts((a, (_, b)): (Named, (Named, Named)), ((_, _c), _): ((Named, Named), Named))(
        (Named("a"), two("b0", "b")),
        (two("c0", "c"), Named("c2"))
    ) { drop((a, b)); }
    fields(Pair { a, .. }: Pair, Pair { b, a: _ }: Pair, c: Named)(
        Pair { a: Named("a"), b: Named("a.b") },
        Pair { a: Named("b.a"), b: Named("b") },
        Named("c")
    ) { drop((a, c)); say_of(&b); }
    slice([a, .., b]: [Named; 3], _c: Named)([Named("a"), Named("_"), Named("b")], Named("c")) { drop(b); say_of(&a); }
    reference((a, _): (Named, Named), ref b: (Named, Named), _c: Named)(two("a", "a1"), two("b0", "b1"), Named("c")) {
        drop(a);
        say_of(&b.0);
    }
    reference_to_a_part((ref a, _): (Named, Named), b: Named)(two("a", "a1"), Named("b")) { say_of(a); drop(b); }
    mutable((mut a, mut b): (Named, Named), mut c: Named)(two("a", "b"), Named("c")) {
        a.0 = "A";
        drop(a);
        b.0 = "B";
        c.0 = "C";
        say_of(&c);
    }
    all_of_it_named(a @ (_, _): (u8, u8), b: Named, (c, _): (Named, Named))((1, 2), Named("b"), two("c", "c1")) {
        assert_eq!(a, (1, 2));
        drop((b, c));
    }
    nothing_is_moved((_a, _): (Named, Named), _: Named, ref _b: Named, [_c, ..]: [Named; 2])(
        two("a", "a1"),
        Named("_"),
        Named("b"),
        [Named("c"), Named("c1")]
    ) {}
    only_unnamed(_: Named, _: Named)(Named("first"), Named("second")) {}
}

fn say_of(named: &Named) {
    say(named.0);
}
