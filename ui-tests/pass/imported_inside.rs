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

mod first {
    pub fn name() {}
}

mod second {
    pub fn name() {}
}

#[defer_runtime::with_defer]
fn shadowed(c: bool) {
    if c {
        use first::name;
        defer_runtime::defer!(name());
        if !c {
            use second::name;
            defer_runtime::defer!(|| name());
        }
    }
}

fn main() {
    f();
    shadowed(true);
}
