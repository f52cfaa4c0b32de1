// 3.5: what is moved, and gets a new value behind a deferred call of a loop's body, may be there or not where the loop begins again.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn behind_a_call_of_the_body(mut name: String, names: Vec<String>) {
    defer!(println!("end"));
    drop(name);
    for next in names {
        defer!(println!("iteration"));
        name = next;
        println!("{name}");
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
        defer!(println!("iteration"));
        name = next;
        println!("{name}");
    }
}

fn main() {}
