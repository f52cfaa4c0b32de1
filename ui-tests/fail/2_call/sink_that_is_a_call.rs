// 2.6: where a macro writes is a place, as a receiver is.
use defer_runtime::{defer, with_defer};
use std::io::{Result, Write};
use std::sync::Mutex;

#[with_defer]
fn f(log: &Mutex<Vec<u8>>) -> Result<()> {
    defer!(write!(std::io::stdout(), "end")?);
    defer!(writeln!(log.lock().unwrap(), "end")?);
    defer!(writeln!(&mut *log.lock().unwrap())?);
    writeln!(std::io::stdout(), "body")
}

fn main() {}
