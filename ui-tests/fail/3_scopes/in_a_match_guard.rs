// 3.6: a guard may be evaluated for an arm that is not taken.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) {
    match n {
        1 if {
            defer!(println!("bye"));
            true
        } => {}
        _ => {}
    }
}

fn main() {}
