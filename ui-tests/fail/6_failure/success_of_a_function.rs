// 6.5: what is taken along goes into a tuple struct or a variant, which is a pattern, too; and into a success of the standard library.
#![allow(non_snake_case)]
use defer_runtime::{errdefer, with_defer};

struct Wrapped(String);

fn Wrap(text: String) -> Wrapped {
    println!("wraps");
    Wrapped(text)
}

#[with_defer]
fn by_a_function(text: &str) -> Result<Wrapped, std::num::ParseIntError> {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    let _: u32 = text.parse()?;
    Ok(Wrap(copy))
}

enum Done {
    Ok(String),
    Bad,
}

impl defer_runtime::Outcome for Done {
    fn is_failure(&self) -> bool {
        matches!(self, Done::Ok(_))
    }
}

#[with_defer]
fn of_ones_own(text: &str) -> Done {
    use Done::Ok;
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    if text.is_empty() {
        return Done::Bad;
    }
    Ok(copy)
}

fn main() {}
