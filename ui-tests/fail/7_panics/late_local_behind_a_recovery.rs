// 7.3: what follows a block or an iteration uses a local that gets its value there, and has none after a recovery.
use defer_runtime::{defer, recover, with_defer};

#[with_defer]
fn of_a_block(text: &str) -> u32 {
    let number;
    'parsed: {
        defer!(|| drop(recover!()));
        number = text.parse().unwrap();
    }
    number
}

#[with_defer]
fn of_an_inner_block(text: &str) -> u32 {
    let (number, half);
    'parsed: {
        half = 2;
        if !text.is_empty() {
            defer!(|| drop(recover!()));
        }
        number = text.parse::<u32>().unwrap();
    }
    number / half
}

fn main() {}
