//! Rule 3.5 where a macro is given statements that move something: each function beside the same with a guard, on every way out.

use defer_tests::{Named, beside_guards, check, pause, polled, say, spend, told};
use pretty_assertions::assert_eq;

fn take<T>(_taken: T) {
    say("taken");
}

trait Visitor: Sized {
    fn visit(self) -> u32;
    fn is_empty(&self) -> bool {
        false
    }
}

impl Visitor for Named {
    fn visit(self) -> u32 {
        say("visit");
        1
    }
}

macro_rules! counted {
    ($depth:ident $($body:tt)*) => {
        if $depth > 4 {
            return None;
        }
        $depth $($body)*
        say($depth);
    };
}

macro_rules! all {
    ($($body:tt)*) => { $($body)* };
}

beside_guards!(
    statements,
    told,
    [None],
    [
        receiver,
        alone,
        as_the_value,
        without_another_way,
        in_a_branch,
        in_a_loop,
        in_an_arm,
        in_a_closure,
        several
    ],
    {
        pub fn receiver(n: u32) -> Option<u32> {
            let _before = Named("before");
            let list = vec![Named("list")];
            defer!(say("deferred"));
            let _behind = Named("behind");
            check(n)?;
            all! {
                say("body");
                let given = list.into_iter().map(|name| name.0.len()).sum::<usize>();
            }
            check(n)?;
            Some(given as u32)
        }

        pub fn alone(n: u32) -> Option<u32> {
            let list = vec![Named("list")];
            defer!(say("deferred"));
            check(n)?;
            all! { take(list.into_iter()) }
            Some(n)
        }

        pub fn as_the_value(n: u32) -> Option<u32> {
            let list = vec![Named("list")];
            defer!(say("deferred"));
            check(n)?;
            all! {
                say("body");
                list.into_iter().next().map(|_| n)
            }
        }

        pub fn without_another_way(n: u32) -> Option<u32> {
            let list = vec![Named("list")];
            defer!(say("deferred"));
            all! {
                say("body");
                let last = list.into_iter().last();
            }
            last.map(|_| n)
        }

        pub fn in_a_branch(n: u32) -> Option<u32> {
            let list = vec![Named("list")];
            defer!(say("deferred"));
            if n > 3 {
                all! {
                    say("body");
                    let last = list.into_iter().last();
                }
                check(n - 4)?;
                say(last.is_some());
            }
            check(n)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            let _before = Named("before");
            for i in 0..3 {
                let list = vec![Named("list")];
                defer!(say("deferred"));
                check((n + i) % 5)?;
                all! {
                    let last = list.into_iter().last();
                    say(last.is_some());
                }
            }
            Some(n)
        }

        pub fn in_an_arm(n: u32) -> Option<u32> {
            let list = vec![Named("list")];
            defer!(say("deferred"));
            match n {
                0 => {
                    all! {
                        let last = list.into_iter().last();
                        say(last.is_some());
                    }
                }
                1 => say(list.len()),
                _ => {
                    check(n - 2)?;
                }
            }
            Some(n)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let read = |n: u32| -> Option<u32> {
                let list = vec![Named("list")];
                defer!(say("deferred"));
                check(n)?;
                all! {
                    say("body");
                    let last = list.into_iter().last();
                }
                last.map(|_| n)
            };
            read(n)
        }

        pub fn several(n: u32) -> Option<u32> {
            let (first, second) = (vec![Named("first")], Some(Named("second")));
            let third = Some(Named("third"));
            defer!(say("deferred"));
            check(n)?;
            all! {
                take(first.into_iter());
                let name = second.unwrap();
                let found = third.map(|name| name.0);
            }
            check(n)?;
            say(name.0);
            found.map(|_| n)
        }
    }
);

/// As `tracing` and `log` have it: a name that is marked, or a text and values, which isn't how a local would be declared.
macro_rules! debug {
    (?$name:ident) => {
        say(format!("{:?}", $name));
    };
    ($text:literal, $($value:expr),*) => {
        say(format!($text, $($value),*));
    };
}

