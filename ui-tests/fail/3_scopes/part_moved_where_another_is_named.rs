// 3.5: a part that may be moved isn't shown to be there by another part that is named behind that.
use defer_runtime::{defer, with_defer};

fn check(n: u32) -> Result<(), String> {
    (n > 0).then_some(()).ok_or_else(String::new)
}

#[with_defer]
fn named_behind_a_block(pair: (String, String), n: u32) -> usize {
    'a: {
        defer!(println!("bye"));
        if n > 0 {
            break 'a;
        }
        let (first, _) = pair;
        drop(first);
    }
    pair.1.len()
}

#[with_defer]
fn by_a_pattern(pair: (String, String), n: u32) -> Result<usize, String> {
    defer!(println!("bye"));
    check(n)?;
    let (first, _) = pair;
    drop(first);
    Ok(pair.1.len())
}

fn main() {}
