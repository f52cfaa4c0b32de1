// 3.5: a `loop` that gives what the function returns is taken to have no end but those that can be seen: else what is moved in it
// might be there behind it.

use defer_runtime::{defer, with_defer};

macro_rules! end {
    ($value:expr) => {
        break Some($value)
    };
}

struct Step(u32);

impl Step {
    fn last(self) -> u32 {
        self.0
    }
}

#[with_defer]
fn walk(step: Step, mut n: u32) -> Option<u32> {
    defer!(println!("walked"));
    loop {
        n += 1;
        if n > 3 {
            end!(n);
        }
        if n == 2 {
            return Some(step.last());
        }
    }
}

fn main() {}
