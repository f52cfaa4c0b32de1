// 1.5: a macro is recognised by its name, but a `defer!` of another crate is never taken for ours.
use defer_runtime::with_defer;
use scopeguard::defer;

#[with_defer]
fn by_import(depth: &mut u32) {
    *depth += 1;
    defer! {
        *depth -= 1;
    }
}

#[with_defer]
fn by_path(depth: &mut u32) {
    *depth += 1;
    scopeguard::defer! {
        *depth -= 1;
    }
}

#[with_defer]
fn as_a_call(log: &mut Vec<u32>) {
    defer!(log.push(1));
    defer!(log.push(2));
}

fn main() {}
