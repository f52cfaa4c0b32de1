//! Rule 3.5 where every way out calls one method of a local, which moves it or doesn't on all of them, or names it again behind one that
//! doesn't: each function beside the same with a guard.

use defer_tests::{Named, beside_guards, check, polled, say, told};
use pretty_assertions::assert_eq;

/// No name of these tells whether they move.
trait Helpers: Sized {
    fn weigh(self, n: u32) -> u32 {
        say("weighed");
        n
    }
    fn measure(&self, n: u32) -> u32 {
        say("measured");
        n
    }
}

impl Helpers for Named {}

/// A method of a type parameter is taken to move it, which this one doesn't.
trait Cut {
    fn cut(&self, n: u32) -> Self;
}

impl Cut for Named {
    fn cut(&self, _: u32) -> Self {
        say("cut");
        Named("part")
    }
}

beside_guards!(
    on_every_way_out,
    told,
    [None],
    [
        moved_by_a_return,
        looked_at_by_a_return,
        moved_in_each_arm,
        looked_at_in_each_arm,
        in_loops,
        in_a_block_with_a_value,
        of_a_type_parameter,
        looked_at_by_the_head_of_a_loop,
        looked_at_in_front_of_a_loop
    ],
    {
        pub fn moved_by_a_return(n: u32) -> Option<u32> {
            let _before = Named("before");
            let local = Named("local");
            defer!(say("deferred"));
            let _behind = Named("behind");
            if n == 0 {
                return Some(local.weigh(1));
            }
            let sum = n + local.weigh(2);
            check(n)?;
            Some(sum)
        }

        pub fn looked_at_by_a_return(n: u32) -> Option<u32> {
            let _before = Named("before");
            let local = Named("local");
            defer!(say("deferred"));
            let _behind = Named("behind");
            if n == 0 {
                return Some(local.measure(1));
            }
            let sum = n + local.measure(2);
            check(n)?;
            Some(sum)
        }

        pub fn moved_in_each_arm(n: u32) -> Option<u32> {
            let _before = Named("before");
            let local = Named("local");
            defer!(say("deferred"));
            match n {
                0 => Some(local.weigh(1)),
                1 => {
                    say("one");
                    Some(local.weigh(2))
                }
                _ => {
                    let sum = local.weigh(3);
                    Some(check(n)? + sum)
                }
            }
        }

        pub fn looked_at_in_each_arm(n: u32) -> Option<u32> {
            let _before = Named("before");
            let local = Named("local");
            defer!(say("deferred"));
            match n {
                0 => Some(local.measure(1)),
                1 => {
                    say("one");
                    Some(local.measure(2))
                }
                _ => {
                    let sum = local.measure(3);
                    Some(check(n)? + sum)
                }
            }
        }

        pub fn in_loops(n: u32) -> Option<u32> {
            let mut sum = 0;
            for i in 0..n {
                let (moved, seen) = (Named("moved"), Named("seen"));
                defer!(say("deferred"));
                let _behind = Named("behind");
                if i == 1 {
                    sum += moved.weigh(i) + seen.measure(i);
                    continue;
                }
                if i == 3 {
                    sum += seen.measure(i) + moved.weigh(i);
                    break;
                }
                sum += moved.weigh(1) + seen.measure(2);
            }
            defer!(say("deferred"));
            Some(sum)
        }

        pub fn in_a_block_with_a_value(n: u32) -> Option<u32> {
            let (moved, seen) = (Named("moved"), Named("seen"));
            let _behind = Named("behind");
            defer!(say("deferred"));
            let found = 'found: {
                if n == 2 {
                    break 'found moved.weigh(1) + seen.measure(1);
                }
                let sum = moved.weigh(2);
                seen.measure(sum)
            };
            Some(found)
        }

        pub fn looked_at_by_the_head_of_a_loop(n: u32) -> Option<u32> {
            let _before = Named("before");
            let local = Named("local");
            defer!(say("deferred"));
            let _behind = Named("behind");
            for i in 0..local.measure(n) {
                say(i);
                if i == 3 {
                    break;
                }
            }
            say("then");
            Some(local.weigh(n))
        }

        pub fn looked_at_in_front_of_a_loop(n: u32) -> Option<u32> {
            let local = Named("local");
            let mut sum = 0;
            defer!(say("deferred"));
            let _behind = Named("behind");
            let end = local.measure(n);
            while sum < end {
                say(sum);
                sum += 2;
            }
            say("then");
            Some(local.weigh(sum))
        }

        fn cut_once<T: Cut>(of: T, n: u32) -> T {
            defer!(say("deferred"));
            let _behind = Named("behind");
            match n {
                0 => of.cut(1),
                _ => {
                    say("more");
                    of.cut(2)
                }
            }
        }

        pub fn of_a_type_parameter(n: u32) -> Option<u32> {
            let part = Self::cut_once(Named("whole"), n);
            check(n)?;
            Some(part.0.len() as u32)
        }
    }
);

beside_guards!(
    in_futures,
    polled,
    [None, Some(0), Some(1), Some(2), Some(3)],
    [moved, looked_at],
    {
        pub async fn moved(n: u32) -> Option<u32> {
            let local = Named("local");
            defer!(say("deferred"));
            let _behind = Named("behind");
            if n == 0 {
                return Some(local.weigh(1));
            }
            let sum = local.weigh(2);
            defer_tests::pause().await;
            Some(check(n)? + sum)
        }

        pub async fn looked_at(n: u32) -> Option<u32> {
            let local = Named("local");
            defer!(say("deferred"));
            let _behind = Named("behind");
            if n == 0 {
                return Some(local.measure(1));
            }
            let sum = local.measure(2);
            defer_tests::pause().await;
            Some(check(n)? + sum)
        }
    }
);
