// 3.1: the label of a block that is a scope counts as used, whether a `break` names it or not.
#![deny(warnings)]

use defer_runtime::{defer, errdefer, with_defer};

#[with_defer]
fn ends() -> usize {
    'cleanup: {
        defer!(println!("before the rest of the function"));
    }
    let read = 'read: {
        defer!(println!("read"));
        "text".len()
    };
    read
}

#[with_defer]
fn leaves(text: &str) -> Result<u32, std::num::ParseIntError> {
    let number = 'number: {
        errdefer!(|error| println!("{error}"));
        if text.is_empty() {
            break 'number 0;
        }
        text.parse()?
    };
    Ok(number + 1)
}

fn main() {
    assert_eq!(ends(), 4);
    assert_eq!((leaves(""), leaves("7")), (Ok(1), Ok(8)));
    assert!(leaves("x").is_err());
}
