// 3.1: a way out of a loop must stand where the attribute can read it.
use defer_runtime::{defer, with_defer};

macro_rules! unless {
    ($ok:ident => $leave:stmt) => {
        if !$ok {
            $leave
        }
    };
}

#[with_defer]
fn f(ok: bool) {
    loop {
        defer!(println!("bye"));
        unless!(ok => break);
    }
}

fn main() {}
