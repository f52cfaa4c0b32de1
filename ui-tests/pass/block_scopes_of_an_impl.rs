// 1.1, 3.8: on an `impl` block every function with a deferred call has such scopes; others stay as they are.
#![deny(warnings, unused)]

use defer_runtime::{defer, with_defer};

struct Depth(u32);

#[with_defer(scope = block)]
impl Depth {
    fn at(&mut self) -> u32 {
        let at = {
            self.0 += 1;
            defer! { self.0 -= 1; }
            self.0 * 10
        };
        at + self.0
    }

    fn plain(&self) -> u32 {
        if self.0 > 5 { 5 } else { self.0 }
    }
}

fn main() {
    let mut depth = Depth(1);
    assert_eq!((depth.at(), depth.plain()), (21, 1));
}
