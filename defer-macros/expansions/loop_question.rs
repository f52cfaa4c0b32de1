//! `?` in a loop body: the ways out travel inside the function's result, so that `?` leaves the closure as well.

#[with_defer]
fn loop_question(lines: &[&str]) -> Result<u32, ParseIntError> {
    let mut sum = 0;
    for line in lines {
        defer!(|| log(sum));
        if line.is_empty() {
            break;
        }
        sum += line.parse::<u32>()?;
    }
    Ok(sum)
}
