//! Locals that get their value behind deferred calls: `let x;` means what it means without the attribute (3.1, 3.2).

// They are declared without a value on purpose.
#![allow(clippy::never_loop, clippy::needless_late_init)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{Named, assert_returns, gives, say};
use std::mem::size_of_val;

fn check(n: u32) -> Result<String, String> {
    if n == 1 { Ok("one".into()) } else { Err("bad".into()) }
}

#[with_defer]
fn in_a_branch(c: bool) -> u32 {
    let n;
    if c {
        defer!(say("end"));
        n = 1;
    } else {
        n = 2;
    }
    n
}

#[with_defer]
fn in_a_branch_beside_what_lives_on(c: bool) -> u32 {
    let n;
    if c {
        let k = 7;
        defer!(|| say(k));
        n = k;
    } else {
        n = 2;
    }
    n
}

#[with_defer]
fn two_calls() -> String {
    let l: String;
    defer!(say("a"));
    defer!(say("b"));
    l = String::from("l");
    l
}

#[with_defer]
fn two_calls_and_no_use() {
    let l: String;
    defer!(say("a"));
    defer!(say("b"));
    l = String::new();
    let _ = &l;
}

#[with_defer]
fn three_calls(c: bool) -> u32 {
    let l;
    defer!(say("a"));
    defer!(say("b"));
    defer!(say("c"));
    if c {
        l = 1
    } else {
        l = 2
    }
    l
}

#[with_defer]
fn two_calls_one_conditional(c: bool) -> u32 {
    let l;
    defer!(say("a"));
    if c {
        defer!(say("b"));
        l = 1
    } else {
        l = 2
    }
    defer!(say(l));
    l
}

#[with_defer]
fn of_a_pattern(c: bool) -> u32 {
    let (a, mut b);
    defer!(say("a"));
    a = 1;
    b = 2;
    if c {
        b += a;
    }
    b
}

#[with_defer]
fn of_a_pattern_one_by_one(c: bool) -> u32 {
    let (a, mut b);
    defer!(say("a"));
    a = 1;
    defer!(say(a));
    b = 2;
    if c {
        b += a;
    }
    b
}

#[with_defer]
fn of_a_typed_pattern(c: bool) -> u32 {
    let (a, mut b): (u32, u32);
    defer!(say("a"));
    defer!(say("q"));
    a = 1;
    b = 2;
    if c {
        b += a;
    }
    b
}

#[with_defer]
fn of_a_pattern_in_a_branch(c: bool) -> u32 {
    let (a, mut b);
    if c {
        defer!(say("a"));
        a = 1;
        b = 2;
    } else {
        a = 5;
        b = 6;
    }
    b += a;
    b
}

#[with_defer]
fn of_a_pattern_beside_what_lives_on(c: bool) -> u32 {
    let (a, mut b);
    if c {
        let k = 4;
        defer!(|| say(k));
        a = 1;
        b = 2;
    } else {
        a = 5;
        b = 6;
    }
    b += a;
    b
}

#[with_defer]
fn typed_branch(c: bool) -> u64 {
    let n: u64;
    if c {
        defer!(say("end"));
        n = 1;
    } else {
        n = 2;
    }
    n
}

#[with_defer]
fn coerced(c: bool) -> String {
    let n: Box<dyn std::fmt::Display>;
    if c {
        let k = 2;
        defer!(|| say(k));
        n = Box::new(1);
    } else {
        n = Box::new("x");
    }
    n.to_string()
}

#[with_defer]
fn one_branch_only(c: bool) -> u32 {
    let n;
    if c {
        defer!(say("end"));
        n = 1;
        say(n);
    }
    5
}

#[with_defer]
fn one_branch_only_named(c: bool) -> u32 {
    let n;
    if c {
        let k = 3;
        defer!(|| say(k));
        n = 1;
        say(n);
    }
    5
}

#[with_defer]
fn one_branch_return(c: bool) -> u32 {
    let n;
    if c {
        let k = 3;
        defer!(|| say(k));
        n = 1;
    } else {
        return 9;
    }
    n
}

#[with_defer]
fn loop_break() -> u32 {
    let n;
    let mut i = 0;
    loop {
        defer!(say(i));
        i += 1;
        if i == 3 {
            n = i;
            break;
        }
    }
    n
}

#[with_defer]
fn loop_break_two() -> u32 {
    let n;
    let mut i = 0;
    loop {
        defer!(say(i));
        defer!(say("z"));
        i += 1;
        if i == 3 {
            n = i;
            break;
        }
    }
    n
}

#[with_defer]
fn loop_break_cond() -> u32 {
    let n;
    let mut i = 0;
    loop {
        i += 1;
        if i == 3 {
            defer!(say(i));
            n = i;
            break;
        }
    }
    n
}

#[with_defer]
fn loop_break_cond_named() -> u32 {
    let n;
    let mut i = 0;
    loop {
        i += 1;
        if i == 3 {
            let k = i * 2;
            defer!(|| say(k));
            n = i;
            break;
        }
    }
    n
}

