//! Rule 6.5: `errdefer!` mentions what success takes along, and runs without it where there is none. Beside it 3.5: on a failure that is
//! dropped behind the deferred code.

// What it gave is read by `Debug` alone.
#![allow(dead_code)]

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::{assert_panics, gives, say};
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::task::Poll;

/// Is undone where it doesn't come to anything.
#[derive(Debug)]
struct Unit(u32);

impl Unit {
    /// Fails at the first step, or panics at the second.
    fn step(&mut self, n: u32) -> Result<u32, String> {
        self.0 += 10;
        match n {
            1 => Err("step".into()),
            2 => panic!("step"),
            _ => Ok(self.0),
        }
    }

    fn undo(&mut self) {
        say(format!("undo {}", self.0));
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
    }
}

fn undo(unit: &mut Unit) {
    unit.undo();
}

/// Says that it is evaluated.
fn next(n: u32) -> Result<u32, String> {
    say(format!("next {n}"));
    if n == 3 { Err("next".into()) } else { Ok(n) }
}

#[derive(Debug)]
struct Pair {
    a: Unit,
    b: Unit,
}

#[derive(Debug)]
struct Counted(Unit, u32);

#[derive(Debug)]
enum Held<T> {
    One(T),
    Two { first: T, n: u32 },
}

/// What it gave, dropped behind its line.
fn shown(value: impl Debug) -> String {
    let shown = format!("{value:?}");
    say("shown");
    shown
}

// The idiom, by every form of the call and as a part of every constructor.

// 6.5
#[with_defer]
fn idiom(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    unit.step(n)?;
    Ok(unit)
}

// 2.4, 6.5
#[with_defer]
fn by_address(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    errdefer!(undo(&mut unit));
    unit.step(n)?;
    Ok::<_, String>(unit)
}

// 6.2, 6.5
#[with_defer]
fn with_the_error(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    errdefer!(|error| {
        unit.undo();
        error.push_str(" undone");
    });
    unit.step(n)?;
    return Ok(unit);
}

// 6.5: what success takes along coerces there
#[with_defer]
fn boxed_as_any(n: u32) -> Result<Box<dyn Debug>, String> {
    let mut unit = Box::new(Unit(1));
    errdefer!(unit.undo());
    unit.step(n)?;
    if n == 4 {
        return Ok(unit);
    }
    Ok(unit)
}

type BoxedInParts = (Held<Box<dyn Debug>>, Option<std::rc::Rc<[u32]>>);

// 6.5: the same further in
#[with_defer]
fn boxed_in_parts(n: u32) -> Option<BoxedInParts> {
    let mut unit = Box::new(Unit(1));
    let numbers = std::rc::Rc::new([1, 2]);
    errdefer!(|| {
        unit.undo();
        say(numbers.len());
    });
    unit.step(n).ok()?;
    Some((Held::One(unit), Some(numbers)))
}

// 6.5
#[with_defer]
fn option(n: u32) -> Option<Vec<u32>> {
    let mut list = Vec::new();
    errdefer!(|| say(format!("{list:?}")));
    for i in 0..3 {
        list.push(i);
        if i == n {
            return None;
        }
    }
    Some(list)
}

// 6.5
#[with_defer]
fn control_flow(n: u32) -> ControlFlow<u32, Unit> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    if n == 1 {
        return ControlFlow::Break(1);
    }
    ControlFlow::Continue(unit)
}

// 6.5
#[with_defer]
fn poll(n: u32) -> Poll<Result<Unit, String>> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    unit.step(n)?;
    if n == 4 {
        return Poll::Pending;
    }
    Poll::Ready(Ok(unit))
}

// 6.5
#[with_defer]
fn fields(n: u32) -> Result<Pair, String> {
    let mut a = Unit(1);
    errdefer!(a.undo());
    let mut b = Unit(2);
    errdefer!(b.undo());
    if n == 4 {
        return Ok(Pair { a: b, b: a });
    }
    if n == 5 {
        return Err("five".into());
    }
    b.step(n)?;
    Ok(Pair { a, b })
}

// 4.1, 6.5
#[with_defer]
fn other_parts(n: u32) -> Result<(Unit, u32, Unit), String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    let inner = Unit(2);
    defer!(say("deferred"));
    Ok((unit, next(n)? + inner.0, inner))
}

