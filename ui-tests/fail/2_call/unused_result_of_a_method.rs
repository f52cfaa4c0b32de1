// 2.11: and that of a method.
#![deny(unused_must_use)]

use defer_runtime::{defer, with_defer};

use std::fs::File;

#[with_defer]
fn f(file: File) {
    defer!(file.sync_all());
}

fn main() {}
