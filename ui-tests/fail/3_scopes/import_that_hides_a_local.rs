// 0, 3.2: what a block imports, deferred code behind it imports again, where it would hide a local of the block.
use defer_runtime::{defer, with_defer};

mod door {
    pub fn close() {}
}

#[with_defer]
fn by_name(open: bool) {
    if open {
        use door::close;
        let close = || println!("closed");
        defer!(|| close());
    }
}

#[with_defer]
fn by_a_star(open: bool) {
    if open {
        use door::*;
        if open {
            let close = || println!("closed");
            defer!(|| close());
        }
    }
}

#[with_defer]
fn fine(open: bool) {
    let close = || println!("closed");
    if open {
        use door::close;
        defer!(|| close());
    }
    close();
}

fn main() {}
