// 6: a type of the user's own that has the name of a `Result` is none.
use defer_runtime::{defer, with_defer};

struct Result(u32);

fn step() -> std::result::Result<(), ()> {
    Err(())
}

#[with_defer]
fn f() -> Result {
    for n in 0..3 {
        defer!(println!("bye"));
        step()?;
        println!("{n}");
    }
    Result(1)
}

fn main() {
    println!("{}", f().0);
}
