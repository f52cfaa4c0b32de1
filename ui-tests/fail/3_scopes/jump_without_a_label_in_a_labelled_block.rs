// 3.1, 9.3: as without the attribute, and shown at the jump.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn goes_on(n: u32) -> u32 {
    loop {
        let m = 'block: {
            defer!(println!("bye"));
            if n == 1 {
                continue;
            }
            break 'block 3;
        };
        return m;
    }
}

#[with_defer]
fn leaves(n: u32) {
    for i in 0..n {
        'block: {
            defer!(println!("{i}"));
            if i > 3 {
                break;
            }
            if i > 2 {
                break 'block;
            }
        }
    }
}

fn main() {}
