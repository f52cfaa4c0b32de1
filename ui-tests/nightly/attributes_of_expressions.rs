// 1.6: attributes of expressions
//= bye
//= 4
#![feature(stmt_expr_attributes)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(n: u32) -> u32 {
    defer!(println!("bye"));
    let more = #[allow(unused_parens)]
    (n + 1);
    #[cfg(false)]
    {
        return 4;
    }
    #[rustfmt::skip] more
}

fn main() {
    println!("{}", f(3));
}
