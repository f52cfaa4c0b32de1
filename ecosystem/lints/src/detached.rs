//! Deferred calls that are completed in the background on a cancellation (rule 8.4).

use crate::trace::{finish, note, pause, say};
use defer_runtime::{defer, with_defer};
use std::sync::Arc;

/// Completes a future on the spot.
fn spawn<F: Future<Output = ()> + Send + 'static>(remaining: F) {
    say("spawned");
    finish(remaining);
}

/// A function that is told how to spawn.
#[with_defer(detach = spawn)]
pub async fn session(name: Arc<str>, n: usize) -> usize {
    defer!(|| {
        pause().await;
        say(&name);
    });
    pause().await;
    if n == 0 {
        return 0;
    }
    name.len() + n
}

/// The same with what spawns named by a path, and a loop.
#[with_defer(detach = self::spawn)]
pub async fn sessions(names: Vec<String>) -> usize {
    let mut total = 0;
    for name in names {
        let length = name.len();
        defer!(|| {
            pause().await;
            note(&name, length);
        });
        pause().await;
        total += length;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{cancel, trace};
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (n, said) = trace(|| finish(session(Arc::from("name"), 1)));
        assert_eq!((n, said), (5, vec![String::from("name")]));
        let ((), said) = trace(|| cancel(session(Arc::from("name"), 1)));
        assert_eq!(said, ["spawned", "name"]);
        let names = || vec![String::from("a"), String::from("bc")];
        assert_eq!(finish(sessions(names())), 3);
        let ((), said) = trace(|| cancel(sessions(names())));
        assert_eq!(said, ["spawned", "a 1"]);
    }
}
