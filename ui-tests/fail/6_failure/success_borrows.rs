// 6.5: the other parts of a success can't borrow what it takes along, which is moved behind them; nor can other deferred code reach that.
use defer_runtime::{defer, errdefer, with_defer};

#[with_defer]
fn part(text: &str) -> Option<(String, &str)> {
    let copy = text.to_owned();
    errdefer!(|| println!("{copy}"));
    if text.is_empty() {
        return None;
    }
    Some((copy, copy.as_str()))
}

#[with_defer]
fn part_in_front(text: &str) -> Option<(&str, String)> {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    if text.is_empty() {
        return None;
    }
    Some((copy.as_str(), copy))
}

#[with_defer]
fn alias(text: &str) -> Option<String> {
    let mut copy = text.to_owned();
    let alias = &mut copy;
    defer!(alias.push('!'));
    errdefer!(|| println!("{copy}"));
    if text.is_empty() {
        return None;
    }
    Some(copy)
}

fn main() {}
