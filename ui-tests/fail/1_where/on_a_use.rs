// 1.1: nor does it stand on a `use`, which is there still.
use defer_runtime::{with_defer};

#[with_defer]
use std::fs::File;

fn main() {
    let _: Option<File> = None;
}
