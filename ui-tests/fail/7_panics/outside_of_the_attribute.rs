// 7.2: a panic is recovered in a deferred block.
use defer_runtime::recover;

fn main() {
    let _ = recover!();
}
