//! Functions without a loop that succeed.

/// A call.
pub(super) mod one {
    use super::super::Close;
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("one call", |run, world| run(&world.input, &mut world.ledger));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let sum = input.step(0) ^ input.step(1) ^ input.step(2);
        ledger.close(1);
        sum
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let _close = Close { ledger, id: 1 };
        input.step(0) ^ input.step(1) ^ input.step(2)
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        scopeguard::defer! { ledger.close(1); }
        input.step(0) ^ input.step(1) ^ input.step(2)
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let _close = ::defer::defer(|| ledger.close(1));
        input.step(0) ^ input.step(1) ^ input.step(2)
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        defer!(ledger.close(1));
        input.step(0) ^ input.step(1) ^ input.step(2)
    }
}

/// Three calls.
pub(super) mod three {
    use super::super::Close;
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};
    use scopeguard::guard;
    use std::cell::RefCell;

    case!("three calls", |run, world| run(&world.input, &mut world.ledger));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let mut sum = input.step(0);
        ledger.open(2);
        sum ^= input.step(1);
        ledger.open(3);
        sum ^= input.step(2);
        ledger.close(3);
        ledger.close(2);
        ledger.close(1);
        sum
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let first = Close { ledger, id: 1 };
        let mut sum = input.step(0);
        first.ledger.open(2);
        let second = Close {
            ledger: first.ledger,
            id: 2,
        };
        sum ^= input.step(1);
        second.ledger.open(3);
        let _third = Close {
            ledger: second.ledger,
            id: 3,
        };
        sum ^ input.step(2)
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let mut first = guard(ledger, |ledger| ledger.close(1));
        let mut sum = input.step(0);
        first.open(2);
        let mut second = guard(&mut **first, |ledger| ledger.close(2));
        sum ^= input.step(1);
        second.open(3);
        let _third = guard(&mut **second, |ledger| ledger.close(3));
        sum ^ input.step(2)
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> u64 {
        let ledger = RefCell::new(ledger);
        ledger.borrow_mut().open(1);
        let _first = ::defer::defer(|| ledger.borrow_mut().close(1));
        let mut sum = input.step(0);
        ledger.borrow_mut().open(2);
        let _second = ::defer::defer(|| ledger.borrow_mut().close(2));
        sum ^= input.step(1);
        ledger.borrow_mut().open(3);
        let _third = ::defer::defer(|| ledger.borrow_mut().close(3));
        sum ^ input.step(2)
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        defer!(ledger.close(1));
        let mut sum = input.step(0);
        ledger.open(2);
        defer!(ledger.close(2));
        sum ^= input.step(1);
        ledger.open(3);
        defer!(ledger.close(3));
        sum ^ input.step(2)
    }
}

/// The cleanup changes what the function returns, on two ways out.
pub(super) mod named_result {
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};
    use std::cell::Cell;

    case!("named result", |run, world| run(&world.input, &mut world.ledger));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        let sum = input.step(0) ^ input.step(1);
        if !input.is_wanted() {
            ledger.close(1);
            return ledger.sign(sum);
        }
        let sum = sum ^ input.step(2);
        ledger.close(1);
        ledger.sign(sum)
    }

    struct Sign<'c> {
        result: &'c Cell<u64>,
        ledger: &'c mut Ledger,
    }

    impl Drop for Sign<'_> {
        fn drop(&mut self) {
            self.ledger.close(1);
            self.result.set(self.ledger.sign(self.result.get()));
        }
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> u64 {
        let result = Cell::new(0);
        ledger.open(1);
        let sign = Sign {
            result: &result,
            ledger,
        };
        let sum = input.step(0) ^ input.step(1);
        if !input.is_wanted() {
            result.set(sum);
            drop(sign);
            return result.get();
        }
        result.set(sum ^ input.step(2));
        drop(sign);
        result.get()
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> u64 {
        let result = Cell::new(0);
        ledger.open(1);
        let sign = scopeguard::guard((), |()| {
            ledger.close(1);
            result.set(ledger.sign(result.get()));
        });
        let sum = input.step(0) ^ input.step(1);
        if !input.is_wanted() {
            result.set(sum);
            drop(sign);
            return result.get();
        }
        result.set(sum ^ input.step(2));
        drop(sign);
        result.get()
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> u64 {
        let result = Cell::new(0);
        ledger.open(1);
        let sign = ::defer::defer(|| {
            ledger.close(1);
            result.set(ledger.sign(result.get()));
        });
        let sum = input.step(0) ^ input.step(1);
        if !input.is_wanted() {
            result.set(sum);
            drop(sign);
            return result.get();
        }
        result.set(sum ^ input.step(2));
        drop(sign);
        result.get()
    }

    #[with_defer(result)]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> u64 {
        ledger.open(1);
        defer!(|| {
            ledger.close(1);
            result = ledger.sign(result);
        });
        let sum = input.step(0) ^ input.step(1);
        if !input.is_wanted() {
            return sum;
        }
        sum ^ input.step(2)
    }
}

/// The call may not be reached.
pub(super) mod conditional {
    use super::super::Close;
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("conditional call", |run, world| run(&world.input, &mut world.ledger));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> u64 {
        let is_wanted = input.is_wanted();
        if is_wanted {
            ledger.open(1);
        }
        let sum = input.step(0) ^ input.step(1) ^ input.step(2);
        if is_wanted {
            ledger.close(1);
        }
        sum
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> u64 {
        let _close;
        if input.is_wanted() {
            ledger.open(1);
            _close = Close { ledger, id: 1 };
        }
        input.step(0) ^ input.step(1) ^ input.step(2)
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> u64 {
        let _close;
        if input.is_wanted() {
            ledger.open(1);
            _close = scopeguard::guard((), |()| ledger.close(1));
        }
        input.step(0) ^ input.step(1) ^ input.step(2)
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> u64 {
        let _close;
        if input.is_wanted() {
            ledger.open(1);
            _close = ::defer::defer(|| ledger.close(1));
        }
        input.step(0) ^ input.step(1) ^ input.step(2)
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> u64 {
        if input.is_wanted() {
            ledger.open(1);
            defer!(ledger.close(1));
        }
        input.step(0) ^ input.step(1) ^ input.step(2)
    }
}
