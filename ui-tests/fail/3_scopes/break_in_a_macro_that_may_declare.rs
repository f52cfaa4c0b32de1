// 3.1: a loop around a macro call tells where a `break` in it leads, and hides what the macro declares.
use defer_runtime::{defer, with_defer};

macro_rules! bind {
    ($name:ident = $value:expr, else $leave:expr) => {
        let Some($name) = $value else { $leave };
    };
}

macro_rules! when {
    ($condition:expr, $leave:expr) => {
        if $condition {
            $leave
        }
    };
}

fn double(n: u32) -> u32 {
    2 * n
}

fn next() -> Option<u32> {
    None
}

#[with_defer]
fn new_name() {
    loop {
        defer!(println!("bye"));
        bind!(n = next(), else break);
        println!("{}", n);
    }
}

#[with_defer]
fn name_of_a_local(n: u32) {
    for _ in 0..n {
        defer!(println!("bye"));
        bind!(n = next(), else continue);
        println!("{}", n);
    }
}

#[with_defer]
fn with_a_label(n: u32) {
    for _ in 0..n {
        defer!(println!("bye"));
        when!(double(n) == 4, break);
        println!("{}", double(n));
    }
    'next: for _ in 0..n {
        defer!(println!("bye"));
        when!(double(n) == 4, break 'next);
        println!("{}", double(n));
    }
}

fn main() {}
