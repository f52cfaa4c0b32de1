// 9.3: attributes of tools are honoured.
#![deny(warnings)]
use defer_runtime::{defer, errdefer, okdefer, with_defer};

#[with_defer]
#[rustfmt::skip]
fn each_scope(c: bool) -> Result<(), String> {
    #[rustfmt::skip]
    defer!(println!( "bye" ));
    #[rustfmt::skip]
    errdefer! { println!( "failed" ); }
    #[clippy::format_args]
    okdefer!(|| println!("fine"));
    if c {
        #[rust_analyzer::skip]
        defer!(println!("inner"));
        println!("in the block");
    }
    for n in 0..2 {
        #[rustfmt::skip]
        #[allow(unused)]
        defer!(move || println!("{n}"));
    }
    let closure = || {
        #[rustfmt::skip]
        defer! { println!("closure"); }
        println!("in it");
    };
    closure();
    Ok(())
}

#[with_defer]
async fn awaits() {
    #[rustfmt::skip]
    defer! { core::future::ready( () ).await; }
    core::future::ready(()).await;
}

fn main() {
    each_scope(true).unwrap();
    drop(awaits());
}
