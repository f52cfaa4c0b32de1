//! Rules 3.2 and 3.5 where a borrow from in front of a deferred call is in use behind it, beside what it borrows: each function
//! beside the same with a guard, on every way out.

#![allow(clippy::question_mark, reason = "patterns that bind by reference")]

use defer_tests::{Named, beside_guards, check, pause, polled, say, spend, told};
use pretty_assertions::assert_eq;

struct Queue {
    items: Vec<u32>,
    name: Named,
    last: Option<Named>,
    done: u32,
}

impl Queue {
    fn of(n: u32) -> Self {
        Queue {
            items: vec![n, 7],
            name: Named("name"),
            last: Some(Named("last")),
            done: 0,
        }
    }

    fn step(&mut self) {
        self.done += 1;
        say(format!("step {}", self.done));
    }

    fn last_mut(&mut self) -> Option<&mut u32> {
        self.items.last_mut()
    }
}

fn end(queue: Queue) -> u32 {
    say(format!("end {}", queue.name.0));
    queue.items.iter().sum()
}

/// What it gives has a destructor, unless it is moved at once.
fn viewed<'q>(queue: &'q Queue, name: &'q Named) -> impl FnOnce() -> u32 + 'q {
    let held = Named("view");
    move || {
        say(format!("viewed {} {}", name.0, held.0));
        queue.items[0]
    }
}

/// It borrows nothing, and has a destructor.
fn label_of(_: &Named) -> Named {
    Named("label")
}

fn last_of(queue: &mut Queue) -> &mut u32 {
    queue.items.last_mut().expect("there are some")
}

fn called(f: impl FnOnce() -> u32) -> u32 {
    f()
}

struct View<'q>(&'q mut Vec<u32>);