#[with_defer]
fn loop_break_outer() -> u32 {
    let n;
    defer!(say("o"));
    let mut i = 0;
    loop {
        defer!(say(i));
        i += 1;
        if i == 3 {
            n = i;
            break;
        }
    }
    n
}

#[with_defer]
fn loop_break_outer_two() -> u32 {
    let n;
    defer!(say("o"));
    defer!(say("p"));
    let mut i = 0;
    loop {
        defer!(say(i));
        defer!(say("z"));
        i += 1;
        if i == 3 {
            n = i;
            break;
        }
    }
    n
}

#[with_defer]
fn loop_inner() -> u32 {
    let mut s = 0;
    for i in 0..3 {
        let n;
        defer!(say("i"));
        defer!(say("j"));
        if i == 1 {
            n = 5
        } else {
            n = 1
        }
        s += n;
    }
    s
}

#[with_defer]
fn loop_inner_branch() -> u32 {
    let mut s = 0;
    for i in 0..3 {
        let n;
        if i == 1 {
            let k = i;
            defer!(|| say(k));
            n = 5
        } else {
            n = 1
        }
        s += n;
    }
    s
}

#[with_defer]
fn labelled(c: bool) -> u32 {
    let n;
    'a: {
        defer!(say("end"));
        if c {
            n = 1;
            break 'a;
        }
        n = 2;
    }
    n
}

#[with_defer]
fn labelled_two(c: bool) -> u32 {
    let n;
    'a: {
        defer!(say("end"));
        defer!(say("two"));
        if c {
            n = 1;
            break 'a;
        }
        n = 2;
    }
    n
}

#[with_defer]
fn labelled_in(c: bool) -> u32 {
    'a: {
        let n;
        defer!(say("end"));
        defer!(say("two"));
        if c {
            n = 1;
            break 'a n;
        }
        n = 2;
        n
    }
}

#[with_defer]
fn match_arms(k: u32) -> String {
    let n;
    match k {
        0 => {
            defer!(say("zero"));
            n = String::from("0");
        }
        1 => {
            let q = String::from("q");
            defer!(|| say(&q));
            n = q.clone();
        }
        _ => n = String::from("_"),
    }
    n
}

#[with_defer]
fn match_return(k: u32) -> String {
    let n;
    match k {
        0 => {
            defer!(say("zero"));
            n = String::from("0");
        }
        1 => {
            let q = 4;
            defer!(|| say(q));
            return "r".into();
        }
        _ => n = String::from("_"),
    }
    n
}

#[with_defer]
fn question(k: u32) -> Result<String, String> {
    let n;
    if k > 0 {
        let q = k;
        defer!(|| say(q));
        n = check(k)?;
    } else {
        n = String::from("_")
    }
    defer!(say("last"));
    Ok(n)
}

#[with_defer]
fn question_two(k: u32) -> Result<String, String> {
    let n;
    defer!(say("a"));
    defer!(say("b"));
    n = check(k)?;
    Ok(n)
}

#[with_defer]
fn closure(c: bool) -> u32 {
    let g = |c: bool| {
        let n;
        if c {
            defer!(say("end"));
            n = 1;
        } else {
            n = 2;
        }
        n
    };
    g(c)
}

#[with_defer]
fn closure_two(c: bool) -> u32 {
    let g = |c: bool| {
        let n;
        defer!(say("end"));
        defer!(say("e"));
        if c {
            n = 1;
        } else {
            n = 2;
        }
        n
    };
    g(c)
}

#[with_defer]
fn nested_blocks(c: bool) -> u32 {
    let n;
    if c {
        let a = 1;
        defer!(|| say(a));
        {
            let b = 2;
            defer!(|| say(b));
            if b > 1 {
                let d = 3;
                defer!(|| say(d));
                n = d;
            } else {
                n = 0;
            }
        }
    } else {
        n = 2;
    }
    n
}

#[with_defer]
fn errdefer(k: u32) -> Result<String, String> {
    let n;
    errdefer!(say("a"));
    okdefer!(say("b"));
    n = check(k)?;
    Ok(n)
}

#[with_defer]
fn mut_late(c: bool) -> u32 {
    let mut n;
    defer!(say("a"));
    defer!(say("b"));
    n = 1;
    if c {
        n += 1;
    }
    n
}

#[with_defer]
fn mut_late_branch(c: bool) -> u32 {
    let mut n;
    if c {
        let k = 1;
        defer!(|| say(k));
        n = 1;
        n += k;
    } else {
        n = 4
    }
    n += 1;
    n
}

#[with_defer]
fn before_partly(c: bool) -> u32 {
    let (a, b);
    a = 1;
    defer!(say(a));
    if c {
        b = 2
    } else {
        b = 3
    }
    a + b
}

