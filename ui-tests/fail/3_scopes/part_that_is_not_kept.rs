// 3.5: a part that one way out moves can't be kept on another where a closure takes all along, or control goes on with it.
use defer_runtime::{defer, with_defer};

struct Pair {
    first: String,
    second: Vec<String>,
}

impl Pair {
    fn check(&mut self, n: u32) -> Option<u32> {
        self.second.push(String::new());
        n.checked_sub(1)
    }
}

fn pair() -> Pair {
    Pair {
        first: String::new(),
        second: Vec::new(),
    }
}

#[with_defer]
fn named_as_a_whole(mut pair: Pair, n: u32) -> Option<String> {
    defer!(println!("bye"));
    pair.check(n)?;
    Some(pair.first)
}

#[with_defer]
fn moved_as_a_whole(pair: Pair, n: u32) -> (String, Option<Pair>) {
    defer!(println!("bye"));
    if n == 0 {
        return (String::new(), Some(pair));
    }
    (pair.first, None)
}

// By a pattern.
#[with_defer]
fn in_a_loop(pair: Pair, n: u32) -> usize {
    for i in 0..9 {
        defer!(println!("bye"));
        if i < n {
            continue;
        }
        let Pair { first, .. } = pair;
        drop(first);
        break;
    }
    pair.second.len()
}

#[with_defer]
fn of_what_may_be_a_reference(n: u32) -> Option<String> {
    let pair = pair();
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(pair.first)
}

#[with_defer]
fn of_a_box(pair: (Box<Pair>, u32), n: u32) -> Option<String> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(pair.0.first)
}

#[with_defer]
fn of_deferred_code(pair: Pair, n: u32) -> Option<String> {
    defer! { println!("{}", pair.first) }
    n.checked_sub(1)?;
    Some(pair.first)
}

#[with_defer]
async fn in_an_async_function(mut pair: Pair, n: u32) -> Option<String> {
    defer!(println!("bye"));
    async {}.await;
    pair.check(n)?;
    Some(pair.first)
}

fn main() {}