beside_guards!(
    of_all_kinds,
    told,
    [None],
    [
        a_reference,
        beside_what_is_dropped,
        read_alone,
        what_a_method_lends,
        behind_a_question_mark,
        taken_apart,
        by_reference_in_a_pattern,
        a_match_that_leaves,
        of_either_branch,
        of_one_branch,
        of_each_arm,
        parts_of_a_match,
        by_the_condition_of_a_loop,
        by_such_a_condition_with_a_reference,
        by_such_a_condition_and_left,
        wrapped,
        in_a_tuple,
        made_of_one,
        with_its_type,
        moved_at_once,
        moved_at_once_by_a_match,
        only_matched,
        left_where_it_is,
        under_another_name,
        given_again,
        several_of_them,
        with_numbers_between,
        panics
    ],
    {
        pub fn a_reference(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let _before = Named("before");
            let items = &mut queue.items;
            items.push(n);
            defer!(say("deferred"));
            let _behind = Named("behind");
            items.push(check(n)?);
            if n == 2 {
                return items.pop();
            }
            queue.step();
            Some(end(queue))
        }

        pub fn beside_what_is_dropped(n: u32) -> Option<u32> {
            let _first = Named("first");
            let mut queue = Queue::of(n);
            let last = &mut queue.last;
            defer!(say("deferred"));
            if n == 1 {
                *last = Some(Named("other"));
            }
            drop(queue.last.take());
            check(n)?;
            let moved = queue.name;
            Some(moved.0.len() as u32)
        }

        pub fn read_alone(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let first = &queue.items[0];
            defer!(say("deferred"));
            let first = check(*first)?;
            queue.items.push(first);
            queue.last = None;
            Some(end(queue))
        }

        pub fn what_a_method_lends(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let items = queue.items.as_mut_slice();
            defer!(say("deferred"));
            items[0] += 1;
            check(n)?;
            queue.step();
            Some(queue.done)
        }

        pub fn behind_a_question_mark(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let last = queue.last_mut()?;
            let half = n / 2;
            defer!(say("deferred"));
            *last += check(n)? + half;
            queue.step();
            Some(end(queue))
        }

        pub fn taken_apart(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let Queue { items, last, .. } = &mut queue;
            defer!(say("deferred"));
            items.push(check(n)?);
            drop(last.take());
            queue.step();
            Some(end(queue))
        }

        pub fn by_reference_in_a_pattern(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let Some(ref mut last) = queue.last else {
                return None;
            };
            defer!(say("deferred"));
            say(last.0);
            check(n)?;
            *last = Named("new");
            queue.step();
            Some(end(queue))
        }

        pub fn a_match_that_leaves(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let first = match queue.items.first_mut() {
                Some(first) => first,
                None => return None,
            };
            defer!(say("deferred"));
            *first = check(n)?;
            queue.step();
            Some(end(queue))
        }

        pub fn of_either_branch(n: u32) -> Option<u32> {
            let _before = Named("before");
            let (mut queue, mut other) = (Queue::of(n), Queue::of(n + 1));
            let items = if n < 2 { &mut queue.items } else { &mut other.items };
            defer!(say("deferred"));
            let _behind = Named("behind");
            items.push(check(n)?);
            queue.step();
            other.step();
            Some(end(queue) + end(other))
        }

        pub fn of_one_branch(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let last = if n < 2 { Some(&mut queue.last) } else { None };
            defer!(say("deferred"));
            check(n)?;
            if let Some(last) = last {
                *last = None;
            }
            queue.step();
            Some(end(queue))
        }

        pub fn of_each_arm(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let mut other = 1;
            let last = match n {
                0 => {
                    say("deferred");
                    return None;
                }
                1 => &mut queue.items[0],
                2 => queue.last_mut()?,
                _ => &mut other,
            };
            defer!(say("deferred"));
            *last += check(n - 1)?;
            queue.step();
            Some(end(queue) + other)
        }

        pub fn parts_of_a_match(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let (first, rest) = match queue.items.split_first_mut() {
                Some((first, rest)) => (first, rest),
                None => return None,
            };
            defer!(say("deferred"));
            *first += check(n)?;
            rest[0] += *first;
            queue.step();
            Some(end(queue))
        }

        pub fn by_the_condition_of_a_loop(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let _before = Named("before");
            while let Some(last) = queue.items.last_mut() {
                let _here = 7;
                defer!(say("deferred"));
                let _behind = Named("behind");
                if *last % 2 == 1 {
                    *last -= 1;
                    continue;
                }
                *last = check(*last)? / 2;
                queue.items.pop();
                queue.last = None;
            }
            Some(end(queue))
        }

        pub fn by_such_a_condition_with_a_reference(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            'all: while let Some(last) = &mut queue.last {
                defer!(say("deferred"));
                say(last.0);
                for at in 0..n {
                    if at == 2 && queue.done < 3 {
                        *last = Named("new");
                        queue.done += 4;
                        continue 'all;
                    }
                    check(n - at)?;
                }
                queue.last = None;
            }
            Some(end(queue))
        }

        pub fn by_such_a_condition_and_left(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let mut seen = 0;
            while let Some(last) = queue.last_mut() {
                defer!(say("deferred"));
                if n == 1 {
                    break;
                }
                seen += *last;
                queue.items.pop();
                if seen > 8 {
                    return Some(end(queue));
                }
            }
            say(seen);
            Some(end(queue))
        }

        pub fn wrapped(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let view = View(&mut queue.items);
            defer!(say("deferred"));
            view.0.push(check(n)?);
            queue.step();
            Some(end(queue))
        }

        pub fn in_a_tuple(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let (items, last, more) = (&mut queue.items, &mut queue.last, 3);
            defer!(say("deferred"));
            items.push(check(n)? + more);
            *last = None;
            queue.step();
            Some(end(queue))
        }

        pub fn made_of_one(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let items = &queue.items;
            let first = items.first();
            defer!(say("deferred"));
            let first = check(*first?)?;
            queue.step();
            Some(first)
        }

        pub fn with_its_type(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let last: &mut u32 = last_of(&mut queue);
            defer!(say("deferred"));
            *last += check(n)?;
            queue.step();
            Some(end(queue))
        }

        pub fn moved_at_once(n: u32) -> Option<u32> {
            let (mut queue, name) = (Queue::of(n), Named("given"));
            let view = viewed(&queue, &name);
            defer!(say("deferred"));
            let seen = called(view);
            check(n)?;
            queue.name = name;
            queue.step();
            Some(seen)
        }

        pub fn moved_at_once_by_a_match(n: u32) -> Option<u32> {
            let (mut queue, name) = (Queue::of(n), Named("given"));
            let view = viewed(&queue, &name);
            defer!(say("deferred"));
            match called(view) {
                0 => None,
                1 => Some(name.0.len() as u32),
                seen => {
                    queue.last = Some(name);
                    check(seen - 2)?;
                    Some(end(queue))
                }
            }
        }

        pub fn only_matched(n: u32) -> Option<u32> {
            let name = Named("given");
            let label = label_of(&name);
            defer!(say("deferred"));
            match label {
                Named("other") => None,
                _ => Some(spend(name) + n),
            }
        }

        pub fn left_where_it_is(n: u32) -> Option<u32> {
            let name = Named("given");
            let label = label_of(&name);
            defer!(say("deferred"));
            let _ = label;
            Some(spend(name) + n)
        }

        pub fn under_another_name(n: u32) -> Option<u32> {
            let name = Named("given");
            let label = label_of(&name);
            defer!(say("deferred"));
            say(label.0);
            let label = n + 1;
            check(label)?;
            Some(spend(name))
        }

        pub fn given_again(n: u32) -> Option<u32> {
            let name = Named("given");
            let mut label = label_of(&name);
            defer!(say("deferred"));
            spend(label);
            if n < 2 {
                label = Named("new");
                say(label.0);
            }
            Some(spend(name) + n)
        }

        pub fn several_of_them(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let items = &mut queue.items;
            defer!(say("deferred"));
            items.push(check(n)?);
            let last = &mut queue.last;
            defer!(say("deferred"));
            *last = None;
            if n == 2 {
                return None;
            }
            queue.step();
            Some(end(queue))
        }

        pub fn with_numbers_between(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let items = &mut queue.items;
            let (count, is_small) = (items.len() as u32, n < 3);
            let first = items[0];
            let more: u32 = u32::min(count, first);
            defer!(say("deferred"));
            items.push(check(more)?);
            if is_small {
                queue.step();
            }
            Some(end(queue))
        }

        pub fn panics(n: u32) -> Option<u32> {
            let outcome = std::panic::catch_unwind(move || {
                let mut queue = Queue::of(n);
                let _before = Named("before");
                let items = &mut queue.items;
                defer!(say("deferred"));
                let _behind = Named("behind");
                items[0] = 10 / n;
                assert!(n != 2, "two");
                queue.step();
                queue.done
            });
            outcome.ok()
        }
    }
);

