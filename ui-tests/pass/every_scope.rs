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

// A local that is moved and comes back, of a name that the expansion has too.
#[with_defer]
fn own_value(n: usize) -> usize {
    let mut value = String::new();
    let got = loop {
        let before = value.len();
        defer!(|| println!("{before}"));
        value = longer(value);
        if value.len() > n {
            break value.len() * 10;
        }
    };
    got + value.len()
}

fn longer(value: String) -> String {
    value + "x"
}

fn main() {
    assert_eq!(own_value(1), 22);
    assert!(f("1 2 x").is_err());
}
