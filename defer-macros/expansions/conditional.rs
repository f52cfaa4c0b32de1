//! Calls in inner blocks: a slot each, filled where control reaches it, and looked at behind the rest.

#[with_defer]
fn conditional(verbose: bool) -> u32 {
    if verbose {
        defer!(log("end", now()));
    } else {
        defer!(|| count());
    }
    work()
}
