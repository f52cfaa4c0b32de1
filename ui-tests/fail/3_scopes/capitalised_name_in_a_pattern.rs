// 3.4: what is named like a constant in a pattern may be a local of the block, which the deferred call runs behind.
use defer_runtime::{defer, with_defer};

const LIMIT: u32 = 7;

fn tell(n: &u32) {
    println!("{n}");
}

#[with_defer]
fn locals(shape: (u32, u32)) {
    let N = 7;
    if shape.0 > 1 {
        let (N, _) = shape;
        defer!(|| println!("{N}"));
    }
    if let (N, 1) = shape {
        defer!(tell(&N));
    }
}

#[with_defer]
fn constants(n: u32) {
    match n {
        LIMIT => {
            defer!(|| tell(&LIMIT));
        }
        _ => {}
    }
}

fn main() {}