beside_guards!(
    in_all_scopes,
    told,
    [None],
    [
        in_a_loop,
        in_a_while_loop,
        in_a_closure,
        in_a_labelled_block,
        registered_in_a_branch,
        registered_in_an_arm,
        behind_another_call
    ],
    {
        pub fn in_a_loop(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            for turn in 0..3 {
                let items = &mut queue.items;
                let _ = turn;
                defer!(say("deferred"));
                let _behind = Named("behind");
                items.push(turn);
                if turn == 1 && n == 1 {
                    continue;
                }
                check(n)?;
                if n == 2 {
                    break;
                }
                queue.step();
            }
            Some(end(queue))
        }

        pub fn in_a_while_loop(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let mut sum = 0;
            while !queue.items.is_empty() {
                let chunk = queue.items.first();
                let count = queue.items.len();
                defer!(say("deferred"));
                sum += check(*chunk?)?;
                queue.items.truncate(count - 1);
            }
            Some(sum)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let run = |mut queue: Queue| {
                let items = &mut queue.items;
                defer!(say("deferred"));
                items.push(check(n)?);
                queue.step();
                Some(end(queue))
            };
            run(Queue::of(n))
        }

        pub fn in_a_labelled_block(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let sum = 'all: {
                let items = &mut queue.items;
                defer!(say("deferred"));
                items.push(check(n)?);
                if n == 2 {
                    break 'all 2;
                }
                queue.step();
                queue.done
            };
            say(sum);
            Some(end(queue))
        }

        pub fn registered_in_a_branch(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let items = &mut queue.items;
            if n < 9 {
                defer!(say("deferred"));
                items.push(check(n)?);
                queue.step();
                return check(queue.done);
            }
            None
        }

        pub fn registered_in_an_arm(n: u32) -> Option<u32> {
            let (mut queue, name) = (Queue::of(n), Named("given"));
            let view = viewed(&queue, &name);
            match called(view) {
                9 => None,
                seen => {
                    let seen = seen + 1;
                    defer!(say("deferred"));
                    queue.name = name;
                    check(n)?;
                    Some(end(queue) + seen)
                }
            }
        }

        pub fn behind_another_call(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            defer!(say("deferred"));
            let _between = Named("between");
            let items = &mut queue.items;
            defer!(say("deferred"));
            items.push(check(n)?);
            queue.step();
            Some(end(queue))
        }
    }
);

