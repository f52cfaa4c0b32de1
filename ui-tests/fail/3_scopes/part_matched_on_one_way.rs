// 3.5: whether a pattern moves a part can't be told, so each of several deferred calls expects the part to be there.
use defer_runtime::{defer, with_defer};

struct Header {
    id: u32,
    name: String,
}

#[with_defer]
fn by_a_match(header: Header, ends: bool) -> usize {
    defer!(println!("first"));
    println!("{}", header.id);
    defer!(println!("second"));
    if ends {
        match header {
            Header { name, .. } => drop(name),
        }
        return 1;
    }
    2
}

#[with_defer]
fn in_a_loop(header: Header, ends: bool) -> usize {
    defer!(println!("first"));
    println!("{}", header.id);
    defer!(println!("second"));
    loop {
        if ends {
            match header {
                Header { name, .. } => return name.len(),
            }
        }
        break;
    }
    2
}

#[with_defer]
async fn in_a_future(header: Header, ends: bool) -> usize {
    defer!(println!("first"));
    println!("{}", header.id);
    defer!(println!("second"));
    if ends {
        match header {
            Header { name, .. } => drop(name),
        }
        return 1;
    }
    2
}

fn main() {}
