// 5.4: around a scope with deferred calls, which a `return` leaves by way of the result.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn around_a_block(n: Option<u32>) -> u32 {
    defer! { result += 1; }
    if let Some(result) = n {
        'first: {
            defer!(println!("bye"));
            if result == 3 {
                return 10;
            }
        }
    }
    5
}

#[with_defer(result)]
fn around_a_loop(n: Option<u32>) -> u32 {
    defer! { result += 1; }
    match n {
        Some(result) => loop {
            defer!(println!("bye"));
            if result == 3 {
                return 10;
            }
        },
        None => 5,
    }
}

#[with_defer(result)]
fn in_the_scope(n: Option<u32>) -> u32 {
    while let Some(result) = n {
        defer!(println!("bye"));
        if result == 3 {
            return 10;
        }
    }
    loop {
        defer!(println!("bye"));
        let result = 1;
        if result == 3 {
            return 10;
        }
    }
}

#[with_defer(result, scope = block)]
fn where_every_block_is_one(n: Option<u32>) -> u32 {
    defer! { result += 1; }
    match n {
        Some(result) if result > 3 => {
            defer!(println!("bye"));
            return 10;
        }
        Some(4) => {
            let result = 4;
            if result == 4 {
                defer!(println!("bye"));
                return 11;
            }
        }
        _ => {}
    }
    5
}

fn main() {}
