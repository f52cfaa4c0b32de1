//! Functions that may fail, and don't: what is measured is the way that is taken often.

/// Each `?` is a way out.
pub(super) mod question_mark {
    use super::super::Close;
    use crate::case::case;
    use crate::{Failure, Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("`?` in a straight line", |run, world| run(
        &world.input,
        &mut world.ledger
    ));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let mut sum = match input.try_step(0) {
            Ok(hash) => hash,
            Err(failure) => {
                ledger.close(1);
                return Err(failure);
            }
        };
        sum ^= match input.try_step(1) {
            Ok(hash) => hash,
            Err(failure) => {
                ledger.close(1);
                return Err(failure);
            }
        };
        sum ^= match input.try_step(2) {
            Ok(hash) => hash,
            Err(failure) => {
                ledger.close(1);
                return Err(failure);
            }
        };
        ledger.close(1);
        Ok(sum)
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let _close = Close { ledger, id: 1 };
        Ok(input.try_step(0)? ^ input.try_step(1)? ^ input.try_step(2)?)
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        scopeguard::defer! { ledger.close(1); }
        Ok(input.try_step(0)? ^ input.try_step(1)? ^ input.try_step(2)?)
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let _close = ::defer::defer(|| ledger.close(1));
        Ok(input.try_step(0)? ^ input.try_step(1)? ^ input.try_step(2)?)
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        defer!(ledger.close(1));
        Ok(input.try_step(0)? ^ input.try_step(1)? ^ input.try_step(2)?)
    }
}

/// The cleanup is made on failure only, by a panic too; a guard has to be told of the success.
pub(super) mod on_error {
    use crate::case::case;
    use crate::{Failure, Input, Ledger};
    use defer_runtime::{errdefer, with_defer};
    use scopeguard::ScopeGuard;
    use std::cell::Cell;

    case!("`errdefer`", |run, world| {
        let result = run(&world.input, &mut world.ledger);
        if result.is_ok() {
            world.ledger.close(2);
        }
        result
    });

    fn by_hand(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let mut sum = match input.try_step(0) {
            Ok(hash) => hash,
            Err(failure) => {
                ledger.close(1);
                return Err(failure);
            }
        };
        sum ^= input.step(1);
        sum ^= match input.try_step(2) {
            Ok(hash) => hash,
            Err(failure) => {
                ledger.close(1);
                return Err(failure);
            }
        };
        Ok(sum)
    }

    struct Undo<'l> {
        ledger: &'l mut Ledger,
        is_armed: bool,
    }

    impl Drop for Undo<'_> {
        fn drop(&mut self) {
            if self.is_armed {
                self.ledger.close(1);
            }
        }
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let mut undo = Undo { ledger, is_armed: true };
        let sum = input.try_step(0)? ^ input.step(1) ^ input.try_step(2)?;
        undo.is_armed = false;
        Ok(sum)
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let undo = scopeguard::guard(ledger, |ledger| ledger.close(1));
        let sum = input.try_step(0)? ^ input.step(1) ^ input.try_step(2)?;
        ScopeGuard::into_inner(undo);
        Ok(sum)
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        let is_armed = Cell::new(true);
        let _undo = ::defer::defer(|| {
            if is_armed.get() {
                ledger.close(1);
            }
        });
        let sum = input.try_step(0)? ^ input.step(1) ^ input.try_step(2)?;
        is_armed.set(false);
        Ok(sum)
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        ledger.open(1);
        errdefer!(ledger.close(1));
        Ok(input.try_step(0)? ^ input.step(1) ^ input.try_step(2)?)
    }
}
