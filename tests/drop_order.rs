//! Rule 3.5 where ways out differ in what they move: what is kept, and what isn't, as the manual's table of the drop order has it.
//! `model` holds random functions against the same with guards.

#![allow(clippy::never_loop, clippy::needless_return)]

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::poll::{drop_after, finish};
use defer_tests::{Named, assert_panics, assert_returns, pause, say, trace};
use pretty_assertions::assert_eq;

fn check(is_early: bool) -> Option<()> {
    (!is_early).then_some(())
}

fn is_taken(_: Named) -> bool {
    true
}

const KEPT: [&str; 2] = ["deferred", "drop local"];
const NOT_KEPT: [&str; 2] = ["drop local", "deferred"];

#[test]
fn what_another_way_out_moves() {
    #[with_defer]
    fn argument(is_early: bool) -> Option<()> {
        let local = Named("local");
        defer!(say("deferred"));
        check(is_early)?;
        drop(local);
        None
    }
    assert_returns(|| argument(true), None, &KEPT);

    #[with_defer]
    fn branch(is_early: bool) {
        let local = Named("local");
        defer!(say("deferred"));
        if !is_early {
            drop(local);
        }
    }
    assert_returns(|| branch(true), (), &KEPT);

    #[with_defer]
    fn method(is_early: bool) -> Option<Named> {
        let local = Some(Named("local"));
        defer!(say("deferred"));
        check(is_early)?;
        Option::map(local, |local| local)
    }
    assert_returns(|| method(true).is_none(), true, &KEPT);

    #[with_defer]
    fn local_of_its_own(is_early: bool) -> Option<Named> {
        let local = (Named("local"), 1);
        defer!(say("deferred"));
        check(is_early)?;
        let taken = local;
        let (local, _) = taken;
        Some(local)
    }
    assert_returns(|| local_of_its_own(true).is_none(), true, &KEPT);

    #[with_defer]
    fn branch_of_its_own(is_early: bool) {
        let local = Named("local");
        defer!(say("deferred"));
        if !is_early {
            if is_taken(local) {
                say("taken");
            }
        }
    }
    assert_returns(|| branch_of_its_own(true), (), &KEPT);

    #[with_defer]
    fn in_a_loop(is_early: bool) {
        let local = Named("local");
        defer!(say("deferred"));
        for is_last in [false, true] {
            if is_last && !is_early {
                drop(local);
                break;
            }
        }
    }
    assert_returns(|| in_a_loop(true), (), &KEPT);

    #[with_defer]
    fn in_front_of_a_loop(is_early: bool) -> Option<()> {
        let local = Named("local");
        defer!(say("deferred"));
        for i in {
            say(local.0.len());
            check(is_early)?;
            drop(local);
            0..1
        } {
            defer!(say(i));
        }
        Some(())
    }
    assert_returns(|| in_front_of_a_loop(true), None, &["5", "deferred", "drop local"]);
    assert_returns(
        || in_front_of_a_loop(false),
        Some(()),
        &["5", "drop local", "0", "deferred"],
    );
}

impl Changed for Named {
    fn changed(self) -> Self {
        Named("changed")
    }
}

trait Changed {
    fn changed(self) -> Self;
}

/// What is made from itself, where no borrow by way of it can be what is returned.
#[test]
fn what_is_made_from_itself() {
    const CHANGED: [&str; 3] = ["drop local", "deferred", "drop changed"];

    #[with_defer]
    fn in_a_function() {
        let mut local = Named("local");
        defer!(say("deferred"));
        local = local.changed();
    }
    assert_returns(in_a_function, (), &CHANGED);

    #[with_defer]
    fn in_closures() {
        let closure = |how: u32| {
            let mut local = Named("local");
            defer!(|| {
                if how == 0 {
                    return;
                }
                say("deferred");
            });
            local = local.changed();
            if how == 1 {
                return;
            }
            for _ in 0..how {}
        };
        closure(1);
        closure(2);
    }
    assert_returns(in_closures, (), &[CHANGED, CHANGED].concat());

    #[with_defer]
    async fn in_async_blocks_and_closures() {
        async {
            let mut local = Named("local");
            defer!(say("deferred"));
            pause().await;
            local = local.changed();
        }
        .await;
        let closure = async |mut local: Named| {
            defer!(say("deferred"));
            local = local.changed();
            pause().await;
        };
        closure(Named("local")).await;
    }
    assert_returns(
        || finish(in_async_blocks_and_closures()),
        (),
        &[CHANGED, CHANGED].concat(),
    );
}