#[with_defer(result)]
fn named_result(c: bool) -> u32 {
    let n;
    defer!(|| result += 1);
    defer!(say("x"));
    if c {
        n = 1
    } else {
        n = 2
    }
    n
}

#[with_defer]
fn then_mentioned(c: bool) -> String {
    let n;
    if c {
        defer!(say("a"));
        n = String::from("t");
    } else {
        n = String::from("f");
    }
    defer!(|| say(&n));
    n.clone()
}

#[with_defer]
fn then_mentioned_two(c: bool) -> String {
    let n;
    defer!(say("a"));
    defer!(say("b"));
    if c {
        n = String::from("t");
    } else {
        n = String::from("f");
    }
    defer!(|| say(&n));
    n.clone()
}

#[with_defer]
fn loop_no_value_needed() {
    let n;
    let mut i = 0u32;
    while i < 3 {
        defer!(say(i));
        i += 1;
        if i == 2 {
            n = String::from("n");
            say(&n);
            return;
        }
    }
}

#[with_defer]
fn if_let(o: Option<u32>) -> u32 {
    let n;
    if let Some(x) = o {
        defer!(|| say(x));
        n = x;
    } else {
        n = 2;
    }
    n
}

#[with_defer]
fn let_else(o: Option<u32>) -> u32 {
    let n;
    let Some(x) = o else {
        defer!(say("e"));
        n = 3;
        return n;
    };
    x
}

#[with_defer]
fn plain_block(o: u32) -> u32 {
    let n;
    {
        let k = o;
        defer!(|| say(k));
        n = k + 1;
    }
    n
}

#[with_defer]
fn plain_block_two(o: u32) -> u32 {
    let n;
    {
        let k = o;
        defer!(|| say(k));
        let j = o;
        defer!(|| say(j));
        n = k + 1;
    }
    n
}

#[with_defer]
fn plain_block_let_inside(o: u32) -> u32 {
    {
        let n;
        let k = o;
        defer!(|| say(k));
        let j = o;
        defer!(|| say(j));
        n = k + 1;
        n
    }
}

#[with_defer]
fn plain_block_let_inside_fill(o: u32) -> u32 {
    {
        let n;
        defer!(say(1));
        defer!(say(2));
        n = o + 1;
        n
    }
}

#[with_defer]
fn for_continue() -> u32 {
    let mut s = 0;
    for i in 0..4 {
        let n;
        if i % 2 == 0 {
            let k = i;
            defer!(|| say(k));
            if i == 2 {
                continue;
            }
            n = 10;
        } else {
            n = 1;
        }
        s += n;
    }
    s
}

#[with_defer]
fn late_ref(c: bool) -> usize {
    let t;
    let s: &str;
    defer!(say("a"));
    defer!(say("b"));
    if c {
        t = String::from("long");
        s = &t;
    } else {
        s = "x";
    }
    s.len()
}

#[with_defer]
fn late_ref_branch(c: bool) -> usize {
    let t;
    let s: &str;
    if c {
        defer!(say("b"));
        t = String::from("long");
        s = &t;
    } else {
        s = "x";
    }
    s.len()
}

#[with_defer]
fn shadowed(c: bool) -> u32 {
    let n = 1;
    defer!(|| say(n));
    let n;
    defer!(say("b"));
    if c {
        n = 4
    } else {
        n = 5
    }
    n
}

#[with_defer]
fn break_value(c: bool) -> u32 {
    let n;
    let m = loop {
        defer!(say("i"));
        if c {
            n = 3;
            break 4;
        } else {
            n = 1;
            break 9;
        }
    };
    n + m
}

#[with_defer]
fn mut_else(c: bool) -> u32 {
    let mut n;
    if c {
        n = 1;
        n += 1;
    } else {
        let k = 5;
        defer!(|| say(k));
        n = k;
        n += 1;
    }
    n
}

#[with_defer]
fn else_if(c: u32) -> u32 {
    let n;
    if c == 0 {
        n = 1;
    } else if c == 1 {
        let k = 5;
        defer!(|| say(k));
        n = k;
    } else if c == 2 {
        n = 7;
    } else {
        let j = 8;
        defer!(|| say(j));
        n = j;
    }
    n
}

#[with_defer]
fn else_break(c: u32) -> u32 {
    let mut s = 0;
    loop {
        let n;
        if s < 3 {
            let k = 5;
            defer!(|| say(k));
            n = k;
        } else {
            let j = 8;
            defer!(|| say(j));
            break;
        }
        s += n + c;
    }
    s
}

#[with_defer]
fn else_continue(c: u32) -> u32 {
    let mut s = 0;
    for i in 0..4 {
        let n;
        if i % 2 == c {
            let k = 5;
            defer!(|| say(k));
            n = k;
        } else {
            let j = 8;
            defer!(|| say(j));
            continue;
        }
        s += n + c;
    }
    s
}

