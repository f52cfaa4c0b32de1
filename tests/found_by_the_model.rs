//! Programs that the model told from the macro, by what was wrong. They stay right.

#![allow(clippy::never_loop)]

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::{Named, assert_panics, assert_returns, no, say, yes};

/// A value that isn't `Copy`.
#[derive(Debug, PartialEq)]
struct Token(i32);

impl Token {
    fn plus(self, n: i32) -> Self {
        Token(self.0 + n)
    }
}

fn check(n: i32) -> Result<(), i32> {
    if n > 0 { Err(n) } else { Ok(()) }
}

/// 2.1: a field that is taken now, of a local that each iteration moves and gets back.
#[with_defer]
fn field_of_what_is_moved() -> Token {
    let mut token = Token(2);
    for i in 0..2 {
        defer!(|| say("block"));
        defer!(say(token.0));
        token = Token::plus(token, i);
    }
    token
}

/// 2.1, 6.1: the same with a call that depends on the outcome, and a named result.
#[with_defer(result)]
fn field_of_what_is_moved_with_a_name() -> Result<i32, i32> {
    let mut token = Token(1);
    for i in 0..2 {
        okdefer!(say(token.0));
        token = Token::plus(token, i);
    }
    result = Ok(token.0);
}

/// 3.1: a closure that reads the variable of the loop around it, passed that variable.
#[with_defer]
fn variable_passed_to_a_closure_that_reads_it() {
    for i in 0..2 {
        (|n: i32| {
            let mut count = n;
            loop {
                defer!(|| say(count));
                defer!(say(i));
                count += 1;
                if count > 1 {
                    break;
                }
            }
        })(i);
    }
}

/// 3.4: the local of a block whose deferred call was not reached goes with the block.
#[with_defer]
fn mention_is_not_reached() {
    if yes() {
        let named = Named("local");
        if no() {
            defer!(|| say(named.0));
        }
        say("in the block");
    }
    say("after");
}

/// 4.2, 3.7: `return` from a deferred block in a deferred block that `?` may leave.
#[with_defer]
fn return_in_a_block_of_a_block() -> Result<i32, i32> {
    for n in 0..2 {
        defer!(|| {
            check(0)?;
            okdefer! {
                if n == 1 {
                    return;
                }
                say(n);
            }
        });
    }
    Ok(1)
}

/// 6.3: the first of two deferred errors stays, out of an iteration too.
#[with_defer(result)]
fn first_error_stays() -> Result<i32, i32> {
    for _ in 0..2 {
        errdefer!(|error| *error += 10);
        defer!(check(7)?);
        defer!(check(5)?);
        check(3)?;
    }
    Ok(0)
}

#[test]
fn moved_values() {
    assert_returns(field_of_what_is_moved, Token(3), &["2", "block", "2", "block"]);
    assert_returns(field_of_what_is_moved_with_a_name, Ok(2), &["1", "1"]);
}

#[test]
fn scopes() {
    assert_returns(
        variable_passed_to_a_closure_that_reads_it,
        (),
        &["0", "1", "0", "2", "1", "2"],
    );
    assert_returns(mention_is_not_reached, (), &["in the block", "drop local", "after"]);
}

#[test]
fn failures() {
    assert_returns(return_in_a_block_of_a_block, Ok(1), &["0"]);
    assert_returns(first_error_stays, Err(13), &[]);
}

// What few random programs reach: mutations of the macro that they missed.

/// 4.1: the returned value is of before the deferred call, though it is a plain local of outside the loop.
#[with_defer]
#[allow(unused_assignments, reason = "nobody reads it behind the call")]
fn returned_before_it_is_changed() -> i32 {
    let mut x = 1;
    for _ in 0..2 {
        defer!(|| x += 10);
        return x;
    }
    0
}

/// 6.1: a failure is one though its value is a plain local of outside the loop.
#[with_defer]
fn failure_of_an_outer_local() -> Result<i32, i32> {
    let x = 1;
    for _ in 0..2 {
        errdefer!(|| say("failed"));
        return Err(x);
    }
    Ok(0)
}

/// 6.3: the error that leaves an iteration stays.
#[with_defer]
fn error_of_the_body_stays() -> Result<i32, i32> {
    for n in 0..2 {
        defer!(check(5)?);
        check(n + 3)?;
    }
    Ok(0)
}

/// 3.4, 7.1: a local of an inner block lives on if a panic leaves the block, too.
#[with_defer]
fn inner_local_after_a_panic() {
    if yes() {
        let mut n = 1;
        defer!(|| say(n));
        n += 1;
        if yes() {
            panic!("in the block");
        }
    }
}

#[test]
fn plain_locals_on_the_way_out() {
    assert_returns(returned_before_it_is_changed, 1, &[]);
    assert_returns(failure_of_an_outer_local, Err(1), &["failed"]);
    assert_returns(error_of_the_body_stays, Err(3), &[]);
    assert_panics(inner_local_after_a_panic, "in the block", &["2"]);
}

/// 3.1: what a scope gives back, which is named behind it in the same statement.
// That the blocks stand there is what it is about.
#[allow(clippy::blocks_in_conditions, clippy::never_loop)]
#[test]
fn given_back_in_a_statement() {
    #[with_defer]
    fn in_a_branch() -> Token {
        let mut token = Token(1);
        if loop {
            defer!(say(token.0));
            token = Token::plus(token, 1);
            break token.0;
        } == 2
        {
            token = Token::plus(token, 10);
        } else {
            return token;
        }
        token
    }
    assert_returns(in_a_branch, Token(12), &["1"]);

    #[with_defer]
    fn in_an_arm_and_an_operand() -> i32 {
        let mut token = Token(1);
        match {
            if yes() {
                defer!(say(token.0));
                token = Token::plus(token, 1);
            }
            3
        } {
            3 => {
                let labelled = 'a: {
                    defer!(say(token.0));
                    token = Token::plus(token, 1);
                    if no() {
                        break 'a 2;
                    }
                    100
                };
                labelled + token.0
            }
            _ => drop_it(token),
        }
    }
    assert_returns(in_an_arm_and_an_operand, 103, &["2", "1"]);

    #[with_defer]
    fn in_a_condition() -> i32 {
        let mut token = Token(1);
        while ('a: {
            defer!(say(token.0));
            token = Token::plus(token, 1);
            if yes() {
                break 'a token.0;
            }
            0
        }) < 3
        {}
        for _ in {
            loop {
                defer!(say(token.0));
                token = Token::plus(token, 1);
                break;
            }
            0..token.0 - 2
        } {
            token = Token::plus(token, 1);
        }
        token.0
    }
    assert_returns(in_a_condition, 6, &["1", "2", "3"]);

    #[with_defer(scope = block)]
    fn in_a_block() -> Token {
        let mut token = Token(1);
        for _ in {
            defer!(say("block"));
            token = Token::plus(token, 1);
            0..1
        } {
            token = Token::plus(token, 10);
        }
        token
    }
    assert_returns(in_a_block, Token(12), &["block"]);

    /// One branch moves it, and the other names it.
    #[with_defer]
    fn apart() -> i32 {
        let token = Token(1);
        if yes() {
            loop {
                defer!(say("end"));
                break drop_it(token);
            }
        } else {
            token.0
        }
    }
    assert_returns(apart, 1, &["end"]);

    fn drop_it(token: Token) -> i32 {
        token.0
    }
}
