// 3.5: what is named again hasn't been moved, unless control doesn't come there from where it may have been.
use defer_runtime::{defer, with_defer};

trait Spend: Sized {
    fn spend(self) {}
}

impl Spend for String {}

fn fail() -> ! {
    std::process::exit(1)
}

#[with_defer]
fn by_a_panic(name: String, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        name.spend();
        panic!("{n}");
    }
    println!("{name}");
}

#[with_defer]
fn by_a_call(name: String, n: u32) {
    defer!(println!("bye"));
    match n {
        0 => {
            name.spend();
            fail();
        }
        _ => {}
    }
    println!("{name}");
}

#[with_defer]
fn by_a_loop(name: String, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        name.spend();
        loop {}
    }
    println!("{name}");
}

#[with_defer]
fn by_an_else(pair: (String, String), n: Option<u32>) {
    defer!(println!("bye"));
    let Some(n) = n else {
        pair.0.spend();
        fail();
    };
    println!("{n} {}", pair.0);
}

fn main() {}
