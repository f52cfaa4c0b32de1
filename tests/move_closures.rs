//! Rule 3.5 where a `move` closure or async block captures a part of a local, or nothing of it: what else in it has that name tells nothing,
//! each beside the same with a guard. What can't be told is refused: `ui-tests/fail/3_scopes/captured_on_one_way.rs`.

#![allow(
    unused_variables,
    unused_mut,
    dead_code,
    unreachable_code,
    non_local_definitions,
    let_underscore_drop,
    clippy::all,
    clippy::pedantic
)]

use defer_tests::poll::finish;
use defer_tests::{Named, beside_guards, check, say, spend, told};

struct Three {
    first: Named,
    second: Named,
    third: Option<Named>,
    boxed: Box<Named>,
    look: Named,
}

impl Three {
    fn new() -> Three {
        Three {
            first: Named("first"),
            second: Named("second"),
            third: Some(Named("third")),
            boxed: Box::new(Named("boxed")),
            look: Named("look"),
        }
    }

    fn look(&self) {}

    #[defer_runtime::with_defer]
    fn defers(self, n: u32) -> Option<u32> {
        use defer_runtime::defer;
        defer!(say("deferred"));
        (move || {
            look(&*self.boxed);
            struct Inner;
            impl Inner {
                fn look(self) {}
            }
        })();
        if n > 2 {
            spend(self.second);
        }
        let first = || self.first;
        Some(spend(first()))
    }

    fn guards(self, n: u32) -> Option<u32> {
        let _guard = defer_tests::Guard("deferred");
        (move || {
            look(&*self.boxed);
        })();
        if n > 2 {
            spend(self.second);
        }
        let first = || self.first;
        Some(spend(first()))
    }
}

#[test]
fn self_beside_that_of_an_item() {
    for n in 0..6 {
        let guards = defer_tests::trace(|| told(None, Three::new().guards(n)));
        let defers = defer_tests::trace(|| told(None, Three::new().defers(n)));
        pretty_assertions::assert_eq!(defers, guards);
    }
}

enum Either {
    Left(Named, Named),
    Right(Named),
}

fn look(named: &Named) {
    say(named.0);
}

macro_rules! declare {
    ($name:ident) => {
        let $name = Named("declared");
    };
}

macro_rules! some {
    ($name:ident) => {
        Some($name)
    };
}

mod held {
    pub fn look() {}
}

struct Field {
    held: u32,
}

