// 2.7: a receiver that is a call could be evaluated now or at exit.
use defer_runtime::{defer, with_defer};

use std::sync::mpsc::Sender;

#[with_defer]
fn f(tx: Sender<u32>) {
    defer!(tx.send(1).unwrap());
    drop(tx);
}

fn main() {}