#[with_defer]
fn two_inner_only(c: bool) -> u32 {
    let n;
    if c {
        let k = 3;
        defer!(|| say(k));
        n = 1;
        say(n);
    } else {
        let j = 3;
        defer!(|| say(j));
        n = 2;
        say(n);
    }
    5
}

#[with_defer]
fn typed_pattern_inner(c: bool) -> usize {
    let (a, b): (u64, u8);
    let r;
    if c {
        let k = 3;
        defer!(|| say(k));
        a = 1;
        b = 2;
        r = size_of_val(&a) + size_of_val(&b);
    } else {
        r = 0;
    }
    r
}

#[with_defer]
fn typed_pattern_partly() -> usize {
    let (a, b): (u64, u8);
    defer!(say(1));
    a = 1;
    defer!(say(2));
    b = 2;
    size_of_val(&a) + size_of_val(&b)
}

#[with_defer]
fn partly_before() -> usize {
    let (a, b): (u64, u8);
    a = 1;
    defer!(say(a));
    b = 2;
    size_of_val(&a) + size_of_val(&b)
}

#[with_defer]
fn labelled_named(c: bool) -> u32 {
    let n;
    'a: {
        if c {
            let k = 2;
            defer!(|| say(k));
            n = 1;
            break 'a;
        }
        n = 2;
    }
    n
}

#[with_defer]
fn labelled_ret(c: bool) -> u32 {
    let n;
    'a: {
        if c {
            let k = 2;
            defer!(|| say(k));
            n = 1;
            break 'a;
        }
        defer!(say(5));
        return 2;
    }
    n
}

#[with_defer]
fn moved_in_loop() -> u32 {
    let s;
    defer!(say("o"));
    s = String::from("s");
    loop {
        defer!(say("i"));
        drop(s);
        break;
    }
    1
}

#[with_defer]
fn match_value(k: u32) -> u32 {
    let n;
    let m = match k {
        0 => {
            let q = 4;
            defer!(|| say(q));
            n = 1;
            10
        }
        1 => {
            let q = 4;
            defer!(|| say(q));
            return 9;
        }
        _ => {
            n = 3;
            30
        }
    };
    n + m
}

#[with_defer]
fn match_value_question(k: u32) -> Result<u32, String> {
    let n;
    let m = match k {
        0 => {
            let q = 4;
            defer!(|| say(q));
            check(k)?;
            n = 1;
            10
        }
        1 => {
            let q = 4;
            defer!(|| say(q));
            return Ok(9);
        }
        _ => {
            n = 3;
            30
        }
    };
    Ok(n + m)
}

/// The calls behind which the block is left for good say nothing of `n`.
#[with_defer]
fn labelled_and_left(c: bool) -> Result<u32, ()> {
    let n;
    'a: {
        if c {
            let k = 1;
            defer!(|| say(k));
            let j = 2;
            defer!(|| say(j));
            n = j;
            break 'a;
        }
        defer!(say("x"));
        defer!(say("y"));
        return Ok(1);
    }
    Ok(n)
}

/// A recovered panic goes on behind the block.
#[with_defer(result)]
fn labelled_and_recovered(panics: bool) -> Result<u32, ()> {
    'a: {
        defer!(|| drop(recover!()));
        if panics {
            panic!("recovered");
        }
        return Ok(1);
    }
    Ok(2)
}

/// Behind several calls of an inner scope, and named nowhere but there.
#[with_defer(scope = block)]
fn only_inside(how: u32) {
    let (_a, b);
    let _c;
    if how == 0 {
        defer!(say("1"));
        defer!(say("2"));
        _a = Named("a");
        b = Named("b");
        say(b.0);
    } else {
        defer!(say("3"));
        {
            defer!(say("4"));
            _c = Named("c");
        }
    }
}

#[with_defer]
fn only_in_a_loop() {
    let _a;
    defer!(say("0"));
    loop {
        defer!(say("1"));
        defer!(say("2"));
        _a = Named("a");
        break;
    }
}

