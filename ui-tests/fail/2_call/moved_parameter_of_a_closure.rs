// 2.4: of a parameter without a type it can't be told that it is a `&mut` reference, so that it is moved as an argument.
use defer_runtime::{defer, with_defer};

fn fill(list: &mut Vec<u32>, n: u32) {
    list.push(n);
}

fn apply(mut f: impl FnMut(&mut Vec<u32>, u32), list: &mut Vec<u32>) {
    f(list, 1);
}

#[with_defer]
fn in_a_loop(list: &mut Vec<u32>) {
    apply(
        |list, n| {
            for i in 0..n {
                defer!(fill(list, i));
                fill(list, 7);
            }
        },
        list,
    );
}

#[with_defer]
fn in_a_closure(list: &mut Vec<u32>) {
    apply(
        |list, n| {
            defer!(fill(list, n));
            fill(list, 7);
        },
        list,
    );
}

fn main() {}
