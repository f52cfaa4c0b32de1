//! A panic that meets cleanup at each level of a recursion, and is stopped by the outermost. There is no way to clean
//! up by hand on a panic but to catch it at each level and let it go on.

use crate::{Input, Ledger};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A panic that no cleanup of its own function is about.
#[inline(never)]
fn fail(input: &Input) -> u64 {
    assert!(!input.is_wanted(), "failed");
    input.step(0)
}

/// Catches, for the kinds that can't recover themselves.
fn recovered(call: impl FnOnce() -> u64) -> u64 {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(7)
}

mod by_hand {
    use super::{AssertUnwindSafe, Input, Ledger, catch_unwind};
    use std::panic::resume_unwind;

    pub fn inner(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        ledger.open(depth);
        let result = catch_unwind(AssertUnwindSafe(|| match depth {
            0 => super::fail(input),
            _ => inner(input, ledger, depth - 1) ^ input.step(0),
        }));
        ledger.close(depth);
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    pub fn outermost(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        ledger.open(depth);
        let result = catch_unwind(AssertUnwindSafe(|| match depth {
            0 => super::fail(input),
            _ => inner(input, ledger, depth - 1),
        }));
        ledger.close(depth);
        result.unwrap_or(7)
    }
}

mod drop_guard {
    use super::super::Close;
    use super::{Input, Ledger, recovered};

    fn inner(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        ledger.open(depth);
        let close = Close { ledger, id: depth };
        match depth {
            0 => super::fail(input),
            _ => inner(input, close.ledger, depth - 1) ^ input.step(0),
        }
    }

    pub fn outermost(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        recovered(|| inner(input, ledger, depth))
    }
}

mod scopeguard {
    use super::{Input, Ledger, recovered};

    fn inner(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        ledger.open(depth);
        let mut ledger = scopeguard::guard(ledger, |ledger| ledger.close(depth));
        match depth {
            0 => super::fail(input),
            _ => inner(input, &mut ledger, depth - 1) ^ input.step(0),
        }
    }

    pub fn outermost(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        recovered(|| inner(input, ledger, depth))
    }
}

mod defer_crate {
    use super::{Input, Ledger, recovered};
    use std::cell::RefCell;

    fn inner(input: &Input, ledger: &RefCell<&mut Ledger>, depth: u64) -> u64 {
        ledger.borrow_mut().open(depth);
        let _close = ::defer::defer(|| ledger.borrow_mut().close(depth));
        match depth {
            0 => super::fail(input),
            _ => inner(input, ledger, depth - 1) ^ input.step(0),
        }
    }

    pub fn outermost(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        let ledger = RefCell::new(ledger);
        recovered(|| inner(input, &ledger, depth))
    }
}

mod with_defer {
    use super::{Input, Ledger};
    use defer_runtime::{defer, recover, with_defer};

    #[with_defer]
    fn inner(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        ledger.open(depth);
        defer!(ledger.close(depth));
        match depth {
            0 => super::fail(input),
            _ => inner(input, ledger, depth - 1) ^ input.step(0),
        }
    }

    #[with_defer(result)]
    pub fn outermost(input: &Input, ledger: &mut Ledger, depth: u64) -> u64 {
        ledger.open(depth);
        defer!(|| {
            ledger.close(depth);
            if recover!().is_some() {
                result = 7;
            }
        });
        match depth {
            0 => super::fail(input),
            _ => inner(input, ledger, depth - 1),
        }
    }
}

macro_rules! depth {
    ($name:ident, $title:literal, $levels:literal) => {
        pub(super) mod $name {
            use super::by_hand::outermost as by_hand;
            use super::defer_crate::outermost as defer_crate;
            use super::drop_guard::outermost as drop_guard;
            use super::scopeguard::outermost as scopeguard;
            use super::with_defer::outermost as with_defer;
            use crate::case::case;

            case!($title, |run, world| run(
                &world.input,
                &mut world.ledger,
                std::hint::black_box($levels - 1)
            ));
        }
    };
}

depth!(one_level, "panic and recover, depth 1", 1);
depth!(ten_levels, "panic and recover, depth 10", 10);
