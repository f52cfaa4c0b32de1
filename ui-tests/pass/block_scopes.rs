// 3.8: where every block is a scope, nothing in it warns that wouldn't without the attribute, and labels and `mut` count as used.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use std::num::ParseIntError;

#[with_defer(scope = block)]
fn values(numbers: &[i32]) -> i32 {
    let first = {
        defer!(println!("first"));
        numbers[0]
    };
    let second = if let [_, second, ..] = numbers {
        let mut said = String::from("second");
        defer!(|| println!("{said}"));
        said.push('!');
        *second
    } else {
        defer!(println!("none"));
        return first;
    };
    first
        + match second {
            0 => {
                defer!(println!("zero"));
                1
            }
            n if n > 3 => {
                defer!(|| println!("{n}"));
                n
            }
            _ => 2,
        }
}

#[with_defer(scope = block)]
fn ways(lines: &[&str]) -> Result<u32, ParseIntError> {
    let mut sum = 0;
    'lines: for line in lines {
        if line.is_empty() {
            errdefer!(println!("never"));
            continue 'lines;
        }
        {
            let n: u32 = line.parse()?;
            okdefer!(|| println!("{n}"));
            if n > 9 {
                defer!(println!("large"));
                break 'lines;
            }
            sum += n;
        }
    }
    Ok(sum)
}

#[with_defer(scope = block)]
fn moved(name: String, other: Option<String>) -> Vec<String> {
    let mut names = Vec::new();
    let late;
    if name.is_empty() {
        defer!(println!("empty"));
        late = 1;
    } else {
        defer!(println!("not empty"));
        names.push(name);
        late = 2;
    }
    let Some(other) = other else {
        defer!(println!("no other"));
        return names;
    };
    {
        defer!(println!("end"));
        names.push(other);
    }
    names.truncate(late);
    names
}

#[with_defer(scope = block)]
fn recovers(n: Option<u32>) {
    if let Some(n) = n {
        defer!(|| {
            if let Some(panic) = recover!() {
                println!("{panic}");
            }
        });
        assert!(n > 1);
    }
}

#[with_defer(scope = block)]
fn items() -> i32 {
    let n = {
        const LIMIT: i32 = 3;
        fn end(n: i32) {
            println!("{n}");
        }
        defer!(end(LIMIT));
        LIMIT + 1
    };
    n + 1
}

async fn pause() {}

#[with_defer(scope = block)]
async fn waits(n: u32) -> u32 {
    let m = {
        defer!(pause().await);
        async { n + 1 }.await
    };
    if m > 2 {
        let said = String::from("large");
        defer!(|| println!("{said}"));
        async {}.await;
        return m;
    }
    n
}

fn main() {
    _ = values(&[1, 2]);
    _ = ways(&["1"]);
    _ = moved(String::new(), None);
    recovers(Some(1));
    _ = items();
    drop(waits(1));
}
