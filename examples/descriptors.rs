//! How many file descriptors this process holds.

use std::fs;

/// The number of open descriptors, where the operating system lists them in `/proc`.
pub fn open_now() -> Option<usize> {
    let listed = fs::read_dir("/proc/self/fd").ok()?.count();
    // The listing itself holds one while it is read.
    Some(listed - 1)
}

/// A number that may not be known, for printing.
pub fn shown(number: Option<usize>) -> String {
    number.map_or_else(|| "unknown here".to_owned(), |number| number.to_string())
}
