// 9.3: an error that `?` cannot convert is shown at the `?`.
async fn close() {}

fn in_a_function(text: &str) -> Result<u32, std::fmt::Error> {
    let n = text.parse::<u32>()?;
    Ok(n)
}

fn in_a_loop(text: &str) -> Result<u32, std::fmt::Error> {
    let mut sum = 0;
    for part in text.split(' ') {
        sum += part.parse::<u32>()?;
    }
    Ok(sum)
}

fn of_an_option(text: &str) -> Result<char, std::fmt::Error> {
    let first = text.chars().next()?;
    Ok(first)
}

fn of_an_option_in_a_loop(text: &str) -> Result<u32, std::fmt::Error> {
    let mut sum = 0;
    for part in text.split(' ') {
        sum += part.chars().next()?.len_utf8() as u32;
    }
    Ok(sum)
}

async fn in_an_async_function(text: &str) -> Result<u32, std::fmt::Error> {
    close().await;
    let n = text.parse::<u32>()?;
    Ok(n)
}

fn main() {}