beside_guards!(
    parts,
    told,
    [None],
    [
        local_of_the_name,
        parameter_of_the_name,
        item_of_the_name,
        field_of_the_name,
        method_of_the_name,
        label_of_the_name,
        module_of_the_name,
        named_field,
        text,
        in_an_async_block,
        in_a_loop,
        behind_a_question_mark,
        captured_on_one_way,
        element_of_a_vec
    ],
    {
        pub fn local_of_the_name(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                look(&held.first);
                let held = 3;
                let same = &held;
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn parameter_of_the_name(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                look(&held.first);
                let more = |held: u32| held + 1;
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn item_of_the_name(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                look(&held.first);
                fn inner(held: u32) -> u32 {
                    held
                }
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn field_of_the_name(n: u32) -> Option<u32> {
            let second = Three::new();
            defer!(say("deferred"));
            let other = Three::new();
            (move || {
                look(&second.first);
                look(&other.second);
            })();
            if n > 2 {
                spend(second.second);
            }
            check(n)
        }

        pub fn method_of_the_name(n: u32) -> Option<u32> {
            let look = Three::new();
            defer!(say("deferred"));
            let other = Three::new();
            (move || {
                let first = &look.first;
                other.look();
            })();
            if n > 2 {
                spend(look.second);
            }
            check(n)
        }

        pub fn label_of_the_name(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || 'held: {
                look(&held.first);
                break 'held;
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn module_of_the_name(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                look(&held.first);
                held::look();
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn named_field(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                look(&held.first);
                Field { held: 1 };
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn text(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                look(&held.first);
                say("{held}");
            })();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn in_an_async_block(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            finish(async move {
                look(&held.first);
                let held = 3;
                let same = &held;
            });
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || {
                for held in [held.first] {
                    look(&held);
                }
            })();
            for _ in 0..n {
                spend(held.second);
                break;
            }
            check(n)
        }

        pub fn behind_a_question_mark(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            check(n)?;
            (move || {
                look(&held.first);
                let held = 3;
                let same = &held;
            })();
            check(n - 1)
        }

        pub fn captured_on_one_way(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            if n > 2 {
                (move || {
                    look(&held.first);
                    let held = 3;
                    let same = &held;
                })();
            }
            check(n)
        }

        pub fn element_of_a_vec(n: u32) -> Option<u32> {
            let held = Three::new();
            defer!(say("deferred"));
            (move || drop(vec![held.first]))();
            if n > 2 {
                spend(held.second);
            }
            check(n)
        }
    }
);

beside_guards!(
    whole,
    told,
    [None],
    [
        not_looked_at,
        not_assigned,
        matched_by_a_wildcard,
        one_of_two_variants,
        one_of_two,
        by_a_condition,
        else_elsewhere,
        taken_apart_as_a_tuple,
        compared_with_a_text,
        by_a_macro_of_std,
        named_in_a_text,
        declared_by_a_macro,
        declared_in_front,
        bound_by_a_macro
    ],
    {
        pub fn not_looked_at(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            (move || {
                let _ = held;
            })();
            if n > 2 {
                spend(held);
            }
            check(n)
        }

        pub fn not_assigned(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            (move || {
                _ = held;
            })();
            if n > 2 {
                spend(held);
            }
            check(n)
        }

        pub fn matched_by_a_wildcard(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            (move || match held {
                _ => {}
            })();
            if n > 2 {
                spend(held);
            }
            check(n)
        }

        pub fn one_of_two_variants(n: u32) -> Option<u32> {
            let held = Three::new().third;
            defer!(say("deferred"));
            check(n)?;
            (move || match held {
                Some(held) => spend(held),
                None => 0,
            })();
            check(n - 1)
        }

        pub fn one_of_two(n: u32) -> Option<u32> {
            let held = Either::Left(Named("left"), Named("beside"));
            defer!(say("deferred"));
            check(n)?;
            (move || match held {
                Either::Left(left, _) => spend(left),
                Either::Right(right) => spend(right),
            })();
            check(n - 1)
        }

        pub fn by_a_condition(n: u32) -> Option<u32> {
            let held = Either::Left(Named("left"), Named("beside"));
            defer!(say("deferred"));
            check(n)?;
            (move || {
                if let Either::Left(left, _) = held {
                    spend(left);
                }
            })();
            check(n - 1)
        }

        pub fn else_elsewhere(n: u32) -> Option<u32> {
            let held = Three::new().third;
            defer!(say("deferred"));
            check(n)?;
            (move || {
                let Some(held) = held else { return };
                spend(held);
            })();
            check(n - 1)
        }

        pub fn taken_apart_as_a_tuple(n: u32) -> Option<u32> {
            let held = (Named("left"), (Named("right"), 1));
            defer!(say("deferred"));
            check(n)?;
            (move || {
                let (left, (right, count)) = held;
                spend(left);
            })();
            check(n - 1)
        }

        pub fn compared_with_a_text(n: u32) -> Option<u32> {
            let held = (Named("held"), "name");
            let name = held.1;
            defer!(say("deferred"));
            (move || match held.1 {
                "name" => look(&held.0),
                _ => {}
            })();
            check(n)
        }

        pub fn by_a_macro_of_std(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            check(n)?;
            (move || drop(vec![held]))();
            check(n - 1)
        }

        pub fn declared_by_a_macro(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            if n > 2 {
                (move || {
                    declare!(held);
                    spend(held);
                })();
            }
            check(n)
        }

        pub fn declared_in_front(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            if n > 2 {
                declare!(held);
                (move || look(&held))();
            }
            check(n)
        }

        pub fn bound_by_a_macro(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            if n > 2 {
                (move || {
                    let some!(held) = Three::new().third else { return };
                    spend(held);
                })();
            }
            check(n)
        }

        pub fn named_in_a_text(n: u32) -> Option<u32> {
            let held = std::rc::Rc::new(Named("held"));
            let text = Named("text").0;
            defer!(say("deferred"));
            check(n)?;
            (move || {
                let told = format!("{text}");
                look(&held);
            })();
            check(n - 1)
        }
    }
);
