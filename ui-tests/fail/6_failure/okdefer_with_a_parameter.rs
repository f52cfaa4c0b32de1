// 6.2: a success has no error.
use defer_runtime::{okdefer, with_defer};

#[with_defer]
fn f() -> Result<(), String> {
    okdefer!(|err| println!("{err:?}"));
    Ok(())
}

fn main() {}
