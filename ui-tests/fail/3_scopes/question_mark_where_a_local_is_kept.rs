// 3.5, 9.3: a `?` that leaves a local where it is, which another way out moves, says what any other does.
use defer_runtime::{defer, with_defer};

fn read() -> Result<u32, std::fmt::Error> {
    Ok(1)
}

#[with_defer]
fn of_a_number(n: u32) -> Option<String> {
    let name = String::new();
    defer!(println!("bye"));
    let _: u32 = n?;
    Some(name)
}

#[with_defer]
fn of_another_error() -> Result<String, std::num::ParseIntError> {
    let name = String::new();
    defer!(println!("bye"));
    read()?;
    Ok(name)
}

#[with_defer]
fn of_an_option(n: Option<u32>) -> Result<String, ()> {
    let name = String::new();
    defer!(println!("bye"));
    n?;
    Ok(name)
}

#[with_defer]
async fn of_another_error_in_an_async_function() -> Result<String, std::num::ParseIntError> {
    let name = String::new();
    defer!(println!("bye"));
    async { read() }.await?;
    Ok(name)
}

#[with_defer]
fn of_another_type() -> Result<String, std::fmt::Error> {
    let name = String::new();
    defer!(println!("bye"));
    let _: String = read()?;
    Ok(name)
}

fn main() {}
