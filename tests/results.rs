//! Chapter 5: named results, which deferred calls read and change.

use defer_runtime::{defer, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, gives, say, yes};
use pretty_assertions::assert_eq;
use std::io;
use std::num::ParseIntError;

// Where a named result starts (5.1).

#[with_defer(result)]
fn zero_number() -> i32 {
    defer!(|| result += 1);
}

#[with_defer(text)]
fn zero_text() -> String {
    defer!(|| text += "!");
}

#[with_defer(result)]
fn zero_option() -> Option<i32> {
    defer!(|| say(format!("{result:?}")));
}

#[with_defer(result)]
fn zero_of_ok() -> Result<i32, String> {
    defer!(|| say(format!("{result:?}")));
}

#[with_defer(result)]
fn zero_of_ok_unit() -> Result<(), String> {
    defer!(|| say(format!("{result:?}")));
}

#[with_defer(result)]
fn zero_of_an_alias() -> io::Result<Vec<u8>> {
    defer!(|| {
        if let Ok(bytes) = &mut result {
            bytes.push(1);
        }
    });
}

#[derive(Debug, PartialEq)]
struct Settings {
    depth: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { depth: 3 }
    }
}

#[with_defer(settings)]
fn zero_of_a_type() -> Settings {
    defer!(|| settings.depth += 1);
}

#[with_defer(result)]
fn zero_of_a_parameter<T: Default + Clone>(value: T, use_it: bool) -> T {
    defer!(say("generic"));
    if use_it {
        return value.clone();
    }
}

#[with_defer(result = -1)]
fn starts_elsewhere() -> i32 {
    defer!(|| result *= 2);
}

#[with_defer(named = Named("start"))]
fn without_a_zero() -> Named {
    defer!(|| say(named.0));
}

#[with_defer(result = Err("never set".into()))]
fn starts_as_an_error(set: bool) -> Result<i32, String> {
    defer!(|| say(result.is_ok()));
    if set {
        result = Ok(1);
    }
}

#[with_defer(result = start + 1)]
fn starts_from_a_parameter(start: i32) -> i32 {
    defer!(|| result *= 10);
}

#[with_defer(found = None)]
fn starts_as_a_borrow<'a>(list: &'a [i32], wanted: i32) -> Option<&'a i32> {
    defer!(|| say(found.is_some()));
    for n in list {
        if *n == wanted {
            return Some(n);
        }
    }
}

gives! {
    starts_at_zero: zero_number() => 1, [];
    starts_empty: zero_text() => "!", [];
    starts_as_none: zero_option() => None, ["None"];
    starts_as_ok: zero_of_ok() => Ok(0), ["Ok(0)"];
    starts_as_ok_of_unit: zero_of_ok_unit() => Ok(()), ["Ok(())"];
    starts_as_ok_of_an_alias: zero_of_an_alias().unwrap() => [1], [];
    starts_at_default: zero_of_a_type() => Settings { depth: 4 }, [];
    starts_at_a_generic_default: zero_of_a_parameter(5, false) => 0, ["generic"];
    generic_is_returned: zero_of_a_parameter(5, true) => 5, ["generic"];
    starts_at_init: starts_elsewhere() => -2, [];
    starts_at_init_without_default: without_a_zero().0 => "start", ["start", "drop start"];
    starts_at_an_error: starts_as_an_error(false) => Err("never set".into()), ["false"];
    start_is_replaced: starts_as_an_error(true) => Ok(1), ["true"];
    init_names_a_parameter: starts_from_a_parameter(2) => 30, [];
    borrow_is_found: starts_as_a_borrow(&[1, 2], 2) => Some(&2), ["true"];
    borrow_is_not_found: starts_as_a_borrow(&[1, 2], 3) => None, ["false"];
}

// Every way out assigns it (5.2, 5.3).

#[with_defer(n)]
fn every_way(how: i32) -> i32 {
    defer!(|| {
        say(n);
        n += 1;
    });
    n = 10;
    match how {
        0 => return,
        1 => return 20,
        2 => return n + 30,
        3 => {
            n = 50;
            return;
        }
        4 => {}
        5 => {
            for i in 0.. {
                n = i;
                if i == 6 {
                    return;
                }
            }
        }
        6 => {
            for i in 0.. {
                if i == 7 {
                    return i;
                }
            }
        }
        _ => 'a: {
            if yes() {
                break 'a;
            }
            return 80;
        }
    }
    90
}