/// What an iteration moves and gives a new value, where a deferred call of it fails: that is dropped where it is declared.
#[test]
fn what_comes_back_from_an_iteration_that_fails() {
    const IN_PLACE: [&str; 3] = ["deferred", "drop later", "drop local"];

    fn same(named: Named) -> Named {
        named
    }

    #[with_defer]
    fn parameter(mut local: Named) -> Result<(), ()> {
        let _later = Named("later");
        defer!(say("deferred"));
        for _ in 0..2 {
            defer!(Err(())?);
            local = same(local);
        }
        drop(local);
        Ok(())
    }
    assert_returns(|| parameter(Named("local")), Err(()), &IN_PLACE);

    #[with_defer]
    fn call_that_may_not_be_reached(is_early: bool) -> Result<usize, ()> {
        let (mut local, _later) = (Named("local"), Named("later"));
        defer!(say("deferred"));
        let found = loop {
            if is_early {
                okdefer!(Err(())?);
            }
            local = same(local);
            if is_early {
                break local.0.len();
            }
        };
        drop(local);
        Ok(found)
    }
    assert_returns(|| call_that_may_not_be_reached(true), Err(()), &IN_PLACE);

    #[with_defer(result)]
    fn out_of_two_loops() -> Result<(), ()> {
        let mut local = Named("local");
        let _later = Named("later");
        defer!(say("deferred"));
        'outer: for _ in 0..2 {
            for n in 0..1 {
                defer!(Err(())?);
                local = same(local);
                if n == 0 {
                    continue 'outer;
                }
            }
        }
        drop(local);
    }
    assert_returns(out_of_two_loops, Err(()), &IN_PLACE);

    #[with_defer(scope = block)]
    fn block() -> Result<(), ()> {
        let closure = |mut local: Named| -> Result<(), ()> {
            let _later = Named("later");
            defer!(say("deferred"));
            {
                defer!(Err(())?);
                local = same(local);
            }
            drop(local);
            Ok(())
        };
        closure(Named("local"))
    }
    assert_returns(block, Err(()), &IN_PLACE);

    #[with_defer]
    async fn awaits(mut local: Named) -> Result<(), ()> {
        let _later = Named("later");
        defer!(say("deferred"));
        for _ in 0..2 {
            defer!(|| {
                pause().await;
                Err(())?;
            });
            local = same(local);
            pause().await;
        }
        drop(local);
        Ok(())
    }
    assert_returns(|| finish(awaits(Named("local"))), Err(()), &IN_PLACE);
}

#[test]
fn exceptions() {
    #[with_defer]
    fn panics(is_early: bool) {
        let local = Named("local");
        defer!(say("deferred"));
        check(is_early).expect("it is late");
        drop(local);
    }
    assert_panics(|| panics(true), "it is late", &NOT_KEPT);

    #[with_defer]
    async fn is_dropped() {
        let local = Named("local");
        defer!(say("deferred"));
        pause().await;
        assert_ne!(local.0, "");
        drop(local);
    }
    assert_eq!(trace(|| assert_eq!(drop_after(1, is_dropped()), None)), NOT_KEPT);

    macro_rules! leave {
        () => {
            return None
        };
    }
    #[with_defer]
    fn hidden(is_early: bool) -> Option<()> {
        let local = Named("local");
        defer!(say("deferred"));
        if is_early {
            leave!();
        }
        drop(local);
        Some(())
    }
    assert_returns(|| hidden(true), None, &NOT_KEPT);
}

