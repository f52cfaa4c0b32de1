// 6.2: the error is the only parameter.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() -> Result<(), String> {
    errdefer!(|err, n| println!("{err:?} {n}"));
    Ok(())
}

fn main() {}
