// 1.6: `#[loop_match]` behind a deferred call
//= bye
//= 1
#![feature(loop_match)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("bye"));
    let mut state = 0;
    #[loop_match]
    'steps: loop {
        state = 'step: {
            match state {
                0 => {
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
    println!("{}", f());
}