#[test]
fn differences() {
    #[with_defer]
    fn late(is_early: bool) {
        let local;
        defer!(say("deferred"));
        if is_early {
            local = Named("local");
            say(local.0);
        } else {
            say("nothing");
        }
    }
    assert_returns(|| late(true), (), &["local", "drop local", "deferred"]);

    #[with_defer]
    fn made_from_itself_where_a_borrow_may_be_returned() -> usize {
        let closure = || {
            let mut local = Named("local");
            defer!(say("deferred"));
            local = local.changed();
            say(local.0);
            1
        };
        closure()
    }
    assert_returns(
        made_from_itself_where_a_borrow_may_be_returned,
        1,
        &["drop local", "changed", "drop changed", "deferred"],
    );
}

/// What deferred code moves in a scope that is left by data: it is reached, or isn't, and the scope goes on or is left.
#[test]
fn what_deferred_code_moves() {
    #[with_defer]
    fn in_a_loop(is_reached: bool, is_left: bool) {
        for _ in 0..1 {
            let local = Named("local");
            defer!(say("deferred"));
            if (if is_reached {
                defer!(|| drop(local));
                0
            } else {
                1
            }) == u8::from(is_left)
            {
                break;
            }
        }
    }
    #[with_defer]
    fn in_a_labelled_block(is_reached: bool, is_left: bool) -> Option<()> {
        'block: {
            let local = Named("local");
            defer!(say("deferred"));
            if is_reached {
                defer!(|| drop(local));
                check(is_left)?;
            } else if is_left {
                break 'block;
            }
        }
        None
    }
    #[with_defer]
    fn by_a_return_from_a_loop(is_reached: bool, is_left: bool) -> Option<()> {
        loop {
            let local = Named("local");
            defer!(say("deferred"));
            'inner: {
                if is_reached {
                    okdefer!(|| drop(local));
                    break 'inner;
                }
            }
            check(is_left)?;
            return None;
        }
    }
    #[with_defer(scope = block)]
    fn in_a_block(is_reached: bool, is_left: bool) -> Option<()> {
        {
            let local = Named("local");
            defer!(say("deferred"));
            if is_reached {
                defer!(|| drop(local));
                check(is_left)?;
            }
            check(is_left)?;
        }
        None
    }
    for is_left in [false, true] {
        assert_returns(|| in_a_loop(true, is_left), (), &NOT_KEPT);
        assert_returns(|| in_a_loop(false, is_left), (), &NOT_KEPT);
        for function in [in_a_labelled_block, by_a_return_from_a_loop, in_a_block] {
            assert_returns(|| function(true, is_left), None, &NOT_KEPT);
        }
        for function in [in_a_labelled_block, by_a_return_from_a_loop] {
            assert_returns(|| function(false, is_left), None, &NOT_KEPT);
        }
        // There a call that isn't reached isn't in the scope.
        assert_returns(|| in_a_block(false, is_left), None, &KEPT);
    }
}

/// 3.5: what is moved, and gets a new value in a loop, is there behind it if each way there gives it one, and isn't if each moves it.
#[test]
fn what_a_loop_gives_a_new_value() {
    #[with_defer]
    fn moved_again(rounds: u32) {
        let mut local = Named("first");
        defer!(say("deferred"));
        is_taken(local);
        for _ in 0..rounds {
            local = Named("local");
            is_taken(local);
        }
    }
    assert_returns(|| moved_again(0), (), &["drop first", "deferred"]);
    assert_returns(|| moved_again(1), (), &["drop first", "drop local", "deferred"]);

    #[with_defer]
    fn there_at_the_break(rounds: u32) {
        let mut local = Named("first");
        defer!(say("deferred"));
        is_taken(local);
        let mut round = 0;
        loop {
            local = Named("local");
            if round == rounds {
                break;
            }
            is_taken(local);
            round += 1;
        }
    }
    assert_returns(|| there_at_the_break(0), (), &["drop first", "deferred", "drop local"]);
    let lines = ["drop first", "drop local", "deferred", "drop local"];
    assert_returns(|| there_at_the_break(1), (), &lines);

    #[with_defer]
    fn given_behind_it(rounds: u32) {
        let mut local = Named("first");
        defer!(say("deferred"));
        is_taken(local);
        for _ in 0..rounds {
            local = Named("in it");
            let _ = &local;
        }
        local = Named("local");
    }
    assert_returns(|| given_behind_it(0), (), &["drop first", "deferred", "drop local"]);
    let lines = ["drop first", "drop in it", "deferred", "drop local"];
    assert_returns(|| given_behind_it(1), (), &lines);

    #[with_defer]
    fn left_by_a_question(is_early: bool) -> Option<()> {
        let mut local = Named("first");
        defer!(say("deferred"));
        is_taken(local);
        for _ in 0..2 {
            local = Named("local");
            check(is_early)?;
            is_taken(local);
        }
        None
    }
    assert_returns(
        || left_by_a_question(true),
        None,
        &["drop first", "deferred", "drop local"],
    );
    let lines = ["drop first", "drop local", "drop local", "deferred"];
    assert_returns(|| left_by_a_question(false), None, &lines);
}

