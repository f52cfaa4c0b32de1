// 1.6: a deferred call in a step of `#[loop_match]`
//~ `#[const_continue]` should be applied to a break expression
#![feature(loop_match)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    let mut state = 0;
    #[loop_match]
    'steps: loop {
        state = 'step: {
            match state {
                0 => {
                    defer!(println!("bye"));
                    #[const_continue]
                    break 'step 1;
                }
                _ => break 'steps,
            }
        }
    }
    state
}

fn main() {
    f();
}