gives! {
    bare_return: every_way(0) => 11, ["10"];
    return_with_a_value: every_way(1) => 21, ["20"];
    return_of_itself: every_way(2) => 41, ["40"];
    bare_return_after_a_change: every_way(3) => 51, ["50"];
    tail_expression: every_way(4) => 91, ["90"];
    bare_return_from_a_loop: every_way(5) => 7, ["6"];
    return_from_a_loop: every_way(6) => 8, ["7"];
    after_a_block: every_way(7) => 91, ["90"];
}

#[with_defer(result)]
fn parsed(text: &str) -> Result<i32, ParseIntError> {
    defer!(|| match &mut result {
        Ok(n) => *n += 1,
        Err(error) => say(error),
    });
    let n: i32 = text.parse()?;
    Ok(n * 10)
}

#[with_defer(result)]
fn summed(texts: &[&str]) -> Result<i32, ParseIntError> {
    defer!(|| say(result.is_ok()));
    for text in texts {
        defer!(say(text));
        let n: i32 = text.parse()?;
        if let Ok(sum) = &mut result {
            *sum += n;
        }
    }
}

#[with_defer(result)]
fn first_even(list: &[i32]) -> Option<i32> {
    defer!(|| {
        if let Some(n) = &mut result {
            *n *= 10;
        }
    });
    let even = list.iter().find(|n| **n % 2 == 0)?;
    Some(*even)
}

#[with_defer(result)]
fn error_becomes_success() -> Result<i32, String> {
    defer!(|| {
        if result.is_err() {
            result = Ok(7);
        }
    });
    Err::<(), _>("bad")?;
    Ok(1)
}

#[with_defer(result)]
fn success_becomes_error() -> Result<i32, &'static str> {
    defer!(|| result = Err("too late"));
    Ok(1)
}

gives! {
    question_mark_on_ok: parsed("4") => Ok(41), [];
    question_mark_on_err: parsed("x").is_err() => true, ["invalid digit found in string"];
    falls_off_the_end: summed(&["1", "2"]) => Ok(3), ["1", "2", "true"];
    question_mark_in_a_loop: summed(&["1", "x", "2"]).is_err() => true, ["1", "x", "false"];
    question_mark_on_some: first_even(&[1, 2]) => Some(20), [];
    question_mark_on_none: first_even(&[1]) => None, [];
    error_is_replaced: error_becomes_success() => Ok(7), [];
    success_is_replaced: success_becomes_error() => Err("too late"), [];
}

// A variable as any other (5.1).

#[with_defer(list)]
fn body_builds_it() -> Vec<i32> {
    defer!(|| list.push(9));
    list.push(1);
    for i in 2..4 {
        defer!(list.push(i * 10));
        list.push(i);
    }
    list
}

#[with_defer(list)]
fn body_builds_it_and_falls_off() -> Vec<i32> {
    defer!(list.push(9));
    list.extend([1, 2]);
}

#[with_defer(list)]
fn body_falls_off_behind_a_branch(more: bool) -> Vec<i32> {
    defer!(list.push(9));
    if more {
        list.push(1)
    }
}

#[with_defer(n)]
fn conditional_call_changes_it(condition: bool) -> i32 {
    if condition {
        let by = 10;
        defer!(|| n *= by);
    }
    defer!(|| n += 1);
    4
}

#[with_defer(n)]
fn iterations_change_it() -> i32 {
    for i in 1..4 {
        defer!(|| n += i);
        n *= 10;
    }
}

#[with_defer(n)]
fn iteration_sees_what_is_returned() -> i32 {
    for i in 1..4 {
        defer!(|| {
            say(n);
            n += 1;
        });
        if i == 3 {
            return i * 100;
        }
    }
    0
}

fn wrap(result: &mut Result<i32, String>, context: &str) {
    if let Err(error) = result {
        *error = format!("{context}: {error}");
    }
}