gives! {
    // 3.5
    only_inside_1: only_inside(0) => (), ["b", "2", "1", "drop b", "drop a"];

    // 3.5
    only_inside_2: only_inside(1) => (), ["4", "3", "drop c"];

    // 3.5
    only_in_a_loop_1: only_in_a_loop() => (), ["2", "1", "0", "drop a"];

    // 3.1
    labelled_and_left_1: labelled_and_left(true) => Ok(2), ["2", "1"];

    // 3.1
    labelled_and_left_2: labelled_and_left(false) => Ok(1), ["y", "x"];

    // 7.3
    labelled_and_recovered_1: labelled_and_recovered(true) => Ok(2), [] as [&str; 0];

    // 7.3
    labelled_and_recovered_2: labelled_and_recovered(false) => Ok(1), [] as [&str; 0];

    // 3.2
    in_a_branch_1: in_a_branch(true) => 1, ["end"];

    // 3.2
    in_a_branch_2: in_a_branch(false) => 2, [] as [&str; 0];

    // 3.2
    in_a_branch_beside_what_lives_on_1: in_a_branch_beside_what_lives_on(true) => 7, ["7"];

    // 3.2
    in_a_branch_beside_what_lives_on_2: in_a_branch_beside_what_lives_on(false) => 2, [] as [&str; 0];

    // 3.2
    two_calls_once: two_calls() => "l".to_owned(), ["b", "a"];

    // 3.2
    two_calls_and_no_use_once: two_calls_and_no_use() => (), ["b", "a"];

    // 3.2
    three_calls_1: three_calls(true) => 1, ["c", "b", "a"];

    // 3.2
    three_calls_2: three_calls(false) => 2, ["c", "b", "a"];

    // 3.2
    two_calls_one_conditional_1: two_calls_one_conditional(true) => 1, ["1", "b", "a"];

    // 3.2
    two_calls_one_conditional_2: two_calls_one_conditional(false) => 2, ["2", "a"];

    // 3.2
    of_a_pattern_1: of_a_pattern(true) => 3, ["a"];

    // 3.2
    of_a_pattern_2: of_a_pattern(false) => 2, ["a"];

    // 3.2
    of_a_pattern_one_by_one_1: of_a_pattern_one_by_one(true) => 3, ["1", "a"];

    // 3.2
    of_a_pattern_one_by_one_2: of_a_pattern_one_by_one(false) => 2, ["1", "a"];

    // 3.2
    of_a_typed_pattern_1: of_a_typed_pattern(true) => 3, ["q", "a"];

    // 3.2
    of_a_typed_pattern_2: of_a_typed_pattern(false) => 2, ["q", "a"];

    // 3.2
    of_a_pattern_in_a_branch_1: of_a_pattern_in_a_branch(true) => 3, ["a"];

    // 3.2
    of_a_pattern_in_a_branch_2: of_a_pattern_in_a_branch(false) => 11, [] as [&str; 0];

    // 3.2
    of_a_pattern_beside_what_lives_on_1: of_a_pattern_beside_what_lives_on(true) => 3, ["4"];

    // 3.2
    of_a_pattern_beside_what_lives_on_2: of_a_pattern_beside_what_lives_on(false) => 11, [] as [&str; 0];

    // 3.2
    typed_branch_1: typed_branch(true) => 1, ["end"];

    // 3.2
    typed_branch_2: typed_branch(false) => 2, [] as [&str; 0];

    // 3.2
    coerced_1: coerced(true) => "1".to_owned(), ["2"];

    // 3.2
    coerced_2: coerced(false) => "x".to_owned(), [] as [&str; 0];

    // 3.2
    one_branch_only_1: one_branch_only(true) => 5, ["1", "end"];

    // 3.2
    one_branch_only_2: one_branch_only(false) => 5, [] as [&str; 0];

    // 3.2
    one_branch_only_named_1: one_branch_only_named(true) => 5, ["1", "3"];

    // 3.2
    one_branch_only_named_2: one_branch_only_named(false) => 5, [] as [&str; 0];

    // 3.2
    one_branch_return_1: one_branch_return(true) => 1, ["3"];

    // 3.2
    one_branch_return_2: one_branch_return(false) => 9, [] as [&str; 0];

    // 3.1
    loop_break_once: loop_break() => 3, ["0", "1", "2"];

    // 3.1
    loop_break_two_once: loop_break_two() => 3, ["z", "0", "z", "1", "z", "2"];

    // 3.1
    loop_break_cond_once: loop_break_cond() => 3, ["3"];

    // 3.1
    loop_break_cond_named_once: loop_break_cond_named() => 3, ["6"];

    // 3.1
    loop_break_outer_once: loop_break_outer() => 3, ["0", "1", "2", "o"];

    // 3.1
    loop_break_outer_two_once: loop_break_outer_two() => 3, ["z", "0", "z", "1", "z", "2", "p", "o"];

    // 3.1
    loop_inner_once: loop_inner() => 7, ["j", "i", "j", "i", "j", "i"];

    // 3.1
    loop_inner_branch_once: loop_inner_branch() => 7, ["1"];

    // 3.1
    labelled_1: labelled(true) => 1, ["end"];

    // 3.1
    labelled_2: labelled(false) => 2, ["end"];

    // 3.1
    labelled_two_1: labelled_two(true) => 1, ["two", "end"];

    // 3.1
    labelled_two_2: labelled_two(false) => 2, ["two", "end"];

    // 3.1
    labelled_in_1: labelled_in(true) => 1, ["two", "end"];

    // 3.1
    labelled_in_2: labelled_in(false) => 2, ["two", "end"];

    // 3.2
    match_arms_1: match_arms(0) => "0".to_owned(), ["zero"];

    // 3.2
    match_arms_2: match_arms(1) => "q".to_owned(), ["q"];

    // 3.2
    match_arms_3: match_arms(2) => "_".to_owned(), [] as [&str; 0];

    // 3.2
    match_return_1: match_return(0) => "0".to_owned(), ["zero"];

    // 3.2
    match_return_2: match_return(1) => "r".to_owned(), ["4"];

    // 3.2
    match_return_3: match_return(2) => "_".to_owned(), [] as [&str; 0];

    // 6.1
    question_1: question(0) => Ok("_".to_owned()), ["last"];

    // 6.1
    question_2: question(1) => Ok("one".to_owned()), ["last", "1"];

    // 6.1
    question_3: question(2) => Err("bad".to_owned()), ["2"];

    // 6.1
    question_two_1: question_two(1) => Ok("one".to_owned()), ["b", "a"];

    // 6.1
    question_two_2: question_two(2) => Err("bad".to_owned()), ["b", "a"];

    // 3.1
    closure_1: closure(true) => 1, ["end"];

    // 3.1
    closure_2: closure(false) => 2, [] as [&str; 0];

    // 3.1
    closure_two_1: closure_two(true) => 1, ["e", "end"];

    // 3.1
    closure_two_2: closure_two(false) => 2, ["e", "end"];

    // 3.2
    nested_blocks_1: nested_blocks(true) => 3, ["3", "2", "1"];

    // 3.2
    nested_blocks_2: nested_blocks(false) => 2, [] as [&str; 0];

    // 6.1
    errdefer_1: errdefer(1) => Ok("one".to_owned()), ["b"];

    // 6.1
    errdefer_2: errdefer(2) => Err("bad".to_owned()), ["a"];

    // 3.2
    mut_late_1: mut_late(true) => 2, ["b", "a"];

    // 3.2
    mut_late_2: mut_late(false) => 1, ["b", "a"];

    // 3.2
    mut_late_branch_1: mut_late_branch(true) => 3, ["1"];

    // 3.2
    mut_late_branch_2: mut_late_branch(false) => 5, [] as [&str; 0];

    // 3.2
    before_partly_1: before_partly(true) => 3, ["1"];

    // 3.2
    before_partly_2: before_partly(false) => 4, ["1"];

    // 5.2
    named_result_1: named_result(true) => 2, ["x"];

    // 5.2
    named_result_2: named_result(false) => 3, ["x"];

    // 3.2
    then_mentioned_1: then_mentioned(true) => "t".to_owned(), ["t", "a"];

    // 3.2
    then_mentioned_2: then_mentioned(false) => "f".to_owned(), ["f"];

    // 3.2
    then_mentioned_two_1: then_mentioned_two(true) => "t".to_owned(), ["t", "b", "a"];

    // 3.2
    then_mentioned_two_2: then_mentioned_two(false) => "f".to_owned(), ["f", "b", "a"];

    // 3.1
    loop_no_value_needed_once: loop_no_value_needed() => (), ["0", "n", "1"];

    // 3.2
    if_let_1: if_let(Some(4)) => 4, ["4"];

    // 3.2
    if_let_2: if_let(None) => 2, [] as [&str; 0];

    // 3.2
    let_else_1: let_else(Some(4)) => 4, [] as [&str; 0];

    // 3.2
    let_else_2: let_else(None) => 3, ["e"];

    // 3.2
    plain_block_once: plain_block(4) => 5, ["4"];

    // 3.2
    plain_block_two_once: plain_block_two(4) => 5, ["4", "4"];

    // 3.2
    plain_block_let_inside_once: plain_block_let_inside(4) => 5, ["4", "4"];

    // 3.2
    plain_block_let_inside_fill_once: plain_block_let_inside_fill(4) => 5, ["2", "1"];


    // 3.2
    for_continue_once: for_continue() => 12, ["0", "2"];

    // 3.2
    late_ref_1: late_ref(true) => 4, ["b", "a"];

    // 3.2
    late_ref_2: late_ref(false) => 1, ["b", "a"];

    // 3.2
    late_ref_branch_1: late_ref_branch(true) => 4, ["b"];

    // 3.2
    late_ref_branch_2: late_ref_branch(false) => 1, [] as [&str; 0];

    // 3.2
    shadowed_1: shadowed(true) => 4, ["b", "1"];

    // 3.2
    shadowed_2: shadowed(false) => 5, ["b", "1"];

    // 3.2
    break_value_1: break_value(true) => 7, ["i"];

    // 3.2
    break_value_2: break_value(false) => 10, ["i"];

    // 3.2
    mut_else_1: mut_else(true) => 2, [] as [&str; 0];

    // 3.2
    mut_else_2: mut_else(false) => 6, ["5"];

    // 3.2
    else_if_1: else_if(0) => 1, [] as [&str; 0];

    // 3.2
    else_if_2: else_if(1) => 5, ["5"];

    // 3.2
    else_if_3: else_if(2) => 7, [] as [&str; 0];

    // 3.2
    else_if_4: else_if(3) => 8, ["8"];

    // 3.2
    else_break_1: else_break(0) => 5, ["5", "8"];

    // 3.2
    else_break_2: else_break(1) => 6, ["5", "8"];

    // 3.2
    else_continue_1: else_continue(0) => 10, ["5", "8", "5", "8"];

    // 3.2
    else_continue_2: else_continue(1) => 12, ["8", "5", "8", "5"];

    // 3.2
    two_inner_only_1: two_inner_only(true) => 5, ["1", "3"];

    // 3.2
    two_inner_only_2: two_inner_only(false) => 5, ["2", "3"];

    // 3.2
    typed_pattern_inner_1: typed_pattern_inner(true) => 9, ["3"];

    // 3.2
    typed_pattern_inner_2: typed_pattern_inner(false) => 0, [] as [&str; 0];

    // 3.2
    typed_pattern_partly_1: typed_pattern_partly() => 9, ["2", "1"];

    // 3.2
    partly_before_1: partly_before() => 9, ["1"];

    // 3.1
    labelled_named_1: labelled_named(true) => 1, ["2"];

    // 3.1
    labelled_named_2: labelled_named(false) => 2, [] as [&str; 0];

    // 3.1
    labelled_ret_1: labelled_ret(true) => 1, ["2"];

    // 3.1
    labelled_ret_2: labelled_ret(false) => 2, ["5"];

    // 3.2
    moved_in_loop_once: moved_in_loop() => 1, ["i", "o"];

    // 3.2
    match_value_1: match_value(0) => 11, ["4"];

    // 3.2
    match_value_2: match_value(1) => 9, ["4"];

    // 3.2
    match_value_3: match_value(2) => 33, [] as [&str; 0];

    // 3.2
    match_value_question_1: match_value_question(0) => Err("bad".to_owned()), ["4"];

    // 3.2
    match_value_question_2: match_value_question(1) => Ok(9), ["4"];

    // 3.2
    match_value_question_3: match_value_question(2) => Ok(33), [] as [&str; 0];
}

