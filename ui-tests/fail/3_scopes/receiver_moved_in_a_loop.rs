// 0: whether a method takes its receiver can't be told where its name doesn't, so it does not go through the iteration by value.
use defer_runtime::{defer, with_defer};

struct Names(Vec<String>);

impl Names {
    fn joined(self) -> String {
        self.0.concat()
    }
}

#[with_defer]
fn f(names: Names, n: usize) -> String {
    loop {
        defer!(println!("bye"));
        if n > 1 {
            return names.joined();
        }
    }
}

fn main() {
    println!("{}", f(Names(Vec::new()), 2));
}
