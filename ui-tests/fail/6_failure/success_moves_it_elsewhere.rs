// 6.5: what a success takes along is there for `errdefer!` only where nothing else moves it: no call, no other way out, no deferred code.
#![allow(non_snake_case)]
use defer_runtime::{defer, errdefer, okdefer, with_defer};

type Text = Result<Box<String>, std::num::ParseIntError>;

#[with_defer]
fn by_a_call(text: &str) -> Text {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    let _: u32 = text.parse()?;
    Ok(Box::new(copy))
}

#[with_defer]
fn on_a_failure(text: &str) -> Result<String, String> {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    if text.is_empty() {
        return Err(copy);
    }
    Ok(copy)
}

#[with_defer]
fn on_another_way(text: &str) -> Result<String, std::num::ParseIntError> {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    if text.is_empty() {
        drop(copy);
        return Ok(String::new());
    }
    let _: u32 = text.parse()?;
    Ok(copy)
}

#[with_defer]
fn before_it(text: &str) -> Result<(String, usize), std::num::ParseIntError> {
    let copy = text.to_owned();
    errdefer!(|| println!("{copy}"));
    let _: u32 = text.parse()?;
    Ok((copy, copy.len()))
}

#[with_defer]
fn for_other_code(text: &str) -> Result<String, std::num::ParseIntError> {
    let copy = text.to_owned();
    errdefer!(|| println!("undone {copy}"));
    okdefer!(|| println!("done {copy}"));
    let _: u32 = text.parse()?;
    Ok(copy)
}

#[with_defer]
fn of_an_inner_block(text: &str) -> Result<String, std::num::ParseIntError> {
    if !text.is_empty() {
        let mut copy = text.to_owned();
        errdefer!(copy.clear());
        let _: u32 = text.parse()?;
        return Ok(copy);
    }
    defer!(println!("left"));
    Ok(String::new())
}

#[with_defer(result)]
fn into_a_named_result(text: &str) -> Result<String, std::num::ParseIntError> {
    let mut copy = text.to_owned();
    errdefer!(copy.clear());
    let _: u32 = text.parse()?;
    Ok(copy)
}

#[with_defer]
fn what_is_no_success(text: &str) -> (String, bool) {
    let copy = text.to_owned();
    errdefer!(|| println!("{copy}"));
    (copy, true)
}

fn main() {}
