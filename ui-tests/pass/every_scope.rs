// 3: nor does any scope.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) -> Result<u32, std::num::ParseIntError> {
    let mut sum = 0;
    'parts: for part in text.split(' ') {
        defer!(|| sum += 1);
        if part.is_empty() {
            defer!(println!("bye"));
            continue;
        }
        let mut inner = 0;
        loop {
            defer! { inner += 1; }
            match inner {
                3 => continue 'parts,
                4 => break 'parts,
                _ if part.len() > 9 => return Ok(sum),
                _ => sum += part.parse::<u32>()?,
            }
        }
    }
    let add = |n: u32| {
        defer!(println!("{n}"));
        n + 1
    };
    match sum {
        1 => defer!(println!("bye")),
        _ => println!("{}", add(2)),
    }
    Ok(sum)
}

fn main() {
    assert!(f("1 2 x").is_err());
}
