// 6.1: an error that is returned as a value may be a failure or not, and so may a status.
use defer_runtime::{errdefer, okdefer, with_defer};

#[with_defer]
fn error(text: &str) -> std::num::ParseIntError {
    errdefer!(println!("failed"));
    text.parse::<u32>().unwrap_err()
}

#[with_defer]
fn run(mut command: std::process::Command) -> std::process::ExitStatus {
    okdefer!(println!("done"));
    command.status().unwrap()
}

fn main() {}
