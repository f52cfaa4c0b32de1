//! Rule 3.5 where a macro declares a local, or binds it in a pattern, or gives it a new value: each function beside the same with a guard,
//! on every way out.

use defer_tests::{Named, beside_guards, check, pause, polled, say, told};
use pretty_assertions::assert_eq;

/// The forms in which a macro is given a name.
macro_rules! declare {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
    ($name:ident <- $value:expr) => {
        let $name = $value;
    };
    ($value:expr => $name:ident) => {
        let $name = $value;
    };
    (set $name:ident to $value:expr) => {
        let $name = $value;
    };
    ($text:literal, $name:ident) => {
        let $name = Named($text);
    };
    ($name:ident: $of:ty) => {
        let $name: $of = Named("typed");
    };
}

macro_rules! all {
    ($($name:ident = $value:expr),*) => {
        $(let $name = $value;)*
    };
}

macro_rules! pattern {
    ($pattern:pat => $value:expr) => {
        let $pattern = $value;
    };
}

macro_rules! some {
    ($name:ident) => {
        Some($name)
    };
}

macro_rules! first {
    ($name:ident) => {
        ($name, _)
    };
}

macro_rules! renewed {
    ($name:expr) => {{
        $name = Named("new");
        1
    }};
}

fn made(n: u32) -> Option<Named> {
    (n != 2).then_some(Named("made"))
}

