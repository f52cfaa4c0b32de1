//! Rule 3.5 where ways out differ in what they move: what is kept, and what isn't, as the manual's table of the drop order has it.
//! `model` holds random functions against the same with guards.

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
