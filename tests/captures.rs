//! Rule 8.5: a closure or async block with a deferred call captures what it would without, each beside the same with a guard.

use defer_tests::poll::finish;
use defer_tests::{Guard, Named, pause, say, trace};
use pretty_assertions::assert_eq;
use std::cell::Cell;

macro_rules! guard {
    ($($code:tt)*) => {
        let _guard = Guard("end");
    };
}
use guard;

fn end() {
    say("end");
}

struct Parts {
    first: Named,
    second: Named,
    count: Cell<u32>,
    deep: Deep,
}

struct Deep {
    left: Named,
    right: Named,
    text: String,
}

fn parts() -> Parts {
    Parts {
        first: Named("first"),
        second: Named("second"),
        count: Cell::new(1),
        deep: Deep {
            left: Named("left"),
            right: Named("right"),
            text: String::new(),
        },
    }
}

/// Each makes something of `$parts`, whose drops tell what it has captured.
macro_rules! pairs {
    ($parts:ident, $($name:ident $body:block)*) => {
        $(mod $name {
            pub(super) mod plain {
                use super::super::*;
                use crate::guard as defer;
                pub(in super::super) fn make(#[allow(unused_mut)] mut $parts: Parts) -> impl Ends $body
            }

            pub(super) mod deferred {
                use super::super::*;
                use defer_runtime::{defer, with_defer};
                #[with_defer]
                pub(in super::super) fn make(#[allow(unused_mut)] mut $parts: Parts) -> impl Ends $body
            }

            #[test]
            fn same() {
                let run = |made: &dyn Fn()| crate::trace(made);
                let plain = run(&|| crate::told(plain::make(crate::parts())));
                let deferred = run(&|| crate::told(deferred::make(crate::parts())));
                pretty_assertions::assert_eq!(deferred, plain);
                assert!(plain.contains(&"end".to_owned()));
            }
        })*
    };
}

/// What ends when it is called, or awaited.
trait Ends {
    fn end(self);
}

struct Called<F>(F);

impl<F: FnOnce()> Ends for Called<F> {
    fn end(self) {
        (self.0)();
    }
}

struct Awaited<F>(F);

impl<F: Future<Output = ()>> Ends for Awaited<F> {
    fn end(self) {
        finish(self.0);
    }
}

fn told(made: impl Ends) {
    say("made");
    made.end();
}

pairs! { parts,
    field_that_is_read {
        Awaited(async move {
            defer!(end());
            pause().await;
            say(parts.first.0);
        })
    }
    field_of_a_field {
        Awaited(async move {
            defer!(end());
            pause().await;
            say(parts.deep.left.0);
            parts.count.set(2);
            pause().await;
            say(parts.count.get());
        })
    }
    field_that_is_moved {
        Awaited(async move {
            defer!(end());
            pause().await;
            let second = parts.second;
            pause().await;
            say(second.0);
        })
    }
    field_that_is_moved_on_each_way {
        Awaited(async move {
            defer!(end());
            pause().await;
            if parts.count.get() == 1 {
                drop(parts.second);
                return;
            }
            pause().await;
            let _second = parts.second;
        })
    }
    field_that_is_changed {
        Awaited(async move {
            defer!(end());
            pause().await;
            parts.deep.text.push('x');
            say(parts.count.get());
            parts.count = Cell::new(5);
            pause().await;
            say(format!("{} {}", parts.deep.text, parts.count.get()));
        })
    }
    in_a_loop {
        Awaited(async move {
            for i in 0..2 {
                defer!(end());
                pause().await;
                say(format!("{} {i}", parts.deep.right.0));
            }
            say(parts.deep.text.len());
        })
    }
    in_a_block_in_another {
        Awaited(async move {
            let inner = async move {
                defer!(end());
                pause().await;
                say(parts.deep.left.0);
            };
            say("inner");
            inner.await;
            say(parts.count.get());
        })
    }
    taken_apart {
        Awaited(async move {
            defer!(end());
            pause().await;
            let Deep { left, .. } = parts.deep;
            pause().await;
            say(left.0);
        })
    }
    all_taken_apart {
        Awaited(async move {
            defer!(end());
            pause().await;
            let Parts { first, deep: Deep { right, .. }, .. } = parts;
            pause().await;
            say(format!("{} {}", first.0, right.0));
        })
    }
    matched {
        Awaited(async move {
            defer!(end());
            pause().await;
            match (parts.count.get(), &parts.deep) {
                (1, Deep { left, .. }) => say(left.0),
                _ => say("none"),
            }
            pause().await;
        })
    }
    several_calls {
        Awaited(async move {
            defer!(end());
            pause().await;
            say(parts.first.0);
            defer!(end());
            pause().await;
            say(parts.deep.right.0);
            parts.deep.right.0 = "changed";
            say(parts.deep.right.0);
        })
    }
    all_of_it {
        Awaited(async move {
            defer!(end());
            pause().await;
            say(parts.first.0);
            drop(parts);
        })
    }
    closure_of_a_field {
        Called(move || {
            defer!(end());
            say(parts.first.0);
        })
    }
    closure_that_moves_a_field {
        Called(move || {
            defer!(end());
            say(parts.count.get());
            drop(parts.second);
        })
    }
}

fn yes() -> bool {
    true
}

/// What it has captured is dropped in the order in which it names that, whatever ways out move of it (rule 3.5).
mod order {
    use super::*;

    fn list(_: Parts) -> [Named; 3] {
        [Named("one"), Named("two"), Named("three")]
    }

    fn see(named: &Named) {
        say(named.0);
    }

    fn change(named: &mut Named) {
        named.0 = "changed";
    }

    pairs! { parts,
        kept_in_front_of_what_another_way_moves {
            let [one, two, _] = list(parts);
            Called(move || {
                see(&one);
                defer!(end());
                if yes() {
                    return;
                }
                drop(two);
            })
        }
        kept_behind_what_another_way_moves {
            let [one, two, _] = list(parts);
            Called(move || {
                defer!(end());
                if yes() {
                    return;
                }
                drop(two);
                see(&one);
            })
        }
        kept_between_two_that_another_way_moves {
            let [one, mut two, three] = list(parts);
            Called(move || {
                if !yes() {
                    drop(three);
                    return;
                }
                change(&mut two);
                defer!(end());
                if yes() {
                    return;
                }
                drop((one, three));
            })
        }
        moved_before_on_another_way {
            let [one, two, _] = list(parts);
            Called(|| {
                if !yes() {
                    drop(one);
                    return;
                }
                defer!(end());
                if yes() {
                    return;
                }
                drop(two);
            })
        }
        mentioned_by_the_deferred_call {
            let [one, two, _] = list(parts);
            Called(move || {
                see(&one);
                defer! {
                    assert!(one.0 != "none");
                    end();
                }
                if yes() {
                    return;
                }
                drop(two);
            })
        }
        changed_by_the_deferred_call {
            let [mut one, two, _] = list(parts);
            Called(move || {
                change(&mut one);
                defer! {
                    change(&mut one);
                    end();
                }
                if yes() {
                    return;
                }
                drop(two);
            })
        }
        with_a_number {
            let [one, two, _] = list(parts);
            let mut count = 0;
            Called(move || {
                count += 1;
                say(count);
                see(&one);
                defer!(end());
                if yes() {
                    return;
                }
                drop(two);
                count += 1;
                say(count);
            })
        }
        with_parameters {
            let [one, two, three] = list(parts);
            let called = move |three: Named, (_, _): (Named, u8), _: Named| {
                see(&one);
                defer!(end());
                if yes() {
                    return;
                }
                drop(two);
                drop(three);
            };
            Called(move || called(three, (Named("four"), 1), Named("five")))
        }
        with_parameters_that_stay {
            let [one, two, three] = list(parts);
            let called = move |three: Named| {
                defer!(end());
                if yes() {
                    return;
                }
                drop(two);
                see(&three);
                see(&one);
            };
            Called(move || called(three))
        }
        async_block {
            let [one, two, _] = list(parts);
            Awaited(async move {
                see(&one);
                defer!(end());
                pause().await;
                if yes() {
                    return;
                }
                drop(two);
            })
        }
        async_closure {
            let [one, two, three] = list(parts);
            let called = async move |three: Named| {
                see(&one);
                defer!(end());
                pause().await;
                if yes() {
                    return;
                }
                see(&three);
                drop(two);
            };
            Awaited(async move { called(three).await })
        }
        closure_in_a_closure {
            let [one, two, three] = list(parts);
            Called(move || {
                see(&three);
                let inner = move || {
                    see(&one);
                    defer!(end());
                    if yes() {
                        return;
                    }
                    drop(two);
                };
                inner();
                say("behind");
            })
        }
    }
}

/// What is passed by value and changed may be a number: then it is captured by reference, and no copy of it is changed.
#[test]
fn what_is_changed_is_not_bound_again() {
    use defer_runtime::{defer, with_defer};
    #[with_defer]
    fn run() -> (u32, u32) {
        let (mut assigned, mut lent) = (0, 0);
        let named = Named("named");
        let closure = || {
            assigned += std::convert::identity(assigned) + 1;
            lent = std::convert::identity(lent) + 1;
            defer!(end());
            if yes() {
                return;
            }
            drop(named);
        };
        closure();
        (assigned, lent)
    }
    assert_eq!(trace(|| assert_eq!(run(), (1, 1))), ["end", "drop named"]);
}

/// Two blocks borrow two fields of one value.
#[test]
fn two_fields_in_two_blocks() {
    use defer_runtime::{defer, with_defer};
    #[with_defer]
    async fn both(parts: &mut Parts) {
        let left = async {
            defer!(end());
            pause().await;
            parts.first.0 = "left";
        };
        let right = async {
            defer!(end());
            pause().await;
            parts.second.0 = "right";
            parts.deep.text.push('r');
        };
        left.await;
        right.await;
    }
    let said = trace(|| {
        let mut parts = parts();
        finish(both(&mut parts));
        say(format!("{} {} {}", parts.first.0, parts.second.0, parts.deep.text));
        std::mem::forget(parts);
    });
    assert_eq!(said, ["end", "end", "left right r"]);
}

/// What it only borrows, others may borrow at the same time, also what can be sent but not shared.
mod shared {
    use super::*;
    use tokio::join;

    struct Count {
        value: Cell<u32>,
    }

    impl Count {
        fn add(&self, by: u32) {
            self.value.set(self.value.get() * 2 + by);
        }
    }

    pairs! { parts,
        made_by_a_constructor {
            Awaited(async move {
                let count = Cell::new(0);
                let one = async {
                    defer!(end());
                    pause().await;
                    count.set(count.get() + 1);
                };
                let two = async {
                    defer!(end());
                    pause().await;
                    count.set(count.get() + 10);
                };
                join!(one, two);
                say(count.get() + parts.count.get());
            })
        }
        given_a_type {
            Awaited(async move {
                let count: Cell<u32> = parts.count;
                let one = async {
                    defer!(end());
                    for _ in 0..2 {
                        defer!(end());
                        pause().await;
                        count.set(count.get() + 1);
                    }
                    pause().await;
                };
                let two = async {
                    pause().await;
                    count.get()
                };
                say(join!(one, two).1);
            })
        }
        used_by_the_deferred_call_too {
            Awaited(async move {
                let count = Count { value: parts.count };
                let one = async {
                    defer! {
                        assert!(count.value.get() > 0);
                        end();
                    }
                    pause().await;
                    count.add(2);
                };
                let two = async {
                    defer! {
                        assert!(count.value.get() > 0);
                        end();
                    }
                    pause().await;
                    count.add(4);
                };
                join!(one, two);
                say(count.value.get());
            })
        }
        async_closures {
            Awaited(async move {
                let count = Count { value: parts.count };
                let one = async |by: u32| {
                    defer!(end());
                    pause().await;
                    count.add(by);
                };
                let two = async || {
                    defer!(end());
                    pause().await;
                    count.add(3);
                };
                join!(one(1), one(2), two());
                say(count.value.get());
            })
        }
        blocks_in_a_block {
            Awaited(async move {
                let count = Count { value: parts.count };
                let both = async {
                    defer!(end());
                    let one = async {
                        defer!(end());
                        pause().await;
                        count.add(1);
                    };
                    let two = async {
                        defer!(end());
                        pause().await;
                        count.add(2);
                    };
                    join!(one, two);
                    count.add(3);
                };
                join!(both, async { count.add(4) });
                say(count.value.get());
            })
        }
    }
}
