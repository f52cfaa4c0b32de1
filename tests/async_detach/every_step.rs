//! A function that is cancelled at a step runs what it runs when it returns there, wherever that is, and completes it
//! even if it is cancelled in the middle of that.

use super::by_hand::{cancel_after, close, complete_spawned, keep, turns};
use defer_runtime::{defer, with_defer};
use defer_tests::{Named, say, trace};
use pretty_assertions::assert_eq;
use std::future::pending;

/// The step at which a function is left, and how.
#[derive(Clone, Copy)]
struct Leaves {
    at: u32,
    by_return: bool,
}

impl Leaves {
    /// Whether this is the step to return at. Never comes back from the one to be cancelled at.
    async fn here(&mut self) -> bool {
        say("step");
        if self.at > 0 {
            self.at -= 1;
            return false;
        }
        say("left");
        if !self.by_return {
            pending::<()>().await;
        }
        true
    }
}

/// What is said until `function` has been polled so often and dropped, and by what it hands on; `spawned` is left out.
fn said<F: Future>(polls: u32, leaves: Leaves, function: fn(Leaves) -> F) -> Vec<String> {
    let mut lines = trace(|| {
        cancel_after(polls, function(leaves));
        complete_spawned();
    });
    lines.retain(|line| line != "spawned");
    lines
}

const ENOUGH: u32 = 100;

fn test_each_step<F: Future>(steps: u32, function: fn(Leaves) -> F) {
    for at in 0..steps {
        let returned = said(ENOUGH, Leaves { at, by_return: true }, function);
        let left = |lines: &[String]| lines.iter().any(|line| line == "left");
        assert!(left(&returned), "there is no step {at}");

        let cancelled = said(ENOUGH, Leaves { at, by_return: false }, function);
        assert_eq!(cancelled, returned, "at step {at}");
        let mut tried = 0;
        for polls in 0..ENOUGH {
            let in_the_middle = said(polls, Leaves { at, by_return: true }, function);
            if left(&in_the_middle) {
                tried += 1;
                assert_eq!(in_the_middle, returned, "at step {at}, cancelled after {polls} polls");
            }
        }
        assert!(tried > 1);
    }
}

#[test]
fn function() {
    #[with_defer(detach = keep)]
    async fn function(mut leaves: Leaves) {
        let mut n = 0;
        defer!(|| close(&format!("a {n}")).await);
        if leaves.here().await {
            return;
        }
        let _local = Named("local");
        n += 1;
        defer!(close("b").await);
        if leaves.here().await {
            return;
        }
        n += 1;
        defer!(|| {
            n *= 10;
            turns(2).await;
            n += 1;
        });
        leaves.here().await;
    }
    test_each_step(3, function);
}

#[test]
fn branches() {
    #[with_defer(detach = keep)]
    async fn function(mut leaves: Leaves) {
        defer!(close("a").await);
        if leaves.here().await {
            return;
        }
        if leaves.at < 3 {
            let mut n = 1;
            defer!(|| close(&format!("b {n}")).await);
            if leaves.here().await {
                return;
            }
            n += 1;
            let _local = Named("local");
            match leaves.at {
                0 => defer!(close("c").await),
                _ => {
                    defer!(say("at once"));
                    defer!(|| close(&format!("d {n}")).await);
                    n += 1;
                    if leaves.here().await {
                        return;
                    }
                }
            }
            n += 1;
        }
        leaves.here().await;
    }
    test_each_step(4, function);
}

#[test]
fn loops() {
    #[with_defer(detach = keep)]
    async fn function(mut leaves: Leaves) {
        let mut total = 0;
        defer!(|| close(&format!("all {total}")).await);
        for i in 0..3 {
            let _local = Named("iteration");
            defer!(|| close(&format!("{i} of {total}")).await);
            total += 1;
            if leaves.here().await {
                return;
            }
            let mut j = 0;
            while j < 2 {
                j += 1;
                defer!(|| {
                    turns(1).await;
                    total += 10;
                    say(total);
                });
                if i == 1 {
                    defer!(|| close(&format!("{i} {j}")).await);
                    continue;
                }
                if leaves.here().await {
                    return;
                }
            }
        }
        leaves.here().await;
    }
    test_each_step(8, function);
}

#[test]
fn deferred_blocks() {
    #[with_defer(detach = keep)]
    async fn function(mut leaves: Leaves) {
        defer!(|| {
            defer!(close("a").await);
            for i in 0..2 {
                defer!(|| close(&format!("b {i}")).await);
                if i == 1 {
                    defer!(say("at once"));
                }
                turns(1).await;
            }
            let _local = Named("block");
        });
        if leaves.here().await {
            return;
        }
        loop {
            let mut n = 0;
            defer!(|| {
                n += 1;
                defer!(|| close(&format!("c {n}")).await);
                turns(1).await;
                if n > 1 {
                    return;
                }
                n += 10;
            });
            if leaves.here().await {
                return;
            }
            n += leaves.at;
            if leaves.here().await {
                return;
            }
        }
    }
    test_each_step(6, function);
}
