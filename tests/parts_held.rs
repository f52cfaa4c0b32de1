//! Rules 3.5 and 8.5: what is moved out of in part, behind an await too, keeps the rest to its end, beside the same with a guard; and an
//! async block captures the parts that it uses, whatever its future holds so that it can be sent. `tests/parts.rs` has the same of functions
//! that don't await.

#![allow(unused_variables, clippy::needless_borrow)]

use defer_tests::poll::pause;
use defer_tests::{Named, beside_guards, check, polled, say, spend};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

struct Pair {
    first: Named,
    second: Named,
    count: u32,
}

impl Pair {
    fn new() -> Self {
        Pair {
            first: Named("first"),
            second: Named("second"),
            count: 2,
        }
    }
}

/// Its arguments can't be read.
macro_rules! spends {
    ($name:ident of $value:expr) => {
        spend($value)
    };
}

type Alias = (Named, Named);

fn pair() -> Alias {
    (Named("first"), Named("second"))
}

/// What can't be sent is not to be held by `&mut`.
struct State {
    count: Cell<u32>,
    list: RefCell<Vec<u32>>,
    id: u32,
}

async fn look(named: &Named) -> u32 {
    pause().await;
    say(named.0);
    1
}

fn last(named: &Named) {
    say("deferred");
    assert_eq!(named.0, "first");
}

beside_guards!(
    moved,
    polled,
    [None, Some(0)],
    [
        by_a_macro,
        made,
        given,
        annotated,
        parameters,
        pattern,
        tuple,
        argument,
        awaited,
        closure,
        async_block,
        struct_literal,
        in_front,
        behind_two,
        in_an_iteration,
        in_an_async_closure,
        beside_what_deferred_code_names
    ],
    {
        pub async fn by_a_macro(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            let spent = spends!(held of held.first);
            pause().await;
            Some((&held.second).0.len() as u32)
        }

        pub async fn made(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            pause().await;
            let first = held.first;
            look(&held.second).await;
            check(n)
        }

        pub async fn given(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            pause().await;
            let first = held.0;
            Some(look(&held.1).await)
        }

        pub async fn annotated(n: u32) -> Option<u32> {
            let held: Pair = Pair::new();
            defer!(say("deferred"));
            pause().await;
            let first = held.first;
            check(held.count)
        }

        pub async fn parameters(n: u32) -> Option<u32> {
            Self::taken_apart(Pair::new(), pair()).await
        }

        async fn taken_apart(held: Pair, other: Alias) -> Option<u32> {
            defer!(say("deferred"));
            pause().await;
            let Pair { first, .. } = held;
            let (_, last) = other;
            Some(look(&other.0).await)
        }

        pub async fn pattern(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            let Pair { second, .. } = held;
            pause().await;
            check(n)
        }

        pub async fn tuple(n: u32) -> Option<u32> {
            let held = (Named("first"), Named("second"));
            defer!(say("deferred"));
            let (_, second) = held;
            pause().await;
            check(n)
        }

        pub async fn argument(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            pause().await;
            Some(held.count + spend(held.first))
        }

        pub async fn awaited(n: u32) -> Option<u32> {
            let held = (Named("first"), pause());
            defer!(say("deferred"));
            held.1.await;
            check(n)
        }

        pub async fn closure(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            pause().await;
            let closure = move || say(held.second.0);
            say(held.first.0);
            check(n)
        }

        pub async fn async_block(n: u32) -> Option<u32> {
            let held: Alias = pair();
            defer!(say("deferred"));
            let other = Named("other");
            Some(async move { look(&held.1).await }.await)
        }

        pub async fn struct_literal(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            let new = Pair {
                first: Named("new"),
                ..held
            };
            pause().await;
            check(n)
        }

        pub async fn in_front(n: u32) -> Option<u32> {
            Self::moved_before(Pair::new()).await
        }

        async fn moved_before(held: Pair) -> Option<u32> {
            let first = held.first;
            defer!(say("deferred"));
            pause().await;
            Some(look(&held.second).await)
        }

        pub async fn behind_two(n: u32) -> Option<u32> {
            let held = Pair::new();
            defer!(say("deferred"));
            let other = Named("other");
            defer!(say("deferred"));
            pause().await;
            let first = held.first;
            Some(look(&held.second).await)
        }

        pub async fn in_an_iteration(n: u32) -> Option<u32> {
            for i in 0..2 {
                let held = pair();
                defer!(say("deferred"));
                pause().await;
                spend(held.1);
            }
            check(n)
        }

        pub async fn in_an_async_closure(n: u32) -> Option<u32> {
            let closure = async |held: Alias| {
                defer!(say("deferred"));
                pause().await;
                spend(held.1)
            };
            Some(closure(pair()).await)
        }

        pub async fn beside_what_deferred_code_names(n: u32) -> Option<u32> {
            let held = Pair::new();
            let other = Named("other");
            defer!(|| last(&held.first));
            pause().await;
            spend(held.second);
            Some(held.count)
        }
    }
);

beside_guards!(
    captured,
    polled,
    [None, Some(0), Some(1), Some(2)],
    [by_a_block, by_a_closure, by_two_blocks, of_what_cannot_be_sent],
    {
        pub async fn by_a_block(n: u32) -> Option<u32> {
            let held = Pair::new();
            {
                let block = async move {
                    let own = Named("own");
                    defer!(say("deferred"));
                    pause().await;
                    look(&held.second).await;
                };
                block.await;
            }
            say("behind");
            pause().await;
            check(n)
        }

        pub async fn by_a_closure(n: u32) -> Option<u32> {
            let held = Pair::new();
            {
                let closure = async move || {
                    defer!(say("deferred"));
                    pause().await;
                    say(held.second.0);
                };
                closure().await;
            }
            say(held.first.0);
            pause().await;
            check(n)
        }

        pub async fn by_two_blocks(n: u32) -> Option<u32> {
            let held = (Pair::new(), Named("other"));
            let block = async move {
                defer!(say("deferred"));
                let inner = async move {
                    defer!(say("deferred"));
                    look(&held.0.second).await
                };
                inner.await + held.0.count
            };
            let given = block.await;
            say(held.1.0);
            Some(given)
        }

        pub async fn of_what_cannot_be_sent(n: u32) -> Option<u32> {
            Self::shared(Rc::new(State {
                count: Cell::new(1),
                list: RefCell::new(vec![n]),
                id: n,
            }))
            .await
        }

        async fn shared(state: Rc<State>) -> Option<u32> {
            let block = async move {
                defer!(say("deferred"));
                let id = state.id;
                pause().await;
                state.count.set(2);
                state.list.borrow_mut().push(id);
                state.count.get()
            };
            Some(block.await)
        }
    }
);
