// 3.5: an assignment that takes a local apart leaves what it doesn't name.
use defer_runtime::{defer, with_defer};

struct Request {
    path: String,
    body: String,
}

#[with_defer]
fn of_a_pair(pair: (String, String), n: u32) -> Option<usize> {
    let mut name = String::new();
    defer!(println!("bye"));
    n.checked_sub(1)?;
    (name, _) = pair;
    Some(name.len())
}

#[with_defer]
fn of_a_struct(request: Request, n: u32) -> Option<usize> {
    let body;
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Request { body, .. } = request;
    Some(body.len())
}

#[with_defer]
fn of_an_array(names: [String; 3], n: u32) -> Option<usize> {
    let mut last = String::new();
    defer!(println!("bye"));
    n.checked_sub(1)?;
    [.., last] = names;
    Some(last.len())
}

fn main() {}
