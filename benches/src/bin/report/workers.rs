//! Many like pieces of work, as many at once as there are cores.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

/// What the work gives for each number below `count`, in their order. For what other processes don't disturb: counts.
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> io::Result<T> + Sync) -> io::Result<Vec<T>> {
    let done = Mutex::new(Vec::with_capacity(count));
    let next = AtomicUsize::new(0);
    let worker = || {
        loop {
            let at = next.fetch_add(1, Relaxed);
            if at >= count {
                return Ok(());
            }
            let result = work(at)?;
            if let Ok(mut done) = done.lock() {
                done.push((at, result));
            }
        }
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism()?.get();
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("a worker panicked")))
        })
    })?;
    let mut done = done.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    done.sort_by_key(|&(at, _)| at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_numbers() {
        assert_eq!(each(9, |at| Ok(at * at)).unwrap(), [0, 1, 4, 9, 16, 25, 36, 49, 64]);
    }

    #[test]
    fn an_error_of_one_is_the_error_of_all() {
        let fails = |at| if at == 3 { Err(io::Error::other("3")) } else { Ok(at) };
        assert_eq!(each(9, fails).unwrap_err().to_string(), "3");
    }
}
