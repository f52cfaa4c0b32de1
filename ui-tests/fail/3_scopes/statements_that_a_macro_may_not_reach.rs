// 3.5: what a macro moves by the statements that it is given is taken to be moved where that decides the drop order. Where the macro doesn't
// come to them on each way, comes to them again, or a method only borrows, that is an error.
use defer_runtime::{defer, with_defer};

trait Visitor {
    fn visit(self) -> u32;
    fn resume(&self) -> u32;
}

macro_rules! sometimes {
    ($($body:tt)*) => {
        if std::env::args().count() > 1 {
            $($body)*
        }
    };
}

macro_rules! twice {
    ($($body:tt)*) => {
        for _ in 0..2 {
            $($body)*
        }
    };
}

macro_rules! once {
    ($($body:tt)*) => { $($body)* };
}

#[with_defer]
fn not_on_each_way<V: Visitor>(visitor: V) {
    defer!(println!("bye"));
    sometimes! { visitor.visit(); }
}

#[with_defer]
fn again<V: Visitor>(visitor: V) {
    defer!(println!("bye"));
    twice! { visitor.visit(); }
}

#[with_defer]
fn only_borrowed<V: Visitor>(visitor: V, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    once! { let visited = visitor.resume(); }
    Some(visited)
}

fn main() {}
