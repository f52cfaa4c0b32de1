// 1.1: nor is a constant.
use defer_runtime::with_defer;

#[with_defer]
const N: u32 = 1;

fn main() {}
