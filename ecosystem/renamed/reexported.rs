//! `defer-runtime` out of another library, which is all that is in scope (1.2).

#![deny(warnings)]

use defer_reexport::cleanup as go;

include!("names.rs");

/// 1.2: the whole path, with and without colons in front
#[test]
fn whole_paths() {
    #[defer_reexport::cleanup::with_defer(crate = defer_reexport::cleanup)]
    fn plain() {
        defer_reexport::cleanup::defer!(say("plain"));
    }
    #[::defer_reexport::cleanup::with_defer(crate = ::defer_reexport::cleanup)]
    fn leading_colons() {
        ::defer_reexport::cleanup::defer!(say("leading colons"));
    }
    let said = trace(|| {
        plain();
        leading_colons();
    });
    pretty_assertions::assert_eq!(said, ["plain", "leading colons"]);
}

/// 1.2: macros of the library that write the attribute and its path, `$crate::cleanup`
mod macros {
    use super::{finish, say};
    use defer_reexport::Trace;
    use pretty_assertions::assert_eq;

    defer_reexport::traced! {
        /// 1.3: a deferred call among what the macro was given is seen as well.
        fn half(trace: &Trace, n: u32) -> Option<u32> {
            for i in 0..2 {
                defer_reexport::cleanup::defer!(|| trace.borrow_mut().push(i.to_string()));
                if n == 0 {
                    return None;
                }
            }
            Some(n / 2)
        }
    }

    defer_reexport::traced! {
        fn nothing(_trace: &Trace) {}
    }

    defer_reexport::traced_async! {
        async fn wait(trace: &Trace) -> usize {
            defer_reexport::cleanup::defer!(|| {
                tokio::task::yield_now().await;
                trace.borrow_mut().push("waited".to_owned());
            });
            tokio::task::yield_now().await;
            trace.borrow().len()
        }
    }

    defer_reexport::never_panics! {
        fn divided() -> u32 {
            let zero = "".len() as u32;
            1 / zero
        } else 7
    }

    #[test]
    fn functions() {
        let trace = Trace::default();
        assert_eq!(half(&trace, 6), Some(3));
        assert_eq!(half(&trace, 0), None);
        nothing(&trace);
        assert_eq!(trace.take(), ["0", "1", "left half", "0", "left half", "left nothing"]);
    }

    #[test]
    fn async_functions() {
        let trace = Trace::default();
        assert_eq!(finish(wait(&trace)), 0);
        assert_eq!(trace.take(), ["waited", "left wait"]);
    }

    #[test]
    fn recovery() {
        assert_eq!(divided(), 7);
    }

    #[test]
    fn statements() {
        let said = super::trace(|| {
            defer_reexport::scope! {
                defer { say("deferred") }
                say("body");
                for i in 0..1 {
                    defer_reexport::cleanup::defer!(say(i));
                }
            }
        });
        pretty_assertions::assert_eq!(said, ["body", "0", "deferred"]);
    }
}