/// 3.5, 6.5: what a way out in front of an `errdefer!` moves, and a success behind it takes along from behind that.
#[test]
fn what_is_moved_in_front_of_the_call_for_failures() {
    fn at(way: u32, here: u32) -> Result<(), u32> {
        if way == here { Err(here) } else { Ok(()) }
    }

    #[with_defer]
    fn returned(way: u32) -> Result<Named, u32> {
        let local = Named("local");
        defer!(say("deferred"));
        at(way, 1)?;
        if way == 2 {
            return Ok(local);
        }
        errdefer!(say(local.0));
        at(way, 3)?;
        Ok(local)
    }

    #[with_defer]
    fn moved(way: u32) -> Result<Named, u32> {
        let local = Named("local");
        defer!(say("deferred"));
        at(way, 1)?;
        if way == 2 {
            is_taken(local);
            return Err(2);
        }
        errdefer!(say(local.0));
        at(way, 3)?;
        Ok(local)
    }

    #[with_defer]
    fn of_a_loop(way: u32) -> Result<Named, u32> {
        let local = Named("local");
        defer!(say("deferred"));
        loop {
            at(way, 1)?;
            if way == 2 {
                return Ok(local);
            }
            errdefer!(say(local.0));
            at(way, 3)?;
            return Ok(local);
        }
    }

    #[with_defer]
    fn of_a_closure(way: u32) -> Result<Named, u32> {
        let closure = || {
            let local = Named("local");
            defer!(say("deferred"));
            if way == 2 {
                return Ok(local);
            }
            if way == 1 {
                return Err(1);
            }
            errdefer!(say(local.0));
            if way == 3 { Err(3) } else { Ok(local) }
        };
        closure()
    }

    #[with_defer(scope = block)]
    fn of_a_block(way: u32) -> Result<Named, u32> {
        let local = Named("local");
        if way < 4 {
            defer!(say("deferred"));
            at(way, 1)?;
            if way == 2 {
                return Ok(local);
            }
            errdefer!(say(local.0));
            at(way, 3)?;
            return Ok(local);
        }
        Err(way)
    }

    #[with_defer]
    async fn awaits(way: u32) -> Result<Named, u32> {
        let local = Named("local");
        defer!(say("deferred"));
        at(way, 1)?;
        if way == 2 {
            return Ok(local);
        }
        errdefer!(say(local.0));
        pause().await;
        at(way, 3)?;
        Ok(local)
    }

    #[with_defer]
    #[allow(unreachable_code)]
    fn of_unreachable_code() -> Result<Named, u32> {
        let local = Named("local");
        defer!(say("deferred"));
        return Ok(local);
        errdefer!(say(local.0));
        return Ok(local);
    }

    type Table = [fn(u32) -> Result<Named, u32>; 6];
    let functions: Table = [
        returned,
        of_a_loop,
        of_a_closure,
        of_a_block,
        |way| finish(awaits(way)),
        moved,
    ];
    for (place, function) in functions.into_iter().enumerate() {
        assert_returns(|| function(0).is_ok(), true, &KEPT);
        assert_returns(|| function(1).is_err(), true, &KEPT);
        let is_moved = place == functions.len() - 1;
        let lines = if is_moved { &NOT_KEPT } else { &KEPT };
        assert_returns(|| function(2).is_err(), is_moved, lines);
        assert_returns(|| function(3).is_err(), true, &["local", "deferred", "drop local"]);
    }
    assert_returns(|| of_unreachable_code().is_ok(), true, &KEPT);
}

