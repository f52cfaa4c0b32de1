//! Rule 3.5 where it can't be told whether something is moved that has no destructor: each function beside the same with a guard, on every
//! way out. The other locals are dropped in their order.

use defer_tests::poll::finish;
use defer_tests::{Named, beside_guards, say};
use pretty_assertions::assert_eq;
use std::pin::Pin;

struct Pair {
    first: u32,
    second: u32,
}

struct Projection<'p> {
    first: Pin<&'p mut u32>,
    second: Pin<&'p mut u32>,
}

impl Pair {
    fn of(n: u32) -> Self {
        Pair {
            first: n,
            second: 2 * n,
        }
    }

    fn project(self: Pin<&mut Self>) -> Projection<'_> {
        let Pair { first, second } = self.get_mut();
        Projection {
            first: Pin::new(first),
            second: Pin::new(second),
        }
    }

    fn reset(self: Pin<&mut Self>) {
        say("reset");
    }
}

trait Poll {
    fn poll(self) -> Option<u32>;
}

impl Poll for Pin<&mut u32> {
    fn poll(self) -> Option<u32> {
        say(*self);
        self.checked_sub(1)
    }
}

fn told(_: Option<usize>, given: Option<u32>) {
    say(format!("{given:?}"));
}

beside_guards!(
    of_pins,
    told,
    [None],
    [
        behind_a_let,
        of_the_parameter,
        in_part,
        again,
        in_a_loop,
        of_an_option,
        awaited_pin
    ],
    {
        fn project(pair: Pin<&mut Pair>) -> Option<u32> {
            let this = pair.project();
            let _early = Named("early");
            defer!(say("deferred"));
            let _late = Named("late");
            let first = this.first.poll()?;
            Some(first + this.second.poll()?)
        }

        pub fn behind_a_let(n: u32) -> Option<u32> {
            Self::project(Pin::new(&mut Pair::of(n)))
        }

        fn parameter(mut pair: Pin<&mut Pair>, n: u32) -> Option<u32> {
            let _early = Named("early");
            defer!(say("deferred"));
            let first = pair.as_mut().project().first.poll()?;
            if n > 2 {
                return Some(first);
            }
            pair.reset();
            Some(n)
        }

        pub fn of_the_parameter(n: u32) -> Option<u32> {
            Self::parameter(Pin::new(&mut Pair::of(n)), n)
        }

        fn part(pair: Pin<&mut Pair>) -> Option<u32> {
            let this = pair.project();
            let _early = Named("early");
            let first = this.first.poll()?;
            defer!(say("deferred"));
            let _late = Named("late");
            if first == 1 {
                return None;
            }
            Some(this.second.poll()? + first)
        }

        pub fn in_part(n: u32) -> Option<u32> {
            match n {
                0 => {
                    say("deferred");
                    None
                }
                _ => Self::part(Pin::new(&mut Pair::of(n))),
            }
        }

        fn twice(pair: Pin<&mut Pair>) -> Option<u32> {
            let mut this = pair.project();
            defer!(say("deferred"));
            let first = this.first.as_mut().poll()?;
            let _between = Named("between");
            defer!(say("deferred"));
            let second = this.first.poll()?;
            Some(first + second)
        }

        pub fn again(n: u32) -> Option<u32> {
            Self::twice(Pin::new(&mut Pair::of(n)))
        }

        fn iterations(mut pair: Pin<&mut Pair>, n: u32) -> Option<u32> {
            let mut sum = 0;
            for i in 0..=n {
                let this = pair.as_mut().project();
                defer!(say("deferred"));
                let _late = Named("late");
                if i == 2 {
                    continue;
                }
                sum += this.first.poll()?;
            }
            Some(sum)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            Self::iterations(Pin::new(&mut Pair::of(n)), n)
        }

        fn optional(pair: Option<&mut Pair>, n: u32) -> Option<u32> {
            let _early = Named("early");
            defer!(say("deferred"));
            n.checked_sub(2)?;
            let pair = pair.filter(|pair| pair.first > 3)?;
            pair.second += 1;
            Some(pair.second)
        }

        pub fn of_an_option(n: u32) -> Option<u32> {
            Self::optional(Some(&mut Pair::of(n)), n)
        }

        async fn pinned(pair: Pin<&mut Pair>) -> Option<u32> {
            let this = pair.project();
            let _early = Named("early");
            defer!(say("deferred"));
            let first = this.first.poll()?;
            async {}.await;
            Some(first + this.second.poll()?)
        }

        pub fn awaited_pin(n: u32) -> Option<u32> {
            finish(Self::pinned(Pin::new(&mut Pair::of(n))))
        }
    }
);
