//! Rule 6.1: a block that is a scope and gives what its function gives is left with that: an `Err` is its failure. One that gives a value to
//! something else isn't.

#![allow(
    clippy::never_loop,
    clippy::overly_complex_bool_expr,
    clippy::let_and_return,
    clippy::needless_question_mark,
    clippy::needless_return,
    clippy::match_bool,
    clippy::unused_async,
    clippy::redundant_closure_call,
    unused_unsafe,
    unsafe_code
)]

use defer_runtime::{errdefer, okdefer, with_defer};
use defer_tests::poll::{finish, pause};
use defer_tests::{say, trace};
use pretty_assertions::assert_eq;

type Result<T> = std::result::Result<T, String>;

fn step(fails: bool) -> Result<u32> {
    if fails { Err("failed".into()) } else { Ok(1) }
}

/// What each says where the step fails, and where it doesn't.
macro_rules! tails {
    ($fails:ident, $expected:expr, $($name:ident $(with ($($option:tt)*))? $body:block)*) => {
        $(#[test]
        fn $name() {
            #[with_defer($($($option)*)?)]
            fn run($fails: bool) -> Result<u32> $body
            let [failed, succeeded] = $expected;
            assert_eq!(trace(|| assert!(run(true).is_err())), [failed]);
            assert_eq!(trace(|| assert_eq!(run(false), Ok(1))), [succeeded]);
        })*
    };
}

tails! { fails, ["undo", "commit"],
    branch with (scope = block) {
        if fails || !fails {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        } else {
            Ok(2)
        }
    }
    branch_behind_others with (scope = block) {
        if fails && !fails {
            Ok(2)
        } else if fails {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(true)
        } else {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(false)
        }
    }
    arm with (scope = block) {
        match fails || !fails {
            true => {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                step(fails)
            }
            false => Ok(2),
        }
    }
    plain_block with (scope = block) {
        {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        }
    }
    unsafe_block with (scope = block) {
        unsafe {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        }
    }
    block_in_a_branch with (scope = block) {
        if fails || !fails {
            {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                step(fails)
            }
        } else {
            Ok(2)
        }
    }
    branch_in_a_block with (scope = block) {
        {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            if fails { step(true) } else { Ok(1) }
        }
    }
    arm_in_a_block with (scope = block) {
        {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            match fails {
                true => Err("failed".to_owned()),
                false => step(false),
            }
        }
    }
    labelled {
        'a: {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        }
    }
    labelled_and_left {
        'a: {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            if fails {
                break 'a step(true);
            }
            Ok(1)
        }
    }
    labelled_in_another {
        'a: {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            'b: {
                if fails {
                    break 'b step(true);
                }
                if !fails {
                    break 'a Ok(1);
                }
                Ok(2)
            }
        }
    }
    labelled_in_another_that_is_a_scope {
        'a: {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            'b: {
                errdefer!(|| assert!(fails));
                if fails {
                    break 'a step(true);
                }
                break 'b step(false);
            }
        }
    }
    named with (result, scope = block) {
        if fails || !fails {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        } else {
            Ok(2)
        }
    }
    named_and_labelled with (result) {
        'a: {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            if fails {
                break 'a step(true);
            }
            step(false)
        }
    }
    closure with (scope = block) {
        let closure = || -> Result<u32> {
            {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                step(fails)
            }
        };
        closure()
    }
    closure_without_a_type with (scope = block) {
        let closure = || {
            if fails {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                step(true)
            } else {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                step(false)
            }
        };
        closure()
    }
    async_block with (scope = block) {
        finish(async {
            pause().await;
            {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                pause().await;
                step(fails)
            }
        })
    }
    async_function {
        #[with_defer(scope = block)]
        async fn inner(fails: bool) -> Result<u32> {
            pause().await;
            if fails || !fails {
                errdefer!(say("undo"));
                okdefer!(say("commit"));
                pause().await;
                step(fails)
            } else {
                Ok(2)
            }
        }
        finish(inner(fails))
    }
    // 6.5: what it gives is what success takes along.
    constructor with (scope = block) {
        #[with_defer(scope = block)]
        fn list(fails: bool) -> Result<Vec<u32>> {
            match fails || !fails {
                true => {
                    let mut list = vec![1];
                    errdefer!(list.clear());
                    list.push(step(fails)?);
                    Ok(list)
                }
                false => Err(String::new()),
            }
        }
        {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            list(fails).map(|list| list[1])
        }
    }
}

tails! { fails, ["commit", "commit"],
    value_of_a_let with (scope = block) {
        let value = {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        };
        value
    }
    labelled_value {
        let value = 'a: {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            if fails {
                break 'a step(true);
            }
            step(false)
        };
        value
    }
    argument with (scope = block) {
        Ok({
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            step(fails)
        }?)
    }
    break_of_a_loop {
        loop {
            errdefer!(say("undo"));
            okdefer!(say("commit"));
            break step(fails);
        }
    }
}
