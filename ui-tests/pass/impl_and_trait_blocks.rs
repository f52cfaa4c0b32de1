// 1.1: nor does the attribute on an `impl` or `trait` block, where it means each function.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, with_defer};

struct Clock(u32);

#[with_defer]
impl Clock {
    fn tick(&mut self) -> u32 {
        defer!(|| self.0 += 1);
        self.0
    }

    async fn wait(&mut self) {
        defer!(|| self.0 += 1);
        std::future::ready(()).await;
    }

    fn now(&self) -> u32 {
        self.0
    }
}

#[with_defer]
trait Job {
    fn name(&self) -> &str;

    fn run(&self) {
        defer!(println!("bye, {}", self.name()));
    }
}

#[with_defer]
impl Job for Clock {
    fn name(&self) -> &str {
        "clock"
    }
}

fn main() {
    let mut clock = Clock(1);
    clock.tick();
    drop(clock.wait());
    clock.run();
    assert_eq!(clock.now(), 2);
}
