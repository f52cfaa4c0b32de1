// 6.1: not supported yet.
use defer_runtime::with_defer;

#[with_defer]
fn f() -> Result<(), String> {
    errdefer!(println!("bye"));
    Ok(())
}

fn main() {}
