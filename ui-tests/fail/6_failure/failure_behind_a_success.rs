// 6.5: what a success takes along is moved, though the call is not made then.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f(text: &str) -> Result<String, std::num::ParseIntError> {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    let _: u32 = text.parse()?;
    Ok(copy)
}

fn main() {
    drop(f("1"));
}
