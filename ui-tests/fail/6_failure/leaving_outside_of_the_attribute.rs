// 6.6: without the attribute there is no deferred code that could ask.
use defer_runtime::leaving;

fn main() {
    let _ = leaving!();
}
