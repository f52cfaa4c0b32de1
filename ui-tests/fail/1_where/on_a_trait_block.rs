// 1.1: so does a `trait` block.
use defer_runtime::{defer, with_defer};

#[with_defer]
trait Job {
    fn run(&self) {
        defer!(println!("bye"));
    }
}

fn main() {}
