// 3.1: nor does a function, a block or a loop that ends in a panic or goes on for ever.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn never() -> ! {
    defer!(println!("bye"));
    panic!("never");
}

#[with_defer]
fn returns_early(c: bool) -> u32 {
    defer!(println!("bye"));
    if c {
        return 1;
    }
    loop {
        defer!(println!("bye"));
        return 2;
    }
}

fn exit() -> ! {
    std::process::exit(1)
}

fn say(_: u32) {}

fn check() -> Result<(), u32> {
    Ok(())
}

#[with_defer]
fn ends_in_deferred_code() {
    defer!(exit());
    println!("body");
}

#[with_defer]
fn ends_behind_a_question_mark() -> Result<(), u32> {
    defer!(|| {
        check()?;
        exit();
    });
    Ok(())
}

#[with_defer]
fn ends_before_a_closure() -> impl Fn(u32) -> u32 {
    defer!(exit());
    say(1);
    |n| n + 1
}

#[with_defer]
fn ends_an_iteration(n: u32) {
    for i in 0..n {
        defer!(exit());
        say(i);
    }
}

#[with_defer(result)]
fn ends_before_the_result(c: bool) -> u32 {
    defer!(exit());
    if c {
        return 3;
    }
    result = 5;
}

#[with_defer]
fn ends_an_iteration_that_is_left(n: u32) -> u32 {
    for i in 0..n {
        defer!(exit());
        if i == 1 {
            return i;
        }
    }
    1
}

#[with_defer]
fn ends_an_iteration_of_a_poll(n: u32) -> std::task::Poll<Result<u32, u32>> {
    for i in 0..n {
        defer!(exit());
        check()?;
        if i == 1 {
            return std::task::Poll::Ready(Ok(i));
        }
    }
    std::task::Poll::Pending
}

fn spawn(_: impl Future<Output = ()> + Send + 'static) {}

#[with_defer(detach = spawn)]
async fn ends_in_a_spawner() {
    defer!(|| {
        std::future::ready(()).await;
        exit();
    });
    std::future::ready(()).await;
}

fn main() {
    assert_eq!(returns_early(true) + returns_early(false), 3);
    let _: fn() -> ! = never;
    let _ = (ends_in_deferred_code, ends_behind_a_question_mark, ends_before_a_closure);
    let _ = (ends_an_iteration, ends_before_the_result, ends_an_iteration_that_is_left);
    let _ = (ends_an_iteration_of_a_poll, ends_in_a_spawner);
}
