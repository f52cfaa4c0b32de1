// 3.1: in a block with a label a `break` or `continue` says what it leaves, as without the attribute (E0695).
use defer_runtime::{defer, with_defer};

#[with_defer]
fn in_a_loop(n: u32) {
    for i in 0..n {
        defer!(println!("next"));
        'block: {
            if i == 3 {
                break;
            }
            if i == 4 {
                break 'block;
            }
            continue;
        }
    }
}

#[with_defer]
fn in_a_block(n: u32) {
    for i in 0..n {
        'block: {
            defer!(println!("block"));
            if i == 3 {
                break;
            }
            if i == 4 {
                break 'block;
            }
            let last = || {
                loop {
                    defer!(println!("closure"));
                    'inner: {
                        continue;
                    }
                }
            };
            last();
        }
    }
}

#[with_defer(scope = block)]
fn of_every_block(n: u32) {
    'outer: for i in 0..n {
        'block: {
            if i > 3 {
                defer!(println!("branch"));
                break;
            }
            break 'outer;
        }
    }
}

#[with_defer]
fn in_deferred_code(n: u32) {
    defer! {
        for i in 0..n {
            'block: {
                if i == 3 {
                    break;
                }
                if i == 4 {
                    break 'block;
                }
                loop {
                    break;
                }
                continue;
            }
        }
    }
}

fn main() {}