// 6.5
#[with_defer]
fn tuple_struct(n: u32) -> Result<Counted, String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    match n {
        4 => Ok(Counted(unit, 0)),
        5 => Err("five".into()),
        _ => {
            let twice = next(n)? * 2;
            Ok(Counted(unit, twice + 1))
        }
    }
}

// 6.5
#[with_defer]
fn variants(n: u32) -> Result<Held<Unit>, String> {
    let mut first = Unit(1);
    errdefer!(first.undo());
    if n == 4 {
        Ok(Held::One(first))
    } else {
        Ok(Held::Two { first, n: next(n)? })
    }
}

// 6.5
#[with_defer]
fn generic<T: Clone + Debug>(value: T, n: u32) -> Result<Held<(T, Option<T>)>, String> {
    errdefer!(|| say(format!("undo {value:?}")));
    next(n)?;
    Ok(Held::One((value.clone(), Some(value))))
}

/// The parts are what they are expected to be.
type Asked = Box<dyn Fn(&str) -> usize>;
type Mixed = (Unit, Asked, &'static [u32], Option<u8>);

// 6.5
#[with_defer]
fn coerced(n: u32) -> Result<Mixed, String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    unit.step(n)?;
    Ok((unit, Box::new(|text| text.len()), &[1, 2], None))
}

// 6.5
#[with_defer]
fn hidden_type(n: u32) -> Result<impl Iterator<Item = u32> + Debug, String> {
    let list = vec![1, 2];
    errdefer!(|| say(list.len()));
    next(n)?;
    Ok(Rest(list))
}

/// Gives the last one first.
#[derive(Debug)]
struct Rest(Vec<u32>);

impl Iterator for Rest {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0.pop()
    }
}

// 6.5
#[with_defer]
fn copied(n: u32) -> Result<(u32, Asked), String> {
    let count = next(0)? + 7;
    errdefer!(|| say(count));
    next(n)?;
    Ok((count, Box::new(move |text| text.len() + count as usize)))
}

// 6.5
#[with_defer]
fn borrowed(unit: &mut Unit, n: u32) -> Result<&mut Unit, String> {
    errdefer!(unit.undo());
    unit.step(n)?;
    Ok(unit)
}

impl Unit {
    // 6.5
    #[with_defer]
    fn by_value(mut self, n: u32) -> Result<Self, String> {
        errdefer!(self.undo());
        self.step(n)?;
        Ok(self)
    }

    // 6.5
    #[with_defer]
    fn counted(mut unit: Self, n: u32) -> Result<Counted, String> {
        errdefer!(unit.undo());
        let n = unit.step(n)?;
        Ok(Counted(unit, n))
    }
}