beside_guards!(
    in_async_code,
    polled,
    [None, Some(0), Some(1), Some(2)],
    [awaited, awaited_in_a_loop, in_a_block, with_its_type],
    {
        pub async fn awaited(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let _before = Named("before");
            let items = &mut queue.items;
            defer!(say("deferred"));
            let _behind = Named("behind");
            pause().await;
            items.push(check(n)?);
            pause().await;
            queue.step();
            Some(queue.done)
        }

        pub async fn awaited_in_a_loop(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            for turn in 0..2 {
                let last = queue.last.as_mut();
                defer!(say("deferred"));
                pause().await;
                *last? = Named("new");
                if turn == 1 && n == 2 {
                    return check(turn);
                }
                queue.step();
            }
            Some(queue.done)
        }

        pub async fn in_a_block(n: u32) -> Option<u32> {
            let run = async move {
                let mut queue = Queue::of(n);
                let items = &mut queue.items;
                defer!(say("deferred"));
                items.push(check(n)?);
                pause().await;
                queue.step();
                Some(queue.done)
            };
            run.await
        }

        pub async fn with_its_type(n: u32) -> Option<u32> {
            let mut queue = Queue::of(n);
            let last: &mut u32 = last_of(&mut queue);
            defer!(say("deferred"));
            pause().await;
            *last += check(n)?;
            queue.step();
            Some(queue.done)
        }
    }
);

mod of_methods {
    use super::*;
    use defer_runtime::{defer, errdefer, with_defer};
    use defer_tests::assert_returns;

    impl Queue {
        // 6.5: what a failure undoes, and a success takes along.
        #[with_defer]
        fn filled(n: u32) -> Option<Queue> {
            let mut queue = Queue::of(n);
            let items = &mut queue.items;
            errdefer!(queue.undo());
            items.push(check(n)?);
            queue.step();
            Some(queue)
        }

        fn undo(&mut self) {
            say(format!("undo {}", self.items.len()));
        }

        // 5.2: a named result.
        #[with_defer(result = 0)]
        fn counted(&mut self, n: u32) -> u32 {
            let items = &mut self.items;
            defer! { result += 10; }
            items.push(n);
            if n == 1 {
                return 1;
            }
            self.step();
            self.done
        }

        // 3.8: every block is a scope.
        #[with_defer(scope = block)]
        fn in_blocks(&mut self, n: u32) -> u32 {
            if n > 0 {
                let items = &mut self.items;
                defer! {
                    say(format!("deferred {}", self.items.len()));
                }
                items.push(n);
                self.step();
            }
            say("behind");
            self.done
        }

        // 3.4: a local of a branch that a deferred call mentions.
        #[with_defer]
        fn in_a_branch(&mut self, n: u32) -> u32 {
            if n > 0 {
                let held = Named("held");
                let items = &mut self.items;
                defer! {
                    say(held.0);
                }
                items.push(n);
                self.step();
            }
            say("behind");
            self.done
        }

        // 2.1: what a deferred call is given of it.
        #[with_defer]
        fn told_of(&mut self, n: u32) -> u32 {
            let items = &mut self.items;
            items.push(n);
            defer!(say(n + 10));
            items.push(n);
            self.step();
            self.done
        }
    }

    #[test]
    fn of_a_method() {
        let drops = ["drop name", "drop last"];
        assert_returns(
            || Queue::filled(1).map(|queue| queue.items.len()),
            Some(3),
            &["1", "step 1", drops[0], drops[1]],
        );
        assert_returns(
            || Queue::filled(0).map(|queue| queue.items.len()),
            None,
            &["0", "undo 2", drops[0], drops[1]],
        );
        let mut queue = Queue::of(1);
        assert_returns(|| queue.counted(1), 11, &[]);
        assert_returns(|| queue.counted(2), 11, &["step 1"]);
        assert_returns(|| queue.in_blocks(0), 1, &["behind"]);
        assert_returns(|| queue.in_blocks(1), 2, &["step 2", "deferred 5", "behind"]);
        assert_returns(|| queue.in_a_branch(1), 3, &["step 3", "behind", "held", "drop held"]);
        assert_returns(|| queue.told_of(5), 4, &["step 4", "15"]);
        std::mem::forget(queue);
    }
}
