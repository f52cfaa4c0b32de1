// 9.3: an error that `?` cannot convert is shown at the `?`.
use defer_runtime::{defer, with_defer};

async fn close() {}

#[with_defer]
fn in_a_function(text: &str) -> Result<u32, std::fmt::Error> {
    defer!(println!("bye"));
    let n = text.parse::<u32>()?;
    Ok(n)
}

#[with_defer]
fn in_a_loop(text: &str) -> Result<u32, std::fmt::Error> {
    let mut sum = 0;
    for part in text.split(' ') {
        defer!(println!("bye"));
        sum += part.parse::<u32>()?;
    }
    Ok(sum)
}

#[with_defer]
fn of_an_option(text: &str) -> Result<char, std::fmt::Error> {
    defer!(println!("bye"));
    let first = text.chars().next()?;
    Ok(first)
}

#[with_defer]
fn of_an_option_in_a_loop(text: &str) -> Result<u32, std::fmt::Error> {
    let mut sum = 0;
    for part in text.split(' ') {
        defer!(println!("bye"));
        sum += part.chars().next()?.len_utf8() as u32;
    }
    Ok(sum)
}

#[with_defer]
async fn in_an_async_function(text: &str) -> Result<u32, std::fmt::Error> {
    defer!(close().await);
    close().await;
    let n = text.parse::<u32>()?;
    Ok(n)
}

fn main() {}
