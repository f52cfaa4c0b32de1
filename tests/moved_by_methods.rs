//! Rule 3.5 where the place of a method call tells that it moves `self`: each method beside the same with a guard, on every way out.

use defer_tests::{Named, check, say, trace};
use pretty_assertions::assert_eq;

/// A table of methods of one type; `Own` has a destructor by what it holds, a reference and a number have none.
macro_rules! methods {
    ($name:ident, $of:ty, $make:expr, [$($method:ident),* $(,)?], {$($code:tt)*}) => {
        mod $name {
            pub(super) mod plain {
                use super::super::*;
                use defer_tests::guard_in_its_place as defer;
                pub(in super::super) trait Methods: Sized + Helpers {
                    $($code)*
                }
                impl Methods for $of {}
            }

            pub(super) mod deferred {
                use super::super::*;
                use defer_runtime::{defer, with_defer};
                #[with_defer]
                pub(in super::super) trait Methods: Sized + Helpers {
                    $($code)*
                }
                impl Methods for $of {}
            }
        }

        #[test]
        fn $name() {
            $(for n in 0..6 {
                let plain = trace(|| say(format!("{:?}", $name::plain::Methods::$method($make, n))));
                let deferred = trace(|| say(format!("{:?}", $name::deferred::Methods::$method($make, n))));
                assert!(plain.contains(&"deferred".to_owned()));
                assert_eq!(deferred, plain, "{} {n}", stringify!($method));
            })*
        }
    };
}

/// What the methods call. A method of a trait can be called on a value of any type.
trait Helpers: Sized {
    fn update(self, n: u32) -> Option<u32> {
        say("updated");
        Some(n)
    }
    fn put(self) {
        say("put");
    }
    fn last(self) -> Option<u32> {
        say("last");
        Some(1)
    }
    fn min(self) -> Option<u32> {
        say("min");
        Some(2)
    }
    fn changed(self) -> Self {
        say("changed");
        self
    }
    fn length(&self) -> u32 {
        3
    }
}

