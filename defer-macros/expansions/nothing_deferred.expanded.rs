//! A function without a deferred call comes out as it went in (rule 1.3).
fn nothing_deferred(a: u32) -> u32 {
    a + 1
}
