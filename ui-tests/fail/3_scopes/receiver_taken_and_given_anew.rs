// 3.5: a method that borrows is taken to move by its name what gets a new value behind the call.

use defer_runtime::{defer, with_defer};

struct Line(String);

impl Line {
    fn into_len(&self) -> usize {
        self.0.len()
    }
}

impl Drop for Line {
    fn drop(&mut self) {}
}

#[with_defer]
fn renewed(mut line: Line) -> usize {
    {
        let len = line.into_len();
        defer!(|| println!("{len}"));
        line = Line(String::new());
    }
    line.0.len()
}

fn main() {
    renewed(Line(String::new()));
}