beside_guards!(
    statements,
    told,
    [None],
    [
        in_front,
        by_an_arrow,
        behind_its_value,
        between_words,
        behind_a_text,
        with_a_type,
        several,
        of_a_pattern,
        of_one_name,
        that_hides_another,
        of_a_raw_name,
        in_a_loop,
        in_a_closure,
        of_a_collection
    ],
    {
        pub fn in_front(n: u32) -> Option<u32> {
            declare!(name = Named("name"));
            let _between = Named("between");
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn by_an_arrow(n: u32) -> Option<u32> {
            declare!(name <- Named("name"));
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn behind_its_value(n: u32) -> Option<u32> {
            declare!(Named("name") => name);
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn between_words(n: u32) -> Option<u32> {
            declare!(set name to Named("name"));
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn behind_a_text(n: u32) -> Option<u32> {
            declare!("name", name);
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn with_a_type(n: u32) -> Option<u32> {
            declare!(name: Named);
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn several(n: u32) -> Option<u32> {
            all!(first = Named("first"), second = Named("second"), third = made(n));
            defer!(say("deferred"));
            let _behind = Named("behind");
            if n == 1 {
                drop(first);
                return None;
            }
            let _third = third?;
            check(n)?;
            drop(second);
            Some(1)
        }

        pub fn of_a_pattern(n: u32) -> Option<u32> {
            pattern!((name, _other) => (Named("name"), Named("other")));
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn of_one_name(n: u32) -> Option<u32> {
            declare!(name = Named("first"));
            declare!(name = (name, Named("second")));
            defer!(say("deferred"));
            check(n)?;
            Some(name.1.0.len() as u32)
        }

        pub fn that_hides_another(n: u32) -> Option<u32> {
            let name = Named("outer");
            {
                defer!(say("deferred"));
                declare!(set inner to Named("inner"));
                check(n)?;
                drop(inner);
            }
            Some(name.0.len() as u32)
        }

        pub fn of_a_raw_name(n: u32) -> Option<u32> {
            let r#type = Named("type");
            declare!(r#fn = Named("fn"));
            defer!(say("deferred"));
            check(n)?;
            drop(r#fn);
            drop(r#type);
            Some(1)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            for turn in 0..3 {
                declare!(name = Named("name"));
                defer!(say("deferred"));
                declare!(behind = Named("behind"));
                if turn == n {
                    drop(name);
                    continue;
                }
                check(n + turn)?;
                drop(behind);
            }
            Some(1)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let closure = |n: u32| -> Option<u32> {
                declare!(name = Named("name"));
                defer!(say("deferred"));
                check(n)?;
                drop(name);
                Some(1)
            };
            closure(n)
        }

        pub fn of_a_collection(n: u32) -> Option<u32> {
            declare!(names = vec![Named("one"), Named("two")]);
            defer!(say("deferred"));
            check(n)?;
            Some(names.into_iter().map(|name| name.0.len() as u32).sum())
        }
    }
);

beside_guards!(
    patterns,
    told,
    [None],
    [
        of_a_let,
        of_a_let_else,
        of_an_arm,
        of_an_if_let,
        of_a_while_let,
        of_a_for,
        of_a_closure,
        of_an_arm_behind,
        of_a_parameter
    ],
    {
        pub fn of_a_let(n: u32) -> Option<u32> {
            let first!(name) = (Named("name"), 1);
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        pub fn of_a_let_else(n: u32) -> Option<u32> {
            let some!(name) = made(n) else {
                let _guard = defer_tests::Guard("deferred");
                return None;
            };
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }

        // Another local of the name is there all the time.
        pub fn of_an_arm(n: u32) -> Option<u32> {
            let name = Named("outer");
            defer!(say("deferred"));
            match made(n) {
                some!(name) => {
                    check(n)?;
                    drop(name);
                }
                _ => say(name.0),
            }
            Some(1)
        }

        pub fn of_an_if_let(n: u32) -> Option<u32> {
            let name = Named("outer");
            defer!(say("deferred"));
            if let some!(name) = made(n) {
                check(n)?;
                drop(name);
            }
            Some(name.0.len() as u32)
        }

        pub fn of_a_while_let(n: u32) -> Option<u32> {
            let name = Named("outer");
            let mut next = made(n);
            defer!(say("deferred"));
            while let some!(name) = next.take() {
                check(n)?;
                drop(name);
            }
            Some(name.0.len() as u32)
        }

        pub fn of_a_for(n: u32) -> Option<u32> {
            let name = Named("outer");
            defer!(say("deferred"));
            for first!(name) in [(Named("name"), 1), (Named("other"), 2)] {
                check(n)?;
                drop(name);
            }
            Some(name.0.len() as u32)
        }

        pub fn of_a_closure(n: u32) -> Option<u32> {
            let name = Named("outer");
            defer!(say("deferred"));
            let closure = |first!(name): (Named, u32)| drop(name);
            check(n)?;
            closure((Named("name"), 1));
            Some(name.0.len() as u32)
        }

        pub fn of_an_arm_behind(n: u32) -> Option<u32> {
            match made(n) {
                some!(name) => 'scope: {
                    defer!(say("deferred"));
                    if n == 1 {
                        break 'scope None;
                    }
                    drop(name);
                    Some(1)
                }
                _ => {
                    let _guard = defer_tests::Guard("deferred");
                    None
                }
            }
        }

        pub fn of_a_parameter(n: u32) -> Option<u32> {
            Self::with_a_parameter((Named("name"), n), n)
        }

        pub fn with_a_parameter(first!(name): (Named, u32), n: u32) -> Option<u32> {
            let _own = Named("own");
            defer!(say("deferred"));
            check(n)?;
            drop(name);
            Some(1)
        }
    }
);

beside_guards!(new_values, told, [None], [that_is_returned, of_the_value_of_a_let], {
    pub fn that_is_returned(n: u32) -> Option<u32> {
        let mut name = Named("name");
        defer!(say("deferred"));
        let _behind = Named("behind");
        drop(name);
        let given = renewed!(name);
        check(n)?;
        drop(name);
        Some(given)
    }

    pub fn of_the_value_of_a_let(n: u32) -> Option<u32> {
        let mut name = Named("name");
        defer!(say("deferred"));
        if n == 1 {
            drop(name);
            let given = renewed!(name);
            say(name.0);
            return Some(given);
        }
        check(n)?;
        drop(name);
        Some(2)
    }
});

beside_guards!(futures, polled, [None, Some(0), Some(1)], [awaits, binds], {
    pub async fn awaits(n: u32) -> Option<u32> {
        declare!(name = Named("name"));
        let _between = Named("between");
        defer!(say("deferred"));
        pause().await;
        check(n)?;
        drop(name);
        Some(1)
    }

    pub async fn binds(n: u32) -> Option<u32> {
        let first!(name) = (Named("name"), n);
        defer!(say("deferred"));
        check(n)?;
        pause().await;
        drop(name);
        Some(1)
    }
});