fn frame(n: u32) -> Option<Result<Named, Named>> {
    say("frame");
    match n {
        0 => None,
        1 => Some(Err(Named("error"))),
        _ => Some(Ok(Named("frame"))),
    }
}

beside_guards!(
    shown,
    told,
    [None],
    [
        marked,
        marked_in_front,
        with_a_text,
        by_a_method,
        in_a_loop,
        in_a_condition,
        in_a_closure
    ],
    {
        pub fn marked(n: u32) -> Option<u32> {
            let _before = Named("before");
            let response = frame(n);
            defer!(say("deferred"));
            let _behind = Named("behind");
            debug!(?response);
            match response {
                Some(Err(error)) => Some(spend(error)),
                Some(Ok(frame)) => {
                    check(n - 2)?;
                    Some(spend(frame))
                }
                None => None,
            }
        }

        pub fn marked_in_front(n: u32) -> Option<u32> {
            let response = frame(n);
            debug!(?response);
            defer!(say("deferred"));
            match response {
                Some(Err(error)) => Some(spend(error)),
                Some(Ok(frame)) => Some(spend(frame)),
                None => check(n),
            }
        }

        pub fn with_a_text(n: u32) -> Option<u32> {
            let response = frame(n);
            defer!(say("deferred"));
            debug!("{} {:?}", n, response);
            check(n)?;
            match response {
                Some(Err(error)) => Some(spend(error)),
                Some(Ok(frame)) => Some(spend(frame)),
                None => check(n),
            }
        }

        pub fn by_a_method(n: u32) -> Option<u32> {
            let _before = Named("before");
            let name = Named("name");
            defer!(say("deferred"));
            debug!("{}", name.0.len());
            if n > 2 {
                spend(name);
            }
            check(n)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            let _before = Named("before");
            for i in 0..3 {
                let response = frame((n + i) % 3);
                defer!(say("deferred"));
                debug!(?response);
                match response {
                    Some(Err(error)) => say(spend(error)),
                    Some(Ok(_)) => continue,
                    None => return check(i),
                }
            }
            Some(n)
        }

        pub fn in_a_condition(n: u32) -> Option<u32> {
            let response = frame(n);
            defer!(say("deferred"));
            debug!(?response);
            if let Some(Ok(frame)) = response {
                check(n - 2)?;
                spend(frame);
            }
            check(n)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let read = |n: u32| -> Option<u32> {
                let response = frame(n);
                defer!(say("deferred"));
                debug!(?response);
                match response {
                    Some(Err(error)) => Some(spend(error)),
                    Some(Ok(frame)) => Some(spend(frame)),
                    None => check(n),
                }
            };
            read(n)
        }
    }
);

beside_guards!(generic, told, [None], [visitor, argument, callee], {
    pub fn visitor(n: u32) -> Option<u32> {
        Self::visited(Named("visitor"), n)
    }

    fn visited<V: Visitor>(visitor: V, mut depth: u32) -> Option<u32> {
        let _before = Named("before");
        defer!(say("deferred"));
        let _behind = Named("behind");
        match depth {
            0 => Some(visitor.visit()),
            1 => {
                counted! {
                    depth += 1;
                    let visited = visitor.visit();
                }
                Some(visited)
            }
            _ => {
                check(depth - 2)?;
                Some(u32::from(visitor.is_empty()))
            }
        }
    }

    pub fn argument(n: u32) -> Option<u32> {
        Self::passed(Named("passed"), n)
    }

    fn passed<T>(value: T, n: u32) -> Option<u32> {
        defer!(say("deferred"));
        check(n)?;
        all! { take(value); }
        check(n - 1)
    }

    pub fn callee(n: u32) -> Option<u32> {
        let name = Named("captured");
        Self::called(move || take(name), n)
    }

    fn called(call: impl FnOnce(), n: u32) -> Option<u32> {
        defer!(say("deferred"));
        check(n)?;
        all! {
            say("body");
            call();
        }
        check(n - 1)
    }
});

