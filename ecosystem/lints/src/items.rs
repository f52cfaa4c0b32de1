//! Items of a function: a type, what is implemented for it, and a trait that only a method's name uses stay together.

use crate::trace::{finish, note, pause, say};
use defer_runtime::{defer, with_defer};

/// What deferred code alone names.
#[with_defer]
pub fn dropped() {
    defer!(|| {
        let _guard = Guard;
        say("deferred");
    });
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            say("dropped");
        }
    }
    say("body");
}

/// What the code behind names, between two deferred calls.
#[with_defer]
pub fn between(n: usize) {
    defer!(say("first"));
    let guard = Guard::new(n);
    defer!(note("guard", guard.n));
    struct Guard {
        n: usize,
    }
    impl Guard {
        const fn new(n: usize) -> Self {
            Self { n }
        }
    }
    impl Drop for Guard {
        fn drop(&mut self) {
            note("dropped", self.n);
        }
    }
}

/// A trait that is used by its method's name, in deferred code and behind it.
#[with_defer]
pub fn told(n: usize) {
    defer!(|| (n + 1).tell());
    trait Tell {
        fn tell(&self);
    }
    impl Tell for usize {
        fn tell(&self) {
            note("n", *self);
        }
    }
    n.tell();
}

/// In the body of a loop, a closure and an async block.
#[with_defer]
pub fn elsewhere(n: usize) {
    for i in 0..n {
        defer!(|| drop(Guard(i)));
        struct Guard(usize);
        impl Drop for Guard {
            fn drop(&mut self) {
                note("iteration", self.0);
            }
        }
    }
    let closure = || {
        defer!(|| drop(Guard));
        struct Guard;
        impl Drop for Guard {
            fn drop(&mut self) {
                say("closure");
            }
        }
    };
    closure();
    finish(async {
        defer!(|| {
            pause().await;
            drop(Guard);
        });
        struct Guard;
        impl Drop for Guard {
            fn drop(&mut self) {
                say("block");
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(dropped);
        assert_eq!(said, ["body", "deferred", "dropped"]);
        let ((), said) = trace(|| between(1));
        assert_eq!(said, ["guard 1", "dropped 1", "first"]);
        let ((), said) = trace(|| told(1));
        assert_eq!(said, ["n 1", "n 2"]);
        let ((), said) = trace(|| elsewhere(2));
        assert_eq!(said, ["iteration 0", "iteration 1", "closure", "block"]);
    }
}