/// A guard, as the model's are.
struct Guard(&'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        say(self.0);
    }
}

/// Functions beside the same ones with a guard in the place of each deferred call: both say the same on each way.
macro_rules! beside_guards {
    ($($name:ident($way:ident) { $($body:tt)* })*) => {
        $(
            #[with_defer]
            #[allow(unused_assignments)]
            fn $name($way: u32) -> Result<(), u32> { $($body)* }
        )*
        mod guards {
            use super::*;
            macro_rules! defer {
                (say($line:literal)) => { let _guard = Guard($line); };
            }
            $(#[allow(unused_assignments)] pub fn $name($way: u32) -> Result<(), u32> { $($body)* })*
        }
        $(
            for way in 0..8 {
                let lines = trace(|| say(format!("{:?}", guards::$name(way))));
                assert_eq!(trace(|| say(format!("{:?}", $name(way)))), lines, "{} {way}", stringify!($name));
            }
        )*
    };
}

fn at(way: u32, here: u32) -> Result<(), u32> {
    if way == here { Err(here) } else { Ok(()) }
}

fn made(way: u32, here: u32, name: &'static str) -> Result<Named, u32> {
    at(way, here).map(|()| Named(name))
}

/// 3.5: what a way out of a loop body or inner block moves, and gets a new value where that goes on.
#[test]
fn what_gets_a_new_value_behind_a_loop() {
    beside_guards! {
        moved(_way) {
            let mut local = Named("first");
            loop {
                defer!(say("deferred"));
                is_taken(local);
                break;
            }
            local = Named("local");
            say(local.0);
            Ok(())
        }
        moved_at_one_break(way) {
            let (mut local, _other) = (Named("first"), Named("other"));
            loop {
                defer!(say("deferred"));
                defer!(say("second"));
                if way == 1 {
                    break;
                }
                is_taken(local);
                if way == 2 {
                    return Err(2);
                }
                break;
            }
            say("between");
            local = Named("local");
            at(way, 3)?;
            is_taken(local);
            Ok(())
        }
        moved_in_one_arm(way) {
            let mut local = Named("first");
            for round in 0..3 {
                defer!(say("deferred"));
                match way {
                    1 => { is_taken(local); }
                    2 if round == 0 => continue,
                    3 => return Err(3),
                    _ => at(way, 4)?,
                }
                break;
            }
            say("between");
            local = made(way, 5, "local")?;
            say(local.0);
            Ok(())
        }
        in_a_closure_around(way) {
            let mut local = Named("first");
            defer!(say("end"));
            loop {
                defer!(say("deferred"));
                at(way, 1)?;
                if way == 2 {
                    break;
                }
                is_taken(local);
                at(way, 3)?;
                break;
            }
            at(way, 4)?;
            local = Named("local");
            say("between");
            at(way, 5)?;
            if way == 6 {
                is_taken(local);
            }
            Ok(())
        }
        of_each_iteration(way) {
            let mut local = Named("first");
            let mut round = 0;
            while round < 3 {
                round += 1;
                local = Named("local");
                defer!(say("deferred"));
                if way == round {
                    is_taken(local);
                    continue;
                }
                if way == 4 {
                    is_taken(local);
                }
            }
            say("between");
            local = Named("last");
            say(local.0);
            Ok(())
        }
        of_a_labelled_block(way) {
            let mut local = Named("first");
            'block: {
                defer!(say("deferred"));
                if way == 1 {
                    is_taken(local);
                    break 'block;
                }
                if way == 2 {
                    break 'block;
                }
                at(way, 3)?;
            }
            local = Named("local");
            say(local.0);
            Ok(())
        }
        to_a_loop_around(way) {
            let mut local = Named("first");
            'outer: loop {
                for round in 0..2 {
                    defer!(say("deferred"));
                    if way == 1 {
                        is_taken(local);
                        break 'outer;
                    }
                    if way == 2 || way == 3 && round == 1 {
                        break 'outer;
                    }
                }
                break;
            }
            local = Named("local");
            say(local.0);
            Ok(())
        }
        read_in_a_branch(way) {
            let mut local = Named("first");
            let found = loop {
                defer!(say("deferred"));
                if way == 1 {
                    is_taken(local);
                    break 3;
                }
                if way == 2 {
                    break 1;
                }
                break 4;
            };
            if found > 1 {
                local = Named("local");
                say(local.0);
            }
            Ok(())
        }
    }
}