beside_guards!(awaiting, polled, [None, Some(0)], [in_a_future, shown_in_a_future], {
    pub async fn shown_in_a_future(n: u32) -> Option<u32> {
        let response = frame(n);
        defer!(say("deferred"));
        debug!(?response);
        pause().await;
        match response {
            Some(Err(error)) => Some(spend(error)),
            Some(Ok(frame)) => {
                pause().await;
                check(n - 2)?;
                Some(spend(frame))
            }
            None => check(n),
        }
    }

    pub async fn in_a_future(n: u32) -> Option<u32> {
        let list = vec![Named("list")];
        defer!(say("deferred"));
        pause().await;
        check(n)?;
        all! {
            say("body");
            let last = list.into_iter().last();
        }
        pause().await;
        last.map(|_| n)
    }
});

macro_rules! give {
    ($place:ident = $value:expr) => {
        $place = $value
    };
}

macro_rules! when {
    ($condition:expr => $($body:tt)*) => {
        if $condition { $($body)* }
    };
}

beside_guards!(
    given,
    told,
    [None],
    [the_first_value, another_value, on_one_way, what_is_copied],
    {
        pub fn the_first_value(n: u32) -> Option<u32> {
            let name;
            defer!(say("deferred"));
            give!(name = Named("given"));
            check(n)?;
            Some(name.0.len() as u32)
        }

        pub fn another_value(n: u32) -> Option<u32> {
            let mut name = Named("old");
            defer!(say("deferred"));
            say(name.0);
            give!(name = Named("new"));
            check(n)?;
            Some(name.0.len() as u32)
        }

        pub fn on_one_way(n: u32) -> Option<u32> {
            let mut name = Named("old");
            defer!(say("deferred"));
            when!(n > 1 => name = Named("new"));
            check(n)?;
            Some(name.0.len() as u32)
        }

        pub fn what_is_copied(n: u32) -> Option<u32> {
            let (mut count, _held) = (n, Named("held"));
            defer!(say("deferred"));
            check(count)?;
            give!(count = count + 1);
            Some(count)
        }
    }
);

macro_rules! traced {
    ($($told:tt)*) => { say(format!($($told)*)) };
}

beside_guards!(
    endless,
    told,
    [None],
    [
        by_a_call,
        in_part,
        in_an_iteration,
        in_a_closure,
        of_a_number,
        left_with_a_value
    ],
    {
        pub fn by_a_call(n: u32) -> Option<u32> {
            let (_before, held) = (Named("before"), Named("held"));
            defer!(say("deferred"));
            let mut turn = 0;
            loop {
                traced!("turn {turn}");
                if turn == n {
                    return Some(spend(held));
                }
                check(3 - turn)?;
                turn += 1;
            }
        }

        pub fn in_part(n: u32) -> Option<u32> {
            let held = (Named("held"), Named("other"));
            defer!(say("deferred"));
            loop {
                traced!("in part");
                check(n)?;
                if n < 3 {
                    return Some(spend(held.1));
                }
                if n > 2 {
                    return None;
                }
            }
        }

        pub fn in_an_iteration(n: u32) -> Option<u32> {
            let (held, mut turn) = (Named("held"), 0);
            loop {
                let _early = Named("early");
                defer!(say("deferred"));
                turn += 1;
                traced!("turn {turn}");
                if turn > n {
                    return Some(spend(held));
                }
                check(4 - turn)?;
            }
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let held = Named("held");
            let run = move || -> Option<u32> {
                defer!(say("deferred"));
                loop {
                    traced!("in a closure");
                    check(n)?;
                    if n > 0 {
                        return Some(spend(held));
                    }
                }
            };
            run()
        }

        pub fn left_with_a_value(n: u32) -> Option<u32> {
            let mut sum = 0;
            for turn in [n, 3] {
                let _early = Named("early");
                defer!(say("deferred"));
                let given = loop {
                    traced!("turn {turn}");
                    if turn > 2 {
                        break turn;
                    }
                    check(turn)?;
                    if n != 1 {
                        break 7;
                    }
                    check(n - 1)?;
                };
                sum += given;
            }
            Some(sum)
        }

        pub fn of_a_number(n: u32) -> Option<u32> {
            let count = n.max(1);
            defer!(say("deferred"));
            loop {
                let next = count;
                traced!("{next}");
                check(n)?;
                if next > 0 {
                    return Some(next);
                }
            }
        }
    }
);
