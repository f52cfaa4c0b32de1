// 1.1: a trait method without a body has no scope to defer in.
use defer_runtime::with_defer;

trait Job {
    #[with_defer]
    fn run(&self);
}

fn main() {}
