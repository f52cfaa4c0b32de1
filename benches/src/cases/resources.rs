//! What is cleaned up most often: a lock and a file; and what is dropped behind a cleanup unless the function hands it on.

/// A lock that is released before the function does the rest of its cleanup.
pub(super) mod lock {
    use crate::Input;
    use crate::case::case;
    use defer_runtime::{defer, with_defer};
    use std::cell::RefCell;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    case!("mutex: lock and unlock", |run, world| run(&world.input, &world.account));

    fn locked(account: &Mutex<u64>) -> MutexGuard<'_, u64> {
        account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn by_hand(input: &Input, account: &Mutex<u64>) -> u64 {
        let mut balance = locked(account);
        *balance ^= input.step(0) ^ input.step(1) ^ input.step(2);
        let result = *balance;
        drop(balance);
        result
    }

    /// The standard library's own guard.
    fn drop_guard(input: &Input, account: &Mutex<u64>) -> u64 {
        let mut balance = locked(account);
        *balance ^= input.step(0) ^ input.step(1) ^ input.step(2);
        *balance
    }

    fn scopeguard(input: &Input, account: &Mutex<u64>) -> u64 {
        let mut balance = scopeguard::guard(locked(account), drop);
        **balance ^= input.step(0) ^ input.step(1) ^ input.step(2);
        **balance
    }

    fn defer_crate(input: &Input, account: &Mutex<u64>) -> u64 {
        let balance = RefCell::new(Some(locked(account)));
        let _unlock = ::defer::defer(|| drop(balance.take()));
        let sum = input.step(0) ^ input.step(1) ^ input.step(2);
        balance.borrow_mut().as_deref_mut().map_or(0, |balance| {
            *balance ^= sum;
            *balance
        })
    }

    #[with_defer]
    fn with_defer(input: &Input, account: &Mutex<u64>) -> u64 {
        let mut balance = locked(account);
        defer! { drop(balance); }
        *balance ^= input.step(0) ^ input.step(1) ^ input.step(2);
        *balance
    }
}

/// A file that is counted while it is open.
pub(super) mod file {
    use crate::case::case;
    use crate::{Input, Ledger};
    use defer_runtime::{defer, with_defer};
    use std::cell::RefCell;
    use std::fs::File;
    use std::io::{self, Read};
    use std::path::Path;

    case!("file: open, read and close", |run, world| run(
        &world.path,
        &world.input,
        &mut world.ledger
    ));

    fn by_hand(path: &Path, input: &Input, ledger: &mut Ledger) -> io::Result<u64> {
        let mut file = File::open(path)?;
        ledger.open(1);
        let mut buffer = [0; 64];
        let read = match file.read(&mut buffer) {
            Ok(read) => read,
            Err(error) => {
                drop(file);
                ledger.close(1);
                return Err(error);
            }
        };
        let sum = input.step(read) ^ input.step(usize::from(buffer[0] % 64));
        drop(file);
        ledger.close(1);
        Ok(sum)
    }

    struct Open<'l> {
        file: Option<File>,
        ledger: &'l mut Ledger,
    }

    impl Drop for Open<'_> {
        fn drop(&mut self) {
            drop(self.file.take());
            self.ledger.close(1);
        }
    }

    impl Read for Open<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.file.as_mut().map_or(Ok(0), |file| file.read(buffer))
        }
    }

    fn drop_guard(path: &Path, input: &Input, ledger: &mut Ledger) -> io::Result<u64> {
        let file = Some(File::open(path)?);
        ledger.open(1);
        let mut file = Open { file, ledger };
        let mut buffer = [0; 64];
        let read = file.read(&mut buffer)?;
        Ok(input.step(read) ^ input.step(usize::from(buffer[0] % 64)))
    }

    fn scopeguard(path: &Path, input: &Input, ledger: &mut Ledger) -> io::Result<u64> {
        let file = File::open(path)?;
        ledger.open(1);
        let mut file = scopeguard::guard(file, |file| {
            drop(file);
            ledger.close(1);
        });
        let mut buffer = [0; 64];
        let read = file.read(&mut buffer)?;
        Ok(input.step(read) ^ input.step(usize::from(buffer[0] % 64)))
    }

    fn defer_crate(path: &Path, input: &Input, ledger: &mut Ledger) -> io::Result<u64> {
        let file = RefCell::new(Some(File::open(path)?));
        ledger.open(1);
        let _close = ::defer::defer(|| {
            drop(file.take());
            ledger.close(1);
        });
        let mut buffer = [0; 64];
        let read = file
            .borrow_mut()
            .as_mut()
            .map_or(Ok(0), |file| file.read(&mut buffer))?;
        Ok(input.step(read) ^ input.step(usize::from(buffer[0] % 64)))
    }

    #[with_defer]
    fn with_defer(path: &Path, input: &Input, ledger: &mut Ledger) -> io::Result<u64> {
        let mut file = File::open(path)?;
        ledger.open(1);
        defer!(|| {
            drop(file);
            ledger.close(1);
        });
        let mut buffer = [0; 64];
        let read = file.read(&mut buffer)?;
        Ok(input.step(read) ^ input.step(usize::from(buffer[0] % 64)))
    }
}

/// A list that success takes along, and that is dropped behind the cleanup on a failure.
pub(super) mod kept {
    use crate::case::case;
    use crate::{Failure, Input, Ledger};
    use defer_runtime::{defer, with_defer};

    case!("list: handed on by success alone", |run, world| run(
        &world.input,
        &mut world.ledger
    ));

    fn total(hashes: Vec<u64>) -> u64 {
        hashes.into_iter().fold(0, |sum, hash| sum ^ hash)
    }

    fn by_hand(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut hashes = Vec::with_capacity(2);
        ledger.open(1);
        for step in 0..2 {
            match input.try_step(step) {
                Ok(hash) => hashes.push(hash),
                Err(failure) => {
                    ledger.close(1);
                    return Err(failure);
                }
            }
        }
        let sum = total(hashes);
        ledger.close(1);
        Ok(sum)
    }

    fn drop_guard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut hashes = Vec::with_capacity(2);
        ledger.open(1);
        let _close = super::super::Close { ledger, id: 1 };
        for step in 0..2 {
            hashes.push(input.try_step(step)?);
        }
        Ok(total(hashes))
    }

    fn scopeguard(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut hashes = Vec::with_capacity(2);
        ledger.open(1);
        scopeguard::defer! { ledger.close(1); }
        for step in 0..2 {
            hashes.push(input.try_step(step)?);
        }
        Ok(total(hashes))
    }

    fn defer_crate(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut hashes = Vec::with_capacity(2);
        ledger.open(1);
        let _close = ::defer::defer(|| ledger.close(1));
        for step in 0..2 {
            hashes.push(input.try_step(step)?);
        }
        Ok(total(hashes))
    }

    #[with_defer]
    fn with_defer(input: &Input, ledger: &mut Ledger) -> Result<u64, Failure> {
        let mut hashes = Vec::with_capacity(2);
        ledger.open(1);
        defer!(ledger.close(1));
        for step in 0..2 {
            hashes.push(input.try_step(step)?);
        }
        Ok(total(hashes))
    }
}
