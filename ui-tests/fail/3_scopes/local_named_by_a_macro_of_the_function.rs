// 3.5: a macro that is defined in the function needn't be given what it moves.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn that_is_all(name: String, n: u32) -> Option<u32> {
    macro_rules! take {
        () => {
            drop(name)
        };
    }
    defer!(println!("bye"));
    n.checked_sub(1)?;
    take!();
    Some(n)
}

#[with_defer]
fn by_another_one(name: String, n: u32) -> Option<usize> {
    macro_rules! inner {
        () => {
            name
        };
    }
    macro_rules! outer {
        () => {
            inner!()
        };
    }
    defer!(println!("bye"));
    n.checked_sub(1)?;
    let taken = outer!();
    Some(taken.len())
}

#[with_defer]
fn that_leaves(name: String, n: u32) -> usize {
    macro_rules! leave {
        ($value:expr) => {{
            drop(name);
            return $value;
        }};
    }
    defer!(println!("bye"));
    if n == 1 {
        leave!(2);
    }
    3
}

fn main() {}
