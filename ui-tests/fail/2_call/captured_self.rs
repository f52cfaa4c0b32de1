// 2.6: a captured `self` has no name for its value of now.
use defer_runtime::{defer, with_defer};

struct S;

impl std::fmt::Display for S {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("S")
    }
}

impl S {
    #[with_defer]
    fn f(&self) {
        defer!(println!("{self}"));
    }
}

fn main() {}
