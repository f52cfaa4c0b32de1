//! What was done, in order, in a place of fixed size.

use core::fmt;

/// The lines that were noted.
#[derive(Debug, Default)]
pub struct Trace {
    lines: [&'static str; 16],
    len: usize,
}

impl Trace {
    /// Notes a line.
    pub fn note(&mut self, line: &'static str) {
        self.lines[self.len] = line;
        self.len += 1;
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines[..self.len].iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