gives! {
    // 3.5, 6.5
    idiom_0: shown(idiom(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    idiom_1: shown(idiom(1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    boxed_as_any_0: shown(boxed_as_any(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    boxed_as_any_1: shown(boxed_as_any(1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    boxed_as_any_4: shown(boxed_as_any(4)) => "Ok(Unit(11))", ["shown", "drop 11"];
    boxed_in_parts_0: shown(boxed_in_parts(0)) => "Some((One(Unit(11)), Some([1, 2])))", ["shown", "drop 11"];
    boxed_in_parts_1: shown(boxed_in_parts(1)) => "None", ["undo 11", "2", "drop 11", "shown"];
    by_address_0: shown(by_address(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    by_address_1: shown(by_address(1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    with_the_error_0: shown(with_the_error(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    with_the_error_1: shown(with_the_error(1)) => "Err(\"step undone\")", ["undo 11", "drop 11", "shown"];
    option_1: shown(option(1)) => "None", ["[0, 1]", "shown"];
    option_3: shown(option(3)) => "Some([0, 1, 2])", ["shown"];
    control_flow_0: shown(control_flow(0)) => "Continue(Unit(1))", ["shown", "drop 1"];
    control_flow_1: shown(control_flow(1)) => "Break(1)", ["undo 1", "drop 1", "shown"];
    poll_0: shown(poll(0)) => "Ready(Ok(Unit(11)))", ["shown", "drop 11"];
    poll_1: shown(poll(1)) => "Ready(Err(\"step\"))", ["undo 11", "drop 11", "shown"];
    poll_4: shown(poll(4)) => "Pending", ["drop 11", "shown"];
    fields_0: shown(fields(0)) => "Ok(Pair { a: Unit(1), b: Unit(12) })", ["shown", "drop 1", "drop 12"];
    fields_1: shown(fields(1)) => "Err(\"step\")", ["undo 12", "drop 12", "undo 1", "drop 1", "shown"];
    fields_4: shown(fields(4)) => "Ok(Pair { a: Unit(2), b: Unit(1) })", ["shown", "drop 2", "drop 1"];
    fields_5: shown(fields(5)) => "Err(\"five\")", ["undo 2", "drop 2", "undo 1", "drop 1", "shown"];
    other_parts_0: shown(other_parts(0)) => "Ok((Unit(1), 2, Unit(2)))", ["next 0", "deferred", "shown", "drop 1", "drop 2"];
    other_parts_3: shown(other_parts(3)) => "Err(\"next\")", ["next 3", "deferred", "drop 2", "undo 1", "drop 1", "shown"];
    tuple_struct_0: shown(tuple_struct(0)) => "Ok(Counted(Unit(1), 1))", ["next 0", "shown", "drop 1"];
    tuple_struct_3: shown(tuple_struct(3)) => "Err(\"next\")", ["next 3", "undo 1", "drop 1", "shown"];
    tuple_struct_4: shown(tuple_struct(4)) => "Ok(Counted(Unit(1), 0))", ["shown", "drop 1"];
    tuple_struct_5: shown(tuple_struct(5)) => "Err(\"five\")", ["undo 1", "drop 1", "shown"];
    variants_0: shown(variants(0)) => "Ok(Two { first: Unit(1), n: 0 })", ["next 0", "shown", "drop 1"];
    variants_3: shown(variants(3)) => "Err(\"next\")", ["next 3", "undo 1", "drop 1", "shown"];
    variants_4: shown(variants(4)) => "Ok(One(Unit(1)))", ["shown", "drop 1"];
    generic_0: shown(generic("g", 0)) => "Ok(One((\"g\", Some(\"g\"))))", ["next 0", "shown"];
    generic_3: shown(generic("g", 3)) => "Err(\"next\")", ["next 3", "undo \"g\"", "shown"];
    coerced_0: shown(coerced(0).map(|(_, asked, list, none)| (asked("abc"), list, none))) => "Ok((3, [1, 2], None))", ["drop 11", "shown"];
    coerced_1: shown(coerced(1).map(|(unit, ..)| unit)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    hidden_type_0: shown(hidden_type(0)) => "Ok(Rest([1, 2]))", ["next 0", "shown"];
    hidden_type_3: shown(hidden_type(3)) => "Err(\"next\")", ["next 3", "2", "shown"];
    copied_0: shown(copied(0).map(|(n, asked)| (n, asked("abc")))) => "Ok((7, 10))", ["next 0", "next 0", "shown"];
    copied_3: shown(copied(3).map(|(n, _)| n)) => "Err(\"next\")", ["next 0", "next 3", "7", "shown"];
    borrowed_0: shown(borrowed(&mut Unit(1), 0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    borrowed_1: shown(borrowed(&mut Unit(1), 1)) => "Err(\"step\")", ["undo 11", "shown", "drop 11"];
    by_value_0: shown(Unit(1).by_value(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    by_value_1: shown(Unit(1).by_value(1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    counted_0: shown(Unit::counted(Unit(1), 0)) => "Ok(Counted(Unit(11), 11))", ["shown", "drop 11"];
    counted_1: shown(Unit::counted(Unit(1), 1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
}

// Beside other deferred calls, and in other scopes.

// 6.1, 6.5
#[with_defer]
fn beside_others(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    okdefer!(say("succeeded"));
    errdefer!(unit.undo());
    defer!(say("always"));
    unit.step(n)?;
    Ok(unit)
}

// 6.3, 6.5
#[with_defer]
fn failed_by_another(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    defer!(next(n)?);
    unit.step(n)?;
    Ok(unit)
}

// 6.3, 6.5
#[with_defer]
fn may_fail_itself(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    errdefer!(|| {
        next(3)?;
        unit.undo();
    });
    unit.step(n)?;
    Ok(unit)
}

// 3.2, 6.5
#[with_defer]
fn conditional(n: u32) -> Result<(Unit, Unit), String> {
    let mut a = Unit(1);
    let mut b = Unit(2);
    if n > 0 {
        errdefer!(a.undo());
        errdefer!(b.undo());
    }
    a.step(n)?;
    Ok((a, b))
}

// 3.1, 6.5
#[with_defer]
fn of_an_iteration(n: u32) -> Result<Unit, String> {
    for i in 0..3 {
        let mut unit = Unit(i);
        errdefer!(unit.undo());
        if i == 1 {
            unit.step(n)?;
            return Ok(unit);
        }
    }
    Err("none".into())
}

// 3.1, 6.5
#[with_defer]
fn around_a_loop(n: u32) -> Result<(Unit, u32, Unit), String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    for i in 0..3 {
        let mut inner = Unit(i);
        errdefer!(inner.undo());
        if i == 1 {
            unit.step(n)?;
            return Ok((unit, next(n)?, inner));
        }
    }
    Err("none".into())
}

// 3.1, 6.5
#[with_defer]
fn in_a_labelled_block(n: u32) -> Result<Counted, String> {
    let mut outer = Unit(1);
    errdefer!(outer.undo());
    let left = 'block: {
        let mut unit = Unit(2);
        errdefer!(unit.undo());
        unit.step(n)?;
        if n == 4 {
            return Ok(Counted(unit, n));
        }
        if n == 5 {
            break 'block 5;
        }
        n
    };
    Ok(Counted(outer, left))
}

// 3.1, 6.5
#[with_defer]
fn of_a_closure(n: u32) -> Result<Unit, String> {
    let open = |n: u32| -> Result<Unit, String> {
        let mut unit = Unit(1);
        errdefer!(unit.undo());
        unit.step(n)?;
        Ok(unit)
    };
    open(n)
}

// 3.1, 6.5
#[with_defer]
fn of_a_closure_without_a_type(n: u32) -> Option<Unit> {
    let open = || {
        let mut unit = Unit(1);
        errdefer!(unit.undo());
        if n == 1 {
            return None;
        }
        Some(unit)
    };
    open()
}

// 3.1, 6.5
#[with_defer]
fn captured(n: u32) -> Result<Unit, String> {
    let mut unit = Unit(1);
    let open = move || -> Result<Unit, String> {
        errdefer!(unit.undo());
        unit.step(n)?;
        Ok(unit)
    };
    open()
}

// 6.5
#[with_defer]
fn inside_blocks(n: u32) -> Result<Counted, String> {
    let mut unit = Unit(1);
    errdefer!(unit.undo());
    {
        if let Some(n) = Some(n).filter(|n| *n > 3) {
            let twice = 2 * n;
            Ok(Counted(unit, twice))
        } else if n == 0 {
            return Ok(Counted(unit, next(0)?));
        } else {
            Err("else".into())
        }
    }
}

// 6.5: each of several ends gives its own value.
#[with_defer]
fn one_of_two(n: u32) -> Result<Unit, String> {
    let (mut first, mut second) = (Unit(1), Unit(2));
    errdefer!(first.undo());
    errdefer!(second.undo());
    first.step(n)?;
    match n {
        0 => Ok(first),
        4 => Ok(second),
        _ => Err("none".into()),
    }
}

gives! {
    // 3.5, 6.5
    one_of_two_0: shown(one_of_two(0)) => "Ok(Unit(11))", ["drop 2", "shown", "drop 11"];
    one_of_two_1: shown(one_of_two(1)) => "Err(\"step\")", ["undo 2", "undo 11", "drop 2", "drop 11", "shown"];
    one_of_two_4: shown(one_of_two(4)) => "Ok(Unit(2))", ["drop 11", "shown", "drop 2"];
    one_of_two_5: shown(one_of_two(5)) => "Err(\"none\")", ["undo 2", "undo 11", "drop 2", "drop 11", "shown"];
    beside_others_0: shown(beside_others(0)) => "Ok(Unit(11))", ["always", "succeeded", "shown", "drop 11"];
    beside_others_1: shown(beside_others(1)) => "Err(\"step\")", ["always", "undo 11", "drop 11", "shown"];
    failed_by_another_0: shown(failed_by_another(0)) => "Ok(Unit(11))", ["next 0", "shown", "drop 11"];
    failed_by_another_1: shown(failed_by_another(1)) => "Err(\"step\")", ["next 1", "undo 11", "drop 11", "shown"];
    failed_by_another_3: shown(failed_by_another(3)) => "Err(\"next\")", ["next 3", "undo 11", "drop 11", "shown"];
    may_fail_itself_0: shown(may_fail_itself(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    may_fail_itself_1: shown(may_fail_itself(1)) => "Err(\"step\")", ["next 3", "drop 11", "shown"];
    conditional_0: shown(conditional(0)) => "Ok((Unit(11), Unit(2)))", ["shown", "drop 11", "drop 2"];
    conditional_1: shown(conditional(1)) => "Err(\"step\")", ["undo 2", "undo 11", "drop 2", "drop 11", "shown"];
    conditional_4: shown(conditional(4)) => "Ok((Unit(11), Unit(2)))", ["shown", "drop 11", "drop 2"];
    of_an_iteration_0: shown(of_an_iteration(0)) => "Ok(Unit(11))", ["drop 0", "shown", "drop 11"];
    of_an_iteration_1: shown(of_an_iteration(1)) => "Err(\"step\")", ["drop 0", "undo 11", "drop 11", "shown"];
    around_a_loop_0: shown(around_a_loop(0)) => "Ok((Unit(11), 0, Unit(1)))", ["drop 0", "next 0", "shown", "drop 11", "drop 1"];
    around_a_loop_1: shown(around_a_loop(1)) => "Err(\"step\")", ["drop 0", "undo 1", "drop 1", "undo 11", "drop 11", "shown"];
    around_a_loop_3: shown(around_a_loop(3)) => "Err(\"next\")", ["drop 0", "next 3", "undo 1", "drop 1", "undo 11", "drop 11", "shown"];
    in_a_labelled_block_0: shown(in_a_labelled_block(0)) => "Ok(Counted(Unit(1), 0))", ["drop 12", "shown", "drop 1"];
    in_a_labelled_block_1: shown(in_a_labelled_block(1)) => "Err(\"step\")", ["undo 12", "drop 12", "undo 1", "drop 1", "shown"];
    in_a_labelled_block_4: shown(in_a_labelled_block(4)) => "Ok(Counted(Unit(12), 4))", ["drop 1", "shown", "drop 12"];
    in_a_labelled_block_5: shown(in_a_labelled_block(5)) => "Ok(Counted(Unit(1), 5))", ["drop 12", "shown", "drop 1"];
    of_a_closure_0: shown(of_a_closure(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    of_a_closure_1: shown(of_a_closure(1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    of_a_closure_without_a_type_0: shown(of_a_closure_without_a_type(0)) => "Some(Unit(1))", ["shown", "drop 1"];
    of_a_closure_without_a_type_1: shown(of_a_closure_without_a_type(1)) => "None", ["undo 1", "drop 1", "shown"];
    captured_0: shown(captured(0)) => "Ok(Unit(11))", ["shown", "drop 11"];
    captured_1: shown(captured(1)) => "Err(\"step\")", ["undo 11", "drop 11", "shown"];
    inside_blocks_0: shown(inside_blocks(0)) => "Ok(Counted(Unit(1), 0))", ["next 0", "shown", "drop 1"];
    inside_blocks_1: shown(inside_blocks(1)) => "Err(\"else\")", ["undo 1", "drop 1", "shown"];
    inside_blocks_4: shown(inside_blocks(4)) => "Ok(Counted(Unit(1), 8))", ["shown", "drop 1"];
}

// 6.5, 7.1
#[test]
fn on_a_panic() {
    assert_panics(|| idiom(2), "step", &["undo 11", "drop 11"]);
    assert_panics(|| fields(2), "step", &["undo 12", "drop 12", "undo 1", "drop 1"]);
    assert_panics(
        || around_a_loop(2),
        "step",
        &["drop 0", "undo 1", "drop 1", "undo 11", "drop 11"],
    );
}
