// 3.8: where every block is a scope, rustc's errors in one stand where they would without the attribute.
use defer_runtime::{defer, with_defer};

fn yes() -> bool {
    true
}

#[with_defer(scope = block)]
fn moved_twice(name: String) {
    if yes() {
        defer!(println!("bye"));
        drop(name);
    }
    println!("{name}");
}

#[with_defer(scope = block)]
fn not_given(n: i32) -> i32 {
    let double;
    if n > 2 {
        defer!(println!("bye"));
        double = n * 2;
    }
    double
}

#[with_defer(scope = block)]
fn wrong_value(n: i32) -> i32 {
    let double: i32 = {
        defer!(println!("bye"));
        n.to_string()
    };
    double
}

#[with_defer(scope = block)]
fn missing_value(n: i32) -> i32 {
    let double: i32 = {
        defer!(println!("bye"));
        n * 2;
    };
    double
}

#[with_defer(scope = block)]
fn branches_of_two_types(n: i32) -> i32 {
    if n > 2 {
        defer!(println!("bye"));
        n
    } else {
        defer!(println!("bye"));
        "small"
    }
}

#[with_defer(scope = block)]
fn else_that_does_not_leave(n: Option<i32>) -> i32 {
    let Some(n) = n else {
        defer!(println!("bye"));
    };
    n
}

#[with_defer(scope = block)]
fn dangling() -> usize {
    let text = {
        let text = String::from("text");
        defer!(println!("bye"));
        &text
    };
    text.len()
}

#[with_defer(scope = block)]
fn break_without_a_loop(n: i32) {
    if n > 2 {
        defer!(println!("bye"));
        break;
    }
}

#[with_defer(scope = block)]
fn question_mark(n: &str) {
    {
        defer!(println!("bye"));
        n.parse::<i32>()?;
    }
}

#[with_defer(scope = block)]
fn used_behind(n: i32) {
    {
        let double = n * 2;
        defer!(println!("{double}"));
    }
    println!("{double}");
}

fn main() {}
