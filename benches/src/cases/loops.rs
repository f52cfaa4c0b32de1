//! Cleanup in each iteration, at most 64 of them.

/// An iteration ends in three ways.
pub(super) mod ways_out {
    use super::super::Close;
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("loop of 64 with `break` and `continue`", |run, world| run(
        &world.input,
        &mut world.ledger
    ));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let hash = input.step(at);
            if input.is_last(at) {
                ledger.close(1);
                break;
            }
            if hash.is_multiple_of(4) {
                ledger.close(1);
                continue;
            }
            sum ^= hash;
            ledger.close(1);
        }
        sum
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let _close = Close { ledger, id: 1 };
            let hash = input.step(at);
            if input.is_last(at) {
                break;
            }
            if hash.is_multiple_of(4) {
                continue;
            }
            sum ^= hash;
        }
        sum
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            scopeguard::defer! { ledger.close(1); }
            let hash = input.step(at);
            if input.is_last(at) {
                break;
            }
            if hash.is_multiple_of(4) {
                continue;
            }
            sum ^= hash;
        }
        sum
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let _close = ::defer::defer(|| ledger.close(1));
            let hash = input.step(at);
            if input.is_last(at) {
                break;
            }
            if hash.is_multiple_of(4) {
                continue;
            }
            sum ^= hash;
        }
        sum
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            defer!(ledger.close(1));
            let hash = input.step(at);
            if input.is_last(at) {
                break;
            }
            if hash.is_multiple_of(4) {
                continue;
            }
            sum ^= hash;
        }
        sum
    }
}

/// The same where the body does next to nothing beside its cleanup.
pub(super) mod tiny {
    use super::super::Close;
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("the same with a tiny body", |run, world| run(
        &world.input,
        &mut world.ledger
    ));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let byte = input.tiny_step(at);
            if input.is_last(at) {
                ledger.close(1);
                break;
            }
            if byte.is_multiple_of(4) {
                ledger.close(1);
                continue;
            }
            sum += byte;
            ledger.close(1);
        }
        sum
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let _close = Close { ledger, id: 1 };
            let byte = input.tiny_step(at);
            if input.is_last(at) {
                break;
            }
            if byte.is_multiple_of(4) {
                continue;
            }
            sum += byte;
        }
        sum
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            scopeguard::defer! { ledger.close(1); }
            let byte = input.tiny_step(at);
            if input.is_last(at) {
                break;
            }
            if byte.is_multiple_of(4) {
                continue;
            }
            sum += byte;
        }
        sum
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let _close = ::defer::defer(|| ledger.close(1));
            let byte = input.tiny_step(at);
            if input.is_last(at) {
                break;
            }
            if byte.is_multiple_of(4) {
                continue;
            }
            sum += byte;
        }
        sum
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> u64 {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            defer!(ledger.close(1));
            let byte = input.tiny_step(at);
            if input.is_last(at) {
                break;
            }
            if byte.is_multiple_of(4) {
                continue;
            }
            sum += byte;
        }
        sum
    }
}

/// An iteration may fail.
pub(super) mod question_mark {
    use super::super::Close;
    use crate::case::case;
    use crate::{Failure, Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("loop of 64 with `?`", |run, world| run(&world.input, &mut world.ledger));

    fn by_hand(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            sum ^= match input.try_step(at) {
                Ok(hash) => hash,
                Err(failure) => {
                    ledger.close(1);
                    return Err(failure);
                }
            };
            ledger.close(1);
        }
        Ok(sum)
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let _close = Close { ledger, id: 1 };
            sum ^= input.try_step(at)?;
        }
        Ok(sum)
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            scopeguard::defer! { ledger.close(1); }
            sum ^= input.try_step(at)?;
        }
        Ok(sum)
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            let _close = ::defer::defer(|| ledger.close(1));
            sum ^= input.try_step(at)?;
        }
        Ok(sum)
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut sum = 0;
        for at in 0..64 {
            ledger.open(1);
            defer!(ledger.close(1));
            sum ^= input.try_step(at)?;
        }
        Ok(sum)
    }
}