/// 3.5: a local that some way has moved is dropped where it gets a new value, though a way out in between keeps it.
#[test]
fn what_gets_a_new_value_is_dropped_there() {
    beside_guards! {
        made_from_what_holds_it(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            let held = if way == 1 { Some(local) } else { None };
            if way == 2 {
                say("nothing");
            } else {
                local = held.unwrap_or_else(|| Named("local"));
                say("between");
            }
            say("end");
            Ok(())
        }
        behind_a_branch(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            if way == 1 {
                is_taken(local);
            }
            at(way, 2)?;
            local = made(way, 3, "local")?;
            say("between");
            at(way, 4)?;
            is_taken(local);
            say("end");
            Ok(())
        }
        in_another_branch(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            match way {
                1 => { is_taken(local); }
                2 => return Err(2),
                _ => {}
            }
            at(way, 3)?;
            match way {
                4 => local = Named("of an arm"),
                1 | 5 => {
                    local = Named("local");
                    say("between");
                }
                _ => {}
            }
            at(way, 5)
        }
        behind_a_loop(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            for round in 0..2 {
                if way == round {
                    is_taken(local);
                    break;
                }
            }
            at(way, 3)?;
            local = Named("local");
            say(local.0);
            Ok(())
        }
        of_a_closure(way) {
            let mut captured = Named("captured");
            let closure = || {
                let mut local = Named("first");
                defer!(say("deferred"));
                if way == 1 {
                    is_taken(local);
                    is_taken(captured);
                }
                if way == 2 {
                    return Err(2);
                }
                local = Named("local");
                captured = Named("other");
                say(local.0);
                say(captured.0);
                Ok(())
            };
            closure()
        }
    }
}

/// 3.5: a loop body whose end is never reached is followed by no other iteration, which what it moves would be missing in.
#[test]
fn what_is_moved_in_a_last_iteration() {
    beside_guards! {
        in_a_closure(way) {
            let (_other, local) = (Named("other"), Named("local"));
            let closure = || {
                loop {
                    defer!(say("deferred"));
                    if way == 1 {
                        break;
                    }
                    is_taken(local);
                    return;
                }
            };
            closure();
            Ok(())
        }
        by_both_branches(way) {
            let local = Named("local");
            loop {
                defer!(say("deferred"));
                if way == 1 {
                    break;
                } else {
                    is_taken(local);
                    return Err(2);
                }
            }
            Ok(())
        }
        behind_two_calls(way) {
            let local = Named("local");
            let closure = || loop {
                defer!(say("deferred"));
                if way == 1 {
                    break Ok(());
                }
                is_taken(local);
                defer!(say("second"));
                match way {
                    2 => break Err(2),
                    3 => return Ok(()),
                    _ => break Ok(()),
                }
            };
            closure()
        }
    }
}

