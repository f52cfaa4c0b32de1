// 2.6: what an assertion compares would be read at exit, and its message now.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn with_a_message(mut count: u32) {
    defer!(assert!(count == 1, "there are {count}"));
    count += 1;
}

#[with_defer]
fn of_two(mut count: u32) {
    defer!(debug_assert_eq!(count, 1, "of {}", count));
    count += 1;
}

fn main() {}
