// 5.4: a method without a body has no result to name.
use defer_runtime::with_defer;

trait Job {
    #[with_defer(result)]
    fn run(&self) -> u32;
}

fn main() {}
