// 1.5: also where the function itself imports them, or names their path.
#![deny(warnings)]

#[defer_runtime::with_defer]
fn f() {
    use defer_runtime::defer;
    defer!(println!("bye"));
    if true {
        defer_runtime::defer!(println!("bye"));
    }
}

fn main() {
    f();
}
