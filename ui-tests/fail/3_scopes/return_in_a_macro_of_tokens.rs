// 3.1: what leaves a loop or block with deferred calls has to stand where it can be read.
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
    'outer: for n in 0..9 {
        defer!(println!("{n}"));
        unless!(ok => return);
        unless!(ok => break 'outer);
        unless!(ok => break);
    }
}

#[with_defer]
fn in_a_block(ok: bool) {
    if ok {
        let line = String::from("bye");
        defer!(|| println!("{line}"));
        unless!(ok => return);
    }
}

fn main() {}
