//! What is not compiled in decides nothing, wherever it stands and whatever it is (1.6, 2.10): a function with `#[cfg]` in its
//! body does what it would do if the rest alone had been written.

// Some conditions are always true, or never.
#![allow(
    unexpected_cfgs,
    unused_braces,
    clippy::non_minimal_cfg,
    clippy::needless_return,
    clippy::never_loop
)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, block_on, no, pause, say, yes};

/// `name -> type { body } => value, lines;` in a function, an async function, a closure and a method of a block with the attribute.
macro_rules! gives_everywhere {
    ($($name:ident -> $output:ty { $($code:tt)* } => $value:expr, $lines:expr;)*) => {
        $(#[test]
        #[allow(clippy::unit_cmp, reason = "some give nothing")]
        fn $name() {
            #[with_defer]
            fn sync() -> $output {
                $($code)*
            }
            #[with_defer]
            async fn polled() -> $output {
                pause().await;
                $($code)*
            }
            #[with_defer]
            fn closure() -> $output {
                let run = || -> $output { $($code)* };
                run()
            }
            struct Unit;
            #[with_defer]
            impl Unit {
                fn method(&self) -> $output {
                    $($code)*
                }
            }
            assert_returns(sync, $value, &$lines);
            assert_returns(|| block_on(polled()), $value, &$lines);
            assert_returns(closure, $value, &$lines);
            assert_returns(|| Unit.method(), $value, &$lines);
        })*
    };
}

// 1.6: ways out, calls and whole scopes that are not there
gives_everywhere! {
    a_question -> () {
        defer! { say("deferred"); }
        #[cfg(any())]
        gone()?;
        say("body");
    } => (), ["body", "deferred"];

    a_question_in_a_number -> u32 {
        defer!(say("deferred"));
        #[cfg(any())]
        let n = gone()?;
        #[cfg(all())]
        let n = 3;
        n
    } => 3, ["deferred"];

    a_break -> () {
        defer!(say("deferred"));
        #[cfg(any())]
        break;
        #[cfg(any())]
        continue 'gone;
        say("body");
    } => (), ["body", "deferred"];

    a_way_out_of_a_loop -> u32 {
        for n in 0..3 {
            defer!(say(n));
            #[cfg(any())]
            if gone() {
                return "no number";
            }
            #[cfg(any())]
            break 'gone;
            if n == 1 {
                return n;
            }
        }
        9
    } => 1, ["0", "1"];

    a_recovery -> u32 {
        defer!(|| {
            #[cfg(any())]
            recover!();
            say("deferred");
        });
        3
    } => 3, ["deferred"];

    an_error -> Box<u32> {
        #[cfg(any())]
        errdefer!(say("failed"));
        #[cfg(any())]
        okdefer!(|err| say("succeeded"));
        defer!(say("deferred"));
        Box::new(3)
    } => Box::new(3), ["deferred"];

    a_question_in_deferred_code -> u32 {
        defer!(|| {
            #[cfg(any())]
            gone()?;
            say("deferred");
        });
        #[cfg(any())]
        defer!(gone()?);
        3
    } => 3, ["deferred"];

    what_is_no_deferred_call -> () {
        #[cfg(any())]
        defer!(n += 1);
        #[cfg(any())]
        defer!(gone().lock().unwrap());
        #[cfg(any())]
        defer!(let x = 3);
        defer!(say("deferred"));
    } => (), ["deferred"];

    places_where_none_may_stand -> () {
        #[cfg(any())]
        let n = defer!(say("gone"));
        #[cfg(any())]
        while defer!(say("gone")) {}
        #[cfg(any())]
        println!("{}", defer!(say("gone")));
        defer!(say("deferred"));
    } => (), ["deferred"];

    a_macro_with_a_way_out -> u32 {
        for n in 0..2 {
            defer!(say(n));
            #[cfg(any())]
            gone!(n => return "no number");
            #[cfg(any())]
            gone!(n, break);
            say(n);
        }
        9
    } => 9, ["0", "0", "1", "1"];

    // 3.5: it moves nothing
    a_move -> () {
        #[allow(unused_variables)]
        let (a, b) = (Named("a"), Named("b"));
        defer!(say("deferred"));
        #[cfg(any())]
        drop(a);
        for _ in 0..1 {
            defer!(say("iteration"));
            #[cfg(any())]
            if gone() { drop(a); return; }
        }
        say(b.0);
    } => (), ["iteration", "b", "deferred", "drop b", "drop a"];

    a_deferred_call_beside_a_move -> () {
        let a = Named("a");
        let b = Named("b");
        #[cfg(any())]
        defer!(say("deferred"));
        if no() {
            drop(a);
        }
        say(b.0);
    } => (), ["b", "drop b", "drop a"];

    // 2.5: it binds nothing
    a_local_of_the_name_of_a_function -> () {
        #[cfg(any())]
        let say = gone;
        defer!(say("deferred"));
        if yes() {
            #[cfg(any())]
            let say = gone;
            defer!(|| say("block"));
        }
    } => (), ["block", "deferred"];

    all_deferred_calls -> u32 {
        #[cfg(any())]
        defer!(gone());
        if yes() {
            #[cfg(any())]
            defer!(|| gone());
        }
        for _ in 0..2 {
            #[cfg(any())]
            errdefer!(gone());
            say("iteration");
        }
        3
    } => 3, ["iteration", "iteration"];
}

