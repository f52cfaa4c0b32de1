//! Calls one kind of one case so many times, and does nothing else: what `report` counts the instructions of.
//! `repeat <case> <kind> <calls>`, the first two by their places in the table.

use defer_benches::cases::CASES;
use defer_benches::{World, silence_panics};
use std::hint::black_box;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<usize> = std::env::args()
        .skip(1)
        .map(|word| word.parse())
        .collect::<Result<_, _>>()?;
    let &[case, kind, calls] = &arguments[..] else {
        return Err("usage: repeat <case> <kind> <calls>".into());
    };
    let call = CASES[case].kinds[kind];
    silence_panics();
    let mut world = World::new();
    for _ in 0..calls {
        black_box(call(black_box(&mut world)));
    }
    Ok(())
}