#[derive(Debug)]
struct Own(#[allow(dead_code)] &'static str, #[allow(dead_code)] Inside);

#[derive(Debug)]
struct Inside;

impl Drop for Inside {
    fn drop(&mut self) {
        say("drop inside");
    }
}

impl Helpers for Own {}
impl Helpers for Named {}
impl Helpers for &mut u32 {}
impl Helpers for u32 {}

macro_rules! of {
    ($name:ident, $of:ty, $make:expr) => {
        methods!(
            $name,
            $of,
            $make,
            [
                alone,
                at_the_end,
                in_an_arm,
                returned,
                in_a_chain,
                given_itself,
                of_mut,
                where_it_is_named_again
            ],
            {
                fn alone(self, n: u32) {
                    let _before = Named("before");
                    defer!(say("deferred"));
                    let _behind = Named("behind");
                    if n > 2 {
                        say("branch");
                        self.put();
                    }
                }

                fn at_the_end(self, n: u32) -> Option<u32> {
                    defer!(say("deferred"));
                    let _behind = Named("behind");
                    check(n)?;
                    self.update(n)
                }

                fn in_an_arm(self, n: u32) -> Option<u32> {
                    let _before = Named("before");
                    defer!(say("deferred"));
                    match n {
                        0 => self.update(n),
                        1 => check(n - 1),
                        _ => {
                            check(n - 2)?;
                            self.update(n)
                        }
                    }
                }

                fn returned(self, n: u32) -> Option<u32> {
                    defer!(say("deferred"));
                    if n > 3 {
                        return self.update(n);
                    }
                    check(n)
                }

                fn in_a_chain(self, n: u32) -> Option<u32> {
                    let _before = Named("before");
                    defer!(say("deferred"));
                    let _behind = Named("behind");
                    if n == 1 {
                        return self.min().into_iter().next();
                    }
                    match n {
                        0 => check(n),
                        2 => self.last().into_iter().next(),
                        _ => Some(self.length()),
                    }
                }

                fn given_itself(self, n: u32) -> Self {
                    let _before = Named("before");
                    defer!(say("deferred"));
                    let _behind = Named("behind");
                    match n {
                        0 | 1 => self.changed(),
                        2 => return self.changed(),
                        _ => self,
                    }
                }

                fn of_mut(mut self, n: u32) -> Self {
                    let _before = Named("before");
                    defer!(say("deferred"));
                    if n == 1 {
                        self = self.changed();
                        say("again");
                    }
                    if n > 2 { self.changed() } else { self }
                }

                fn where_it_is_named_again(self, n: u32) -> Option<u32> {
                    defer!(say("deferred"));
                    check(n)?;
                    self.length();
                    check(n - 1)?;
                    Some(self.length())
                }
            }
        );
    };
}

of!(of_a_value, Own, Own("own", Inside));
of!(of_a_reference, &mut u32, &mut 3);
of!(of_a_number, u32, 3);

/// What only borrows such a `self` may stand there, too: what is dropped of it is nothing.
mod without_a_destructor {
    use super::*;
    use defer_runtime::{defer, with_defer};
    use defer_tests::assert_returns;

    #[derive(Clone, Copy)]
    struct Number(u32);

    impl Number {
        fn doubled(&self) -> u32 {
            self.0 * 2
        }

        #[with_defer]
        fn brightness(self, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            check(n)?;
            if n > 2 {
                return self.of(n);
            }
            self.of(self.doubled())
        }

        fn of(&self, n: u32) -> Option<u32> {
            Some(self.0 + n)
        }
    }

    struct Reader(#[allow(dead_code)] Named, u32);

    trait Read: Sized {
        fn read(self, n: u32) -> Option<u32>;
    }

    impl Reader {
        fn one(&mut self) -> Option<u32> {
            self.1 += 1;
            Some(self.1)
        }

        fn skip(&mut self) {
            self.1 += 10;
        }
    }

    impl Read for &mut Reader {
        #[with_defer]
        fn read(self, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            check(n)?;
            match n {
                1 => self.one(),
                2 => {
                    self.skip();
                    None
                }
                _ => {
                    self.one()?;
                    self.one()
                }
            }
        }
    }

    #[test]
    fn is_called_as_it_is_written() {
        assert_returns(|| Number(1).brightness(0), None, &["0", "deferred"]);
        assert_returns(|| Number(1).brightness(1), Some(3), &["1", "deferred"]);
        assert_returns(|| Number(1).brightness(3), Some(4), &["3", "deferred"]);
        let mut reader = Reader(Named("reader"), 0);
        assert_returns(|| reader.read(0), None, &["0", "deferred"]);
        assert_returns(|| reader.read(1), Some(1), &["1", "deferred"]);
        assert_returns(|| reader.read(2), None, &["2", "deferred"]);
        assert_returns(|| reader.read(3), Some(13), &["3", "deferred"]);
    }
}

/// 3.5: methods of which nothing can be told, one behind the other on the only way.
mod one_behind_the_other {
    use defer_runtime::{defer, with_defer};
    use defer_tests::{Named, assert_returns, say};

    struct Entry(Named);

    impl Entry {
        fn seen(&self) -> &'static str {
            self.0.0
        }

        fn away(self) {
            say("away");
        }
    }

    #[with_defer]
    fn statements(entry: Entry) {
        defer!(say("deferred"));
        entry.seen();
        let seen = entry.seen();
        say(seen);
        entry.away();
    }

    #[with_defer]
    fn in_macros(entry: Entry) {
        defer!(say("deferred"));
        assert_eq!(entry.seen(), "entry");
        if !entry.seen().is_empty() {
            println!("{}", entry.seen());
        }
        let mut count = 0;
        if count == 0 && entry.seen() == "entry" {
            count += 5;
        }
        say(format!("{count} {}", entry.seen()));
        entry.away();
    }

    #[with_defer]
    fn in_a_loop() {
        for turn in 0..2 {
            let entry = Entry(Named("entry"));
            defer!(say("deferred"));
            assert!(turn < 2 && entry.seen() == "entry");
            entry.away();
        }
    }

    #[with_defer]
    fn an_iterator() -> usize {
        let mut numbers = 0..10;
        defer!(say("deferred"));
        assert_eq!(numbers.next(), Some(0));
        assert_eq!(numbers.count(), 9);
        1
    }

    #[test]
    fn is_moved_by_the_last() {
        let lines = ["entry", "away", "drop entry", "deferred"];
        assert_returns(|| statements(Entry(Named("entry"))), (), &lines);
        let told = ["5 entry", lines[1], lines[2], lines[3]];
        assert_returns(|| in_macros(Entry(Named("entry"))), (), &told);
        let turn = &lines[1..];
        assert_returns(in_a_loop, (), &[turn, turn].concat());
        assert_returns(an_iterator, 1, &["deferred"]);
    }
}
