// 2.1: a function of the name of a constructor does something when it is called, and is no pattern.
use defer_runtime::{defer, with_defer};
use own::Ok;

mod own {
    #[allow(non_snake_case)]
    pub fn Ok(n: u32) -> Result<u32, ()> {
        println!("{n}");
        Result::Ok(n)
    }
}

fn note(_: Result<u32, ()>) {}

#[with_defer]
fn f() {
    defer!(note(Ok(1)));
}

fn main() {
    f();
}