/// 3.5: what is moved, and gets a new value in some iterations of a loop, is there behind it, and where it begins again, or isn't.
#[test]
fn what_may_get_a_new_value_in_a_loop() {
    beside_guards! {
        in_a_while(way) {
            let (mut local, _other) = (Named("first"), Named("other"));
            defer!(say("deferred"));
            is_taken(local);
            let mut round = 0;
            while round < way {
                round += 1;
                local = made(round, 4, "local")?;
                say(local.0);
            }
            say("behind");
            at(way, 3)
        }
        by_a_closure(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            drop(move || is_taken(local));
            for round in 0..way {
                if round == 1 {
                    local = Named("second");
                } else if round == 3 {
                    local = Named("fourth");
                    break;
                }
                say("round");
            }
            Ok(())
        }
        by_a_continue(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            is_taken(local);
            for round in 0..4 {
                local = Named("local");
                if round == way {
                    continue;
                }
                at(way, 4)?;
                is_taken(local);
            }
            at(way, 5)
        }
        in_an_endless_loop(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            defer!(say("second"));
            is_taken(local);
            let mut round = 0;
            loop {
                at(way, round)?;
                local = Named("local");
                say(local.0);
                round += 1;
                match way {
                    5 if round == 2 => return Err(5),
                    6 if round == 3 => break,
                    7 if round == 4 => {
                        is_taken(local);
                        break;
                    }
                    _ => {}
                }
            }
            Ok(())
        }
        what_is_there_at_first_or_not(way) {
            let mut local = Named("first");
            defer!(say("deferred"));
            if way == 1 {
                is_taken(local);
            }
            at(way, 2)?;
            for round in 0..3 {
                for _ in 0..round {
                    local = Named("local");
                    if way == 3 {
                        break;
                    }
                    at(way, 4)?;
                }
                let local = "of the body";
                say(local);
            }
            at(way, 5)
        }
    }
}

/// The same in an async function.
#[test]
fn what_may_get_a_new_value_in_a_loop_that_awaits() {
    #[with_defer]
    async fn awaits(rounds: u32) {
        let mut local = Named("first");
        defer!(say("deferred"));
        is_taken(local);
        for _ in 0..rounds {
            pause().await;
            local = Named("local");
            say(local.0);
        }
    }
    assert_returns(|| finish(awaits(0)), (), &["drop first", "deferred"]);
    let lines = ["drop first", "local", "drop local", "local", "deferred", "drop local"];
    assert_returns(|| finish(awaits(2)), (), &lines);
}

/// 3.5: what is used behind a branch is there, whatever another branch did that ends the program.
#[test]
fn used_behind_a_branch_that_ends_the_program() {
    #[with_defer]
    fn moved(ends: bool) -> Result<Named, ()> {
        let local = Named("local");
        defer!(say("deferred"));
        if ends {
            drop(local);
            std::process::exit(1);
        }
        say(local.0);
        check(true).ok_or(())?;
        Ok(local)
    }
    assert_returns(|| moved(false).map(drop), Err(()), &["local", "deferred", "drop local"]);

    #[with_defer]
    fn late(begins: bool) -> Result<(), ()> {
        let local;
        defer!(say("deferred"));
        if begins {
            local = Named("local");
        } else {
            std::process::exit(1);
        }
        say(local.0);
        check(true).ok_or(())?;
        let _moved = Some(local);
        Ok(())
    }
    assert_returns(|| late(true), Err(()), &["local", "deferred", "drop local"]);

    #[with_defer]
    fn in_a_branch(begins: bool) {
        let local: Named;
        if begins {
            local = Named("local");
        } else {
            defer!(say("deferred"));
            std::process::exit(1);
        }
        say(local.0);
    }
    assert_returns(|| in_a_branch(true), (), &["local", "drop local"]);
}

/// 3.5: an iteration that ends by `continue`, behind a loop with deferred calls.
#[test]
fn what_an_iteration_that_goes_on_keeps() {
    #[with_defer]
    fn goes_on(n: u32) {
        for i in 0..2 {
            let local = Named("local");
            if n > i {
                defer!(say("deferred"));
            } else {
                drop(local);
                return;
            }
            if (loop {
                let other = Named("other");
                if n > 1 {
                    break n;
                }
                errdefer!(drop(other));
            }) > 1
            {
                defer!(say("second"));
            }
            continue;
        }
    }
    let each = ["drop other", "second", "deferred", "drop local"];
    assert_returns(|| goes_on(2), (), &[each, each].concat());
}
