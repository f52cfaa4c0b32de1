// 3.5: what is gone in front of a deferred call gets a new value behind it, but not on every way on which it is named again.

use defer_runtime::{defer, with_defer};

fn send(line: String) {
    println!("{line}");
}

#[with_defer]
fn send_all(mut line: String, more: &[&str]) {
    for next in more {
        send(line);
        defer!(println!("sent"));
        if !next.is_empty() {
            line = next.to_string();
        } else {
            panic!("an empty line");
        }
    }
}

fn main() {
    send_all(String::new(), &["a"]);
}
