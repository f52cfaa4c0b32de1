//! Rule 3.5: every form of an expression that takes a local by value, or gives it a new one, beside the same with a guard, on every
//! way out. Where only a type tells whether it is moved or copied, a move is refused: `ui-tests/fail/3_scopes/operands_moved_on_one_way.rs`.

#![allow(
    unused_assignments,
    path_statements,
    clippy::no_effect,
    clippy::unnecessary_cast,
    clippy::unnecessary_operation,
    clippy::useless_vec
)]

use defer_tests::{Named, beside_guards, check, say, spend, told};
use pretty_assertions::assert_eq;
use std::ops::{AddAssign, Index, Not};

struct Pair {
    first: Named,
    second: Named,
}

fn pair() -> Pair {
    Pair {
        first: Named("new first"),
        second: Named("new second"),
    }
}

struct Two(Named, #[expect(dead_code)] Named);

/// Is copied as an operand.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Meters(u32);

impl AddAssign for Meters {
    fn add_assign(&mut self, other: Meters) {
        self.0 += other.0;
    }
}

impl Not for Meters {
    type Output = u32;
    fn not(self) -> u32 {
        self.0
    }
}

impl Index<Meters> for Pair {
    type Output = Named;
    fn index(&self, at: Meters) -> &Named {
        if at.0 == 0 { &self.first } else { &self.second }
    }
}

beside_guards!(
    given_new_values,
    told,
    [None],
    [
        swapped,
        swapped_in_an_array,
        by_parts,
        by_name,
        as_a_tuple_struct,
        further_in,
        in_a_loop,
        of_a_new_local,
        of_places
    ],
    {
        pub fn swapped(n: u32) -> Option<u32> {
            let mut one = Named("one");
            let mut other = Named("other");
            defer!(say("deferred"));
            check(n)?;
            (one, other) = (other, one);
            check(n - 1)?;
            spend(one);
            check(n - 2)?;
            Some(spend(other))
        }

        pub fn swapped_in_an_array(n: u32) -> Option<u32> {
            let mut one = Named("one");
            let mut other = Named("other");
            defer!(say("deferred"));
            [one, other] = [other, one];
            check(n)?;
            Some(spend(one))
        }

        pub fn by_parts(n: u32) -> Option<u32> {
            let mut one = Named("one");
            let count;
            defer!(say("deferred"));
            spend(one);
            (one, count) = (Named("again"), n);
            check(count)?;
            Some(spend(one))
        }

        pub fn by_name(n: u32) -> Option<u32> {
            let mut first = Named("first");
            let mut second = Named("second");
            defer!(say("deferred"));
            if n > 1 {
                spend(first);
                Pair { first, second } = pair();
            }
            check(n)?;
            let _taken = second;
            check(n - 1)?;
            Some(spend(first))
        }

        pub fn as_a_tuple_struct(n: u32) -> Option<u32> {
            let mut first = Named("first");
            defer!(say("deferred"));
            spend(first);
            Two(first, _) = Two(Named("new first"), Named("new second"));
            check(n)?;
            Some(spend(first))
        }

        pub fn further_in(n: u32) -> Option<u32> {
            let mut one = Named("one");
            let mut other = Named("other");
            defer!(say("deferred"));
            (one, (other, _)) = (other, (one, n));
            check(n)?;
            Some(spend(other))
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            let mut one = Named("one");
            let mut other = Named("other");
            for at in 0..2 {
                defer!(say("deferred"));
                (one, other) = (other, one);
                check(n + at)?;
            }
            check(n - 1)?;
            Some(spend(one))
        }

        pub fn of_a_new_local(n: u32) -> Option<u32> {
            let outer = Named("outer");
            defer!(say("deferred"));
            let (one, other);
            (one, other) = (outer, Named("inner"));
            check(n)?;
            spend(other);
            check(n - 1)?;
            Some(spend(one))
        }

        pub fn of_places(n: u32) -> Option<u32> {
            let mut held = pair();
            let mut list = vec![Named("listed")];
            let (mut local, second) = (Named("local"), Named("second"));
            defer!(say("deferred"));
            (held.first, list[0], local) = (local, second, Named("again"));
            check(n)?;
            Some(spend(local))
        }
    }
);

beside_guards!(
    moved,
    told,
    [None],
    [by_a_statement, in_a_branch, as_parts_of_a_statement, by_a_block],
    {
        pub fn by_a_statement(n: u32) -> Option<u32> {
            let local = Named("local");
            defer!(say("deferred"));
            check(n)?;
            local;
            check(n - 1)
        }

        pub fn in_a_branch(n: u32) -> Option<u32> {
            let (local, _other) = (Named("local"), Named("other"));
            defer!(say("deferred"));
            if n > 1 {
                local;
            }
            check(n)
        }

        pub fn as_parts_of_a_statement(n: u32) -> Option<u32> {
            let (one, other) = (Named("one"), Named("other"));
            defer!(say("deferred"));
            check(n)?;
            (one, 1);
            check(n - 1)?;
            [other];
            check(n - 2)
        }

        pub fn by_a_block(n: u32) -> Option<u32> {
            let local = Named("local");
            defer!(say("deferred"));
            check(n)?;
            {
                local
            };
            check(n - 1)
        }
    }
);

beside_guards!(
    copied,
    told,
    [None],
    [added, ranges, indices, casts, repeated, negated, changed_behind],
    {
        pub fn added(n: u32) -> Option<u32> {
            let (way, _held) = (Meters(n), Named("held"));
            let mut sum = Meters(0);
            defer!(say("deferred"));
            check(n)?;
            sum += way;
            check(n - 1)?;
            Some((sum.0 + way.0) << way.0)
        }

        pub fn ranges(n: u32) -> Option<u32> {
            let (from, to) = (n, Meters(n + 1));
            defer!(say("deferred"));
            check(n)?;
            let (range, open) = (from..to.0, ..=to);
            check(n - 1)?;
            Some(range.sum::<u32>() + from + u32::from(open.contains(&to)))
        }

        pub fn indices(n: u32) -> Option<u32> {
            let (at, held) = (Meters(n), pair());
            let list = [1, 2, 3, 4, 5, 6];
            let place = n as usize;
            defer!(say("deferred"));
            check(n)?;
            say(held[at].0);
            check(n - 1)?;
            Some(list[place] + at.0 + place as u32)
        }

        pub fn casts(n: u32) -> Option<u32> {
            let (number, held) = (n as u8, &pair());
            defer!(say("deferred"));
            check(n)?;
            let wide = number as u32;
            let pointer = held as *const Pair;
            check(n - 1)?;
            Some(wide + number as u32 + u32::from(pointer.is_null()) + held.first.0.len() as u32)
        }

        pub fn repeated(n: u32) -> Option<u32> {
            let way = Meters(n);
            defer!(say("deferred"));
            check(n)?;
            let many = [way; 3];
            check(n - 1)?;
            Some(many[2].0 + way.0)
        }

        pub fn negated(n: u32) -> Option<u32> {
            let (way, signed) = (Meters(n), -(n as i32));
            defer!(say("deferred"));
            check(n)?;
            let (number, positive) = (!way, -signed);
            check(n - 1)?;
            Some(number + way.0 + (positive + signed) as u32)
        }

        pub fn changed_behind(n: u32) -> Option<u32> {
            let mut way = Meters(n);
            defer!(say("deferred"));
            let other = [way; 2];
            way += other[0];
            let range = way.0..way.0 + 2;
            way.0 += 1;
            check(n)?;
            Some(way.0 + range.sum::<u32>())
        }
    }
);
