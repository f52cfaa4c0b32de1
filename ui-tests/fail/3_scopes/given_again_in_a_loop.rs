// 3.5: what is moved, and gets a new value in a loop, may be there or not behind it, and where the loop begins again.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn in_a_while(mut name: String, next: impl Fn() -> Option<String>) {
    defer!(println!("end"));
    drop(name);
    while let Some(found) = next() {
        name = found;
        println!("{name}");
    }
}

#[with_defer]
fn in_a_loop(mut name: String, next: impl Fn() -> Option<String>) -> Option<()> {
    defer!(println!("end"));
    drop(name);
    loop {
        let found = next()?;
        name = found;
        println!("{name}");
    }
}

#[with_defer]
fn by_a_continue(mut name: String, mut names: Vec<String>) {
    defer!(println!("end"));
    drop(name);
    for next in names.drain(..) {
        name = next;
        if name.is_empty() {
            continue;
        }
        drop(name);
    }
}

#[with_defer]
fn behind_another_call(names: Vec<String>) {
    defer!(println!("end"));
    let mut name = String::new();
    defer!(println!("first"));
    drop(name);
    for next in names {
        for _ in 0..2 {
            defer!(println!("iteration"));
            name = next.clone();
            println!("{name}");
        }
    }
}

#[with_defer]
async fn in_async(mut name: String, names: Vec<String>) {
    defer!(println!("end"));
    drop(name);
    for next in names {
        name = next;
        println!("{name}");
    }
}

fn main() {}