#[with_defer(result)]
fn address_of_it(name: &str) -> Result<i32, String> {
    defer!(wrap(&mut result, name));
    defer!(wrap(&mut result, "inner"));
    Err("failed".into())
}

#[with_defer(n)]
fn value_of_it() -> i32 {
    defer!(say(n));
    n = 3;
    defer!(say(n));
    8
}

#[with_defer(n)]
fn shadowed() -> i32 {
    defer!(|| n += 1);
    if yes() {
        let n = 10;
        return n * 2;
    }
    0
}

#[with_defer(n)]
fn closure_returns_for_itself() -> i32 {
    defer!(|| say(n));
    let twice = |m: i32| {
        if m > 5 {
            return m;
        }
        m * 2
    };
    let sum = twice(3) + twice(7);
    say(n);
    sum
}

#[with_defer(n)]
fn without_a_deferred_block() -> i32 {
    defer!(say("deferred"));
    n = 5;
    if yes() {
        return;
    }
    6
}

#[with_defer(n)]
fn panics_all_the_same() -> i32 {
    defer!(|| say(n));
    n = 5;
    panic!("boom");
}

gives! {
    result_is_built: body_builds_it() => [1, 2, 20, 3, 30, 9], [];
    result_is_built_and_falls_off: body_builds_it_and_falls_off() => [1, 2, 9], [];
    // 5.3
    falls_off_behind_a_branch: body_falls_off_behind_a_branch(true) => [1, 9], [];
    falls_off_behind_no_branch: body_falls_off_behind_a_branch(false) => [9], [];
    conditional_call: conditional_call_changes_it(true) => 50, [];
    conditional_call_not_reached: conditional_call_changes_it(false) => 5, [];
    // ((0 * 10 + 1) * 10 + 2) * 10 + 3
    changed_by_iterations: iterations_change_it() => 123, [];
    // 4.1: assigned before the iteration's calls run
    returned_from_an_iteration: iteration_sees_what_is_returned() => 301, ["0", "1", "300"];
    address_at_exit: address_of_it("outer") => Err("outer: inner: failed".into()), [];
    value_now: value_of_it() => 8, ["3", "0"];
    shadowed_name: shadowed() => 21, [];
    return_in_a_closure: closure_returns_for_itself() => 13, ["0", "13"];
    no_block_mentions_it: without_a_deferred_block() => 5, ["deferred"];
}

#[test]
fn a_panic_returns_nothing() {
    assert_panics(panics_all_the_same, "boom", &["5"]);
}

/// 5.2: what a call replaces is dropped then.
#[test]
fn replaced_result_is_dropped() {
    #[with_defer(result = Named("start"))]
    fn body() -> Named {
        defer!(|| result = Named("changed"));
        say("body");
        Named("returned")
    }
    assert_returns(
        || body().0,
        "changed",
        &["body", "drop start", "drop returned", "drop changed"],
    );
}

// The fields of a tuple (1.2).

#[with_defer(n = 0, err = None)]
fn fields(text: &str) -> (i32, Option<String>) {
    defer!(|| {
        n += 1;
        if let Some(err) = &mut err {
            err.push('!');
        }
    });
    if text.is_empty() {
        err = Some("empty".into());
        return;
    }
    match text.parse() {
        Ok(parsed) => (parsed, None),
        Err(_) => return (-10, Some(text.into())),
    }
}

#[with_defer(a = 1, b = "x", c = vec![1])]
fn three_fields() -> (i32, &'static str, Vec<i32>) {
    defer!(|| c.push(a));
    for i in 0..3 {
        defer!(|| a += i);
        b = "y";
    }
}

gives! {
    fields_bare_return: fields("") => (1, Some("empty!".into())), [];
    fields_tail: fields("4") => (5, None), [];
    fields_return: fields("x") => (-9, Some("x!".into())), [];
    fields_fall_off: three_fields() => (4, "y", vec![1, 4]), [];
}

