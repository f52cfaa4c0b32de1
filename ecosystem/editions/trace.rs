//! What the tests of all editions say lines with.

use std::cell::RefCell;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to the trace of this thread.
pub fn say(line: &str) {
    TRACE.with(|trace| trace.borrow_mut().push(line.to_owned()));
}

/// The lines that `program` said.
pub fn trace<T>(program: impl FnOnce() -> T) -> Vec<String> {
    TRACE.with(|trace| trace.borrow_mut().clear());
    program();
    TRACE.with(|trace| trace.borrow().clone())
}

/// Says its name when it is dropped.
pub struct Noisy(pub &'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        say(self.0);
    }
}

impl Noisy {
    pub fn get(&self) -> u32 {
        1
    }

    pub fn none(&self) -> Option<u32> {
        None
    }
}

/// Stands for `defer!` in a function without the attribute.
#[macro_export]
macro_rules! nothing {
    ($($deferred:tt)*) => {};
}

/// The lines that are expected in this edition.
#[macro_export]
macro_rules! said {
    ($lines:tt) => {
        &$lines
    };
    ($old:tt $year:literal $new:tt) => {
        if $crate::EDITION < $year { &$old } else { &$new }
    };
}

/// Tests what each body says, first without the attribute and its deferred calls, which say nothing, then with them.
#[macro_export]
macro_rules! says_the_same {
    ($($name:ident $body:tt => $first:tt $(before $year:literal, then $second:tt)?;)*) => {
        $(mod $name {
            mod plain {
                #[allow(unused_imports)]
                use $crate::trace::{Noisy, say};
                use $crate::nothing as defer;
                pub fn body() -> u32 $body
            }
            mod deferred {
                #[allow(unused_imports)]
                use $crate::trace::{Noisy, say};
                use defer_runtime::{defer, with_defer};
                #[with_defer]
                pub fn body() -> u32 $body
            }
            #[test]
            fn says_the_same() {
                use $crate::trace::trace;
                let lines: &[&str] = said!($first $($year $second)?);
                pretty_assertions::assert_eq!(trace(plain::body), lines, "without the attribute");
                pretty_assertions::assert_eq!(trace(deferred::body), lines, "with the attribute");
            }
        })*
    };
}

/// Tests what each body says.
#[macro_export]
macro_rules! says {
    ($($name:ident $body:tt => $first:tt $(before $year:literal, then $second:tt)?;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn body() $body
            let lines: &[&str] = said!($first $($year $second)?);
            pretty_assertions::assert_eq!($crate::trace::trace(body), lines);
        })*
    };
}
