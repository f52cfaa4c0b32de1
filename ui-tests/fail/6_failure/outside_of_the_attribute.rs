// 1.4: the attribute makes sense of them.
use defer_runtime::{errdefer, okdefer};

fn f() -> Result<(), String> {
    errdefer!(println!("failed"));
    okdefer!(println!("done"));
    Ok(())
}

fn main() {}