/// 6.5: what a success takes along has got its value behind a deferred call.
#[with_defer]
fn taken_along(n: u32) -> Result<Named, u32> {
    let first = Named("first");
    let late;
    defer!(say("1"));
    late = Named("late");
    errdefer!(|| say(late.0));
    defer!(say("2"));
    checked(n)?;
    if n == 1 {
        return Err(first.0.len() as u32);
    }
    Ok(late)
}

#[with_defer]
fn taken_along_from_a_branch_and_a_loop(n: u32) -> Result<(Named, u32), u32> {
    for i in 0..2 {
        let late;
        defer!(say("1"));
        if i == n {
            late = Named("late");
        } else {
            late = Named("other");
        }
        errdefer!(|| say(late.0));
        if i == n {
            defer!(say("2"));
            return Ok((late, i));
        }
    }
    Err(n)
}

#[with_defer]
fn taken_along_by_a_closure(n: u32) -> Result<Named, u32> {
    let run = || -> Result<Named, u32> {
        let late: Named;
        defer!(say("1"));
        defer!(say("2"));
        late = Named("late");
        errdefer!(|| say(late.0));
        okdefer!(checked(n)?);
        Ok(late)
    };
    run()
}

#[with_defer(scope = block)]
fn taken_along_from_a_block(n: u32) -> Result<Named, u32> {
    let late;
    defer!(say("1"));
    late = Named("late");
    errdefer!(|| say(late.0));
    if n == 0 {
        defer!(say("2"));
        return Ok(late);
    }
    checked(n)?;
    Ok(late)
}

