// 9.3: in an `impl` block as well, whose other functions are there.
use defer_runtime::{defer, with_defer};

struct S;

#[with_defer]
impl S {
    fn f() {
        defer!(println!("bye"));
        let n = ;
    }

    fn g() -> u32 {
        defer!(println!("bye"));
        1
    }
}

fn main() {
    S::f();
    println!("{}", S::g());
}
