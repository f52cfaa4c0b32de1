//! Rule 8.4: an argument that only the spawner names stays outside of the future that is handed to it, also where another argument is
//! moved on one way out only, and is dropped from a place of its own on the others (3.5).

use super::by_hand::{cancel_after, close, completed, keep, lines, turns};
use defer_runtime::{defer, with_defer};
use defer_tests::{Named, trace};
use pretty_assertions::assert_eq;

/// It can't be copied, so that the spawner's is the only one.
struct Executor;

impl Executor {
    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        keep(task);
    }
}

/// The same function with each list of arguments: it fails with `moved`, succeeds, or is cancelled.
macro_rules! spawners {
    ($($name:ident ($($argument:ident: $ty:ty = $given:expr,)*) $executor:ident $moved:ident;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer(detach = |task| $executor.spawn(task))]
            async fn body($($argument: $ty),*) -> Result<u32, Named> {
                defer!(close("a").await);
                if $moved.0 == "moved" {
                    return Err($moved);
                }
                turns(1).await;
                Ok(7)
            }
            for (name, polls, at_once, later) in [
                ("moved", 9, &["closes a", "closed a", "drop moved"][..], &[][..]),
                ("kept", 9, &["closes a", "closed a", "drop kept"], &[]),
                // Where the future is dropped, what another way out moves goes first (3.5).
                ("kept", 1, &["drop kept", "closes a", "spawned"], &["closed a"]),
            ] {
                let given = body($($given(name)),*);
                let said = (trace(|| drop(cancel_after(polls, given))), completed());
                assert_eq!(said, (lines(at_once), lines(later)), "{name}, {polls}");
            }
        })*
    };
}

fn given(_: &str) -> Executor {
    Executor
}

spawners! {
    behind (moved: Named = Named, executor: Executor = given,) executor moved;
    in_front (executor: Executor = given, moved: Named = Named,) executor moved;
    between (_count: u32 = |_| 1, moved: Named = Named, executor: Executor = given, _last: u32 = |_| 2,) executor moved;
}

/// The same of a method, of arguments that are taken apart, and of one that changes.
#[test]
fn of_a_method() {
    struct Job {
        _named: Named,
    }
    impl Job {
        #[with_defer(detach = |task| executor.spawn(task))]
        async fn run(
            self,
            (mut first, second): (u32, Named),
            executor: Executor,
            mut last: u32,
        ) -> Result<u32, (Named, Job)> {
            first += 1;
            defer!(close("a").await);
            last += 1;
            if second.0 == "moved" {
                return Err((second, self));
            }
            turns(1).await;
            Ok(first + last)
        }
    }
    let run = |name, polls| {
        let run = (Job { _named: Named("self") }).run((1, Named(name)), Executor, 2);
        trace(|| drop(cancel_after(polls, run)))
    };
    assert_eq!(
        run("moved", 9),
        lines(&["closes a", "closed a", "drop moved", "drop self"])
    );
    assert_eq!(
        run("kept", 9),
        lines(&["closes a", "closed a", "drop kept", "drop self"])
    );
    assert_eq!(
        run("kept", 1),
        lines(&["drop kept", "drop self", "closes a", "spawned"])
    );
    assert_eq!(completed(), lines(&["closed a"]));
}