/// 3.5: a part is taken of it, on some way, which may be a move.
#[with_defer]
fn part_of_it(n: u32) {
    let late;
    defer!(say("1"));
    defer!(say("2"));
    late = Named("late");
    if n == 1 {
        say(late.0);
    }
}

#[with_defer]
fn part_of_it_in_a_deferred_call(n: u32) {
    let late;
    defer!(say("1"));
    defer!(say("2"));
    late = Named("late");
    if n == 1 {
        defer!(say(late.0));
    }
}

/// 3.5, the difference: it gets its value in an operand.
#[with_defer]
fn given_in_an_operand(n: u32) {
    let late;
    defer!(say("1"));
    defer!(say("2"));
    if n > 0 && {
        late = Named("late");
        late.0 == "late"
    } {
        say("given");
    }
}

/// 3.2: what nothing is to name behind the block that gives it its value, which has several deferred calls.
#[with_defer(scope = block)]
fn unused_behind_a_block(n: u32) {
    let number;
    let text;
    if n < 2 {
        defer!(say("1"));
        defer!(say("2"));
        if n == 0 {
            defer!(say("3"));
            defer!(say("4"));
            defer!(say("5"));
            number = 0;
            text = String::from("zero");
            say(&text);
            say(number);
        } else {
            number = 1;
            text = String::from("one");
            say(&text);
            say(number);
        }
    } else {
        number = 2;
        text = String::from("two");
        say(format!("{text} {number}"));
    }
}