// 2.10: every place that may have a condition
gives_everywhere! {
    statements -> u32 {
        #[cfg(any())]
        let Some(x) = gone() else { return 1 };
        #[cfg(all())]
        let Some(mut x) = Some(1) else { return 2 };
        defer!(|| say(x));
        #[cfg(any())]
        { x = gone(); }
        #[cfg(all())]
        { x += 1; }
        #[cfg(any())]
        return gone();
        x + 1
    } => 3, ["2"];

    arms -> u32 {
        let mut sum = 0;
        for n in 0..4 {
            defer!(|| say(sum));
            sum += match n {
                #[cfg(any())]
                0 => gone()?,
                #[cfg(all())]
                0 => {
                    defer!(say("zero"));
                    continue;
                }
                #[cfg(any())]
                1 => return gone(),
                #[cfg(all())]
                1 if yes() => 10,
                #[cfg(all())]
                2 => break,
                _ => 100,
            };
        }
        sum
    } => 10, ["zero", "0", "10", "10"];

    fields -> u32 {
        struct Both {
            #[cfg(all())]
            there: u32,
            #[cfg(any())]
            gone: Gone,
            always: u32,
        }
        let both = Both {
            #[cfg(any())]
            gone: gone()?,
            #[cfg(all())]
            there: 1,
            always: 2,
        };
        if yes() {
            let Both { #[cfg(any())] gone, #[cfg(all())] there, always } = both;
            defer!(|| say(there));
            defer!(say(always));
        }
        let Both { #[cfg(any())] ref gone, #[cfg(all())] there: other, .. } = both;
        other + both.always
    } => 3, ["2", "1"];

    elements -> usize {
        let mut list = vec![1];
        defer!(|| say(list.len()));
        let array = [#[cfg(any())] gone()?, 1, #[cfg(all())] 2, #[cfg(any())] return];
        let (a,) = (#[cfg(any())] gone(), #[cfg(all())] 7);
        list.extend(#[cfg(any())] gone(), #[cfg(all())] array);
        let both = std::convert::identity(#[cfg(any())] gone(), a);
        both + list.len()
    } => 10, ["3"];

    arguments_of_deferred_calls -> () {
        let mut n = 1_u32;
        defer!(say(#[cfg(any())] gone, #[cfg(all())] n));
        defer!((|a: u32, b: u32| {
            #[cfg(any())]
            return gone();
            #[cfg(all())]
            say(a + b);
        })(n, #[cfg(any())] gone, #[cfg(all())] 10));
        n += 1;
        defer!(|| say(n));
    } => (), ["2", "11", "1"];

    closures -> u32 {
        let closure = |#[cfg(any())] gone: Gone, #[cfg(all())] n: u32| {
            defer!(say(n));
            #[cfg(any())]
            gone()?;
            n + 1
        };
        defer!(say("function"));
        closure(#[cfg(any())] gone(), 1)
    } => 2, ["1", "function"];

    tails -> u32 {
        defer!(say("deferred"));
        for n in 0..3 {
            let kept = n;
            #[cfg(all())]
            if n == 1 {
                defer!(|| say(kept));
                #[cfg(any())]
                { break }
                #[cfg(all())]
                { continue }
            }
            #[cfg(any())]
            break
        }
        if yes() {
            let kept = 4;
            defer!(|| say(kept));
            #[cfg(any())]
            { gone() }
            #[cfg(all())]
            { kept + 1 }
        } else {
            #[cfg(any())]
            gone!();
            0
        }
    } => 5, ["1", "4", "deferred"];

    blocks -> () {
        #[cfg(all())]
        {
            #[cfg(any())]
            { defer!(gone()); }
            #[cfg(all())]
            {
                let line = String::from("kept");
                #[cfg(all())]
                defer!(|| say(&line));
                #[cfg(any())]
                defer!(|| gone(&line));
                let other = String::from("moved");
                #[cfg(all())]
                defer!(move || say(&other));
            }
            say("body");
        }
    } => (), ["body", "moved", "kept"];

    // 3.7
    deferred_scopes -> () {
        defer! {
            let mut n = 1;
            #[cfg(all())]
            defer!(|| say(n));
            #[cfg(any())]
            defer!(|| gone(n));
            #[cfg(any())]
            return;
            for i in 0..3 {
                #[cfg(all())]
                defer!(say(i));
                #[cfg(all())]
                { n += 1; }
                if i == 1 { break }
            }
        }
    } => (), ["0", "1", "3"];

    // 6
    failures -> Result<u32, String> {
        #[cfg(all())]
        errdefer!(|err| say(err));
        #[cfg(any())]
        errdefer!(|err| gone(err));
        #[cfg(all())]
        okdefer!(say("succeeded"));
        for n in 0..3 {
            #[cfg(any())]
            okdefer!(gone());
            #[cfg(all())]
            defer!(|| if n == 1 { Err("in the loop")? });
            #[cfg(any())]
            gone()?;
        }
        Ok(1)
    } => Err(String::from("in the loop")), ["in the loop"];

    // By `cfg_attr`, which may ask for something else, too, or for another one.
    attributes -> u32 {
        #[allow(unused_variables)]
        let a = Named("a");
        #[cfg_attr(all(), cfg(any()))]
        return gone();
        #[cfg_attr(all(), cfg(any()), allow(unused))]
        gone()?;
        #[cfg_attr(all(), allow(unused), cfg_attr(all(), cfg(any())))]
        drop(a);
        #[cfg_attr(all(), cfg_attr(any(), cfg(any())), allow(unused))]
        defer!(say("deferred"));
        #[cfg_attr(any(), cfg(any()))]
        if no() {
            return 1;
        }
        3
    } => 3, ["deferred", "drop a"];

    three_conditions -> u32 {
        #[cfg(unix)]
        defer!(say("either"));
        #[cfg(not(unix))]
        defer!(say("either"));
        #[cfg(all(unix, not(windows)))]
        let n = 1;
        #[cfg(any(not(unix), windows))]
        let n = "1".len() as u32;
        #[cfg(debug_assertions)]
        if yes() {
            let kept = n;
            defer!(|| say(kept));
        }
        #[cfg(not(debug_assertions))]
        defer!(|| say(n));
        n
    } => 1, ["1", "either"];
}

// 5: named results, and a `return` without a value
#[test]
fn named_results() {
    #[with_defer(result)]
    fn f(n: u32) -> Result<u32, String> {
        defer!(|| {
            #[cfg(any())]
            gone(result);
            #[cfg(all())]
            if let Ok(result) = &mut result {
                *result += 1;
            }
        });
        #[cfg(any())]
        let result = gone()?;
        if n == 0 {
            #[cfg(any())]
            return gone();
            #[cfg(all())]
            return;
        }
        result = Ok(n);
        #[cfg(any())]
        Err(gone())
    }
    assert_returns(|| f(0), Ok(1), &[]);
    assert_returns(|| f(5), Ok(6), &[]);
}

// 7: a panic
#[test]
fn panics() {
    #[with_defer]
    fn goes_through() {
        #[cfg(any())]
        defer!(|| recover!());
        #[cfg(all())]
        defer!(say("deferred"));
        #[cfg(all())]
        panic!("struck");
    }
    #[with_defer]
    fn is_stopped() {
        for _ in 0..2 {
            #[cfg(all())]
            defer!(|| say(recover!().is_some()));
            #[cfg(any())]
            return gone();
            panic!("struck");
        }
    }
    assert_panics(goes_through, "struck", &["deferred"]);
    assert_returns(is_stopped, (), &["true", "true"]);
}

// 1.1: parameters, generics and receivers
#[test]
fn parameters() {
    struct List(Vec<u32>);
    impl List {
        #[with_defer]
        fn add<#[cfg(any())] G: Gone, const N: usize>(
            &mut self,
            #[cfg(any())] gone: G,
            #[cfg(all())] numbers: [u32; N],
            #[cfg(any())] _: Gone,
        ) -> Option<&mut u32> {
            defer!(say(N));
            #[cfg(any())]
            self.0.push(gone);
            #[cfg(all())]
            self.0.extend(numbers);
            self.0.last_mut()
        }
    }
    let mut list = List(vec![]);
    assert_returns(|| list.add([1, 2]).copied(), Some(2), &["2"]);
    assert_returns(|| list.add([]).map(|last| *last += 1), Some(()), &["0"]);
    assert_eq!(list.0, [1, 3]);
}

// 8: what is not there awaits nothing
#[test]
fn awaits() {
    #[with_defer]
    async fn f() -> u32 {
        pause().await;
        #[cfg(any())]
        defer!(gone().await);
        #[cfg(all())]
        defer!(pause().await);
        defer!(|| {
            #[cfg(any())]
            gone().await;
            #[cfg(all())]
            say("deferred");
        });
        let block = async {
            #[cfg(all())]
            defer!(say("block"));
            #[cfg(any())]
            return gone();
            #[cfg(all())]
            pause().await;
            1
        };
        block.await + 1
    }
    #[with_defer]
    fn sync() {
        #[cfg(any())]
        defer!(gone().await);
        defer!(say("deferred"));
    }
    assert_returns(|| block_on(f()), 2, &["block", "deferred"]);
    assert_returns(sync, (), &["deferred"]);
}

// 1.1: default bodies, of which each has its own versions
#[test]
fn traits() {
    #[with_defer]
    trait Greet {
        fn greet(&self) -> u32 {
            #[cfg(any())]
            defer!(gone());
            #[cfg(all())]
            defer!(say("greeted"));
            1
        }
        fn leave(&self);
    }
    struct Unit;
    #[with_defer]
    impl Greet for Unit {
        fn leave(&self) {
            #[cfg(all())]
            defer!(say("left"));
            #[cfg(any())]
            gone()?;
            say(self.greet());
        }
    }
    assert_returns(|| Unit.leave(), (), &["greeted", "1", "left"]);
}