#[test]
fn method_with_a_named_result() {
    struct Account {
        balance: i32,
        log: Vec<String>,
    }
    impl Account {
        #[with_defer(left)]
        fn withdraw(&mut self, amount: i32) -> Result<i32, String> {
            defer!(|| self.log.push(format!("{amount} {left:?}")));
            if amount > self.balance {
                return Err("too much".into());
            }
            self.balance -= amount;
            Ok(self.balance)
        }
    }
    let mut account = Account {
        balance: 10,
        log: Vec::new(),
    };
    assert_eq!(account.withdraw(4), Ok(6));
    assert_eq!(account.withdraw(7), Err("too much".into()));
    assert_eq!(account.log, ["4 Ok(6)", "7 Err(\"too much\")"]);
}

#[test]
fn trait_method_with_a_named_result() {
    trait Titled {
        fn parts(&self) -> Vec<String>;

        #[with_defer(name)]
        fn name(&self) -> String {
            defer!(|| name.insert(0, '<'));
            defer!(name.push('>'));
            self.parts().join(".")
        }
    }
    impl Titled for i32 {
        fn parts(&self) -> Vec<String> {
            vec!["i32".into(), self.to_string()]
        }
    }
    assert_eq!(5.name(), "<i32.5>");
}

/// 3.7, 5.2: a deferred block of a deferred block changes it, too.
#[test]
fn nested_deferred_block_changes_it() {
    #[with_defer(n)]
    fn body() -> i32 {
        defer!(|| {
            defer!(|| n += 1);
            n *= 10;
        });
        4
    }
    assert_returns(body, 41, &[]);
}

/// 5.2: a `break` in the arguments of a macro that brings a loop along leaves that loop, not the function.
#[test]
fn loop_of_a_macro() {
    macro_rules! forever {
        ($step:expr) => {
            loop {
                $step
            }
        };
    }
    #[with_defer(n)]
    fn body() -> i32 {
        n = 3;
        forever!(if n == 3 { break } else { n += 1 });
        defer!(|| n += 1);
        forever!(if n == 5 { break } else { n += 1 });
        say("behind it");
        defer!(|| n *= 10);
        forever!(if n == 7 { break } else { n += 1 });
        say("and there");
        return;
    }
    assert_returns(body, 71, &["behind it", "and there"]);
}

/// 5.4: a name in an inner block may hide it where nothing means the result without naming that: what is written there is the other one, and
/// a `return` of a value gives the value.
#[test]
#[allow(clippy::redundant_closure_call)]
fn hidden_in_an_inner_block() {
    #[with_defer(n)]
    fn in_a_branch(first: Option<i32>) -> i32 {
        defer! { n += 1; }
        if let Some(mut n) = first
            && n > 0
        {
            defer!(say(n));
            n += 10;
            if n == 13 {
                return 20;
            }
            say(n);
        }
        5
    }
    assert_returns(|| in_a_branch(None), 6, &[]);
    assert_returns(|| in_a_branch(Some(2)), 6, &["12", "2"]);
    assert_returns(|| in_a_branch(Some(3)), 21, &["3"]);

    #[with_defer(n)]
    fn in_a_part_of_a_loop(words: &[&str]) -> Result<usize, String> {
        for word in words {
            defer!(say(word));
            if let Ok(n) = &mut n {
                *n += word.len();
            }
            match &n {
                Ok(n) if *n > 9 => return Err(format!("{n} letters")),
                _ => say("next"),
            }
        }
    }
    assert_returns(
        || in_a_part_of_a_loop(&["ab", "cde"]),
        Ok(5),
        &["next", "ab", "next", "cde"],
    );
    assert_returns(
        || in_a_part_of_a_loop(&["a", "long words", "b"]),
        Err("11 letters".to_owned()),
        &["next", "a", "long words"],
    );

    #[with_defer(n, error = None)]
    fn beside_a_loop(words: &[&str]) -> (i32, Option<ParseIntError>) {
        defer! { n *= 10; }
        let Some((first, words)) = words.split_first() else {
            return;
        };
        n = match first.parse() {
            Ok(n) => n,
            Err(error) => return (-1, Some(error)),
        };
        for word in words {
            let mut length = 0;
            defer! { n += length; }
            let closure = |n: &str| {
                defer!(say(n));
                n.len() as i32
            };
            length = closure(word);
        }
    }
    assert_returns(|| beside_a_loop(&["3", "ab", "c"]).0, 60, &["ab", "c"]);
    assert_returns(|| beside_a_loop(&["x", "ab"]).0, -10, &[]);
}