#[with_defer]
fn unused_behind_a_labelled_block(n: u32) {
    let number;
    'block: {
        defer!(say("1"));
        defer!(say("2"));
        if n == 0 {
            break 'block;
        }
        number = n;
        say(number);
    }
}

fn checked(n: u32) -> Result<u32, u32> {
    if n == 2 { Err(n) } else { Ok(n) }
}

#[test]
fn what_success_takes_along() {
    let text = |given: Result<Named, u32>| given.map(|named| std::mem::ManuallyDrop::new(named).0);
    assert_returns(|| text(taken_along(0)), Ok("late"), &["2", "1", "drop first"]);
    let failed = ["2", "late", "1", "drop late", "drop first"];
    assert_returns(|| text(taken_along(1)), Err(5), &failed);
    assert_returns(|| text(taken_along(2)), Err(2), &failed);
    assert_returns(|| text(taken_along_by_a_closure(1)), Ok("late"), &["2", "1"]);
    assert_returns(
        || text(taken_along_by_a_closure(2)),
        Err(2),
        &["late", "2", "1", "drop late"],
    );
    assert_returns(|| text(taken_along_from_a_block(0)), Ok("late"), &["2", "1"]);
    assert_returns(|| text(taken_along_from_a_block(1)), Ok("late"), &["1"]);
    assert_returns(
        || text(taken_along_from_a_block(2)),
        Err(2),
        &["late", "1", "drop late"],
    );
    let from_a_loop = |n| text(taken_along_from_a_branch_and_a_loop(n).map(|(named, _)| named));
    assert_returns(|| from_a_loop(1), Ok("late"), &["1", "drop other", "2", "1"]);
    assert_returns(|| from_a_loop(2), Err(2), &["1", "drop other", "1", "drop other"]);
}

#[test]
fn given_on_some_way() {
    assert_returns(|| given_in_an_operand(1), (), &["given", "drop late", "2", "1"]);
    assert_returns(|| given_in_an_operand(0), (), &["2", "1"]);
}

#[test]
fn given_to_none() {
    assert_returns(|| unused_behind_a_block(0), (), &["zero", "0", "5", "4", "3", "2", "1"]);
    assert_returns(|| unused_behind_a_block(1), (), &["one", "1", "2", "1"]);
    assert_returns(|| unused_behind_a_block(2), (), &["two 2"]);
    assert_returns(|| unused_behind_a_labelled_block(0), (), &["2", "1"]);
    assert_returns(|| unused_behind_a_labelled_block(1), (), &["1", "2", "1"]);
}

#[test]
fn part_of_a_late_one() {
    assert_returns(|| part_of_it(1), (), &["late", "2", "1", "drop late"]);
    assert_returns(|| part_of_it(0), (), &["2", "1", "drop late"]);
    assert_returns(
        || part_of_it_in_a_deferred_call(1),
        (),
        &["late", "2", "1", "drop late"],
    );
    assert_returns(|| part_of_it_in_a_deferred_call(0), (), &["2", "1", "drop late"]);
}

/// 3.5, 6.3: what has got its value in a scope that a deferred call of it fails is dropped where it is declared.
#[test]
fn got_its_value_where_a_deferred_call_fails() {
    fn fails(n: u32) -> Option<()> {
        n.checked_sub(1).map(|_| ())
    }
    #[with_defer]
    fn labelled_block(n: u32) -> Option<()> {
        let local;
        defer!(say("deferred"));
        'block: {
            defer!(fails(n)?);
            local = Named("local");
        }
        say(local.0);
        Some(())
    }
    #[with_defer]
    fn in_one_branch(n: u32) -> Option<()> {
        let local;
        defer!(say("deferred"));
        if n == 7 {
            local = Named("another");
        } else {
            'block: {
                defer!(fails(n)?);
                local = Named("local");
            }
        }
        say(local.0);
        Some(())
    }
    #[with_defer]
    fn iteration(n: u32) -> Option<()> {
        let local;
        defer!(say("deferred"));
        loop {
            defer!(fails(n)?);
            local = Named("local");
            break;
        }
        say(local.0);
        Some(())
    }
    #[with_defer(scope = block)]
    fn block(n: u32) -> Option<()> {
        let local;
        defer!(say("deferred"));
        if n < 7 {
            defer!(fails(n)?);
            local = Named("local");
        } else {
            local = Named("another");
        }
        say(local.0);
        Some(())
    }
    #[with_defer]
    fn deferred_code(n: u32) -> Option<()> {
        defer!(|| {
            let local;
            defer!(say("deferred"));
            'block: {
                defer!(fails(n)?);
                local = Named("local");
            }
            say(local.0);
        });
        Some(())
    }
    for function in [labelled_block, in_one_branch, iteration, block, deferred_code] {
        assert_returns(|| function(0), None, &["deferred", "drop local"]);
        assert_returns(|| function(1), Some(()), &["local", "deferred", "drop local"]);
    }
}
