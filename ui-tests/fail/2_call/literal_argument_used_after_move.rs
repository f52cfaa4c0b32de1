// 2.3: the argument of a function literal is moved now.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    defer!((|name: String| drop(name))(name));
    drop(name);
}

fn main() {}
