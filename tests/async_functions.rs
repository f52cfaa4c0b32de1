//! Rule 8.1: what holds for a function holds for an async one. Where it may stand (1.1), what it may look like, and that
//! parameters and locals are dropped as in the plain function with a guard at the same place (3.5).

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::poll::{drop_after, finish, pause};
use defer_tests::{Named, gives, say, trace};
use std::fmt::Debug;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

/// Says what it is dropped for, as a guard by hand does.
struct Guard<F: FnMut()>(F);

impl<F: FnMut()> Drop for Guard<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Takes the place of a deferred call.
macro_rules! guard {
    ($call:expr) => {
        let _guard = Guard(|| $call);
    };
}
pub(crate) use guard;

/// Tests that each function drops its parameters, its locals and its guards in the same order with deferred calls and
/// with guards, dropped after each number of polls.
macro_rules! drops_as_with_guards {
    ($($name:ident($($parameters:tt)*)($($arguments:tt)*) $body:block)*) => {
        $(#[allow(clippy::toplevel_ref_arg)]
        mod $name {
            mod guards {
                #[allow(unused_imports)]
                use crate::{Guard, Named, Pair, Rc, guard as defer, pair, pause, say};
                pub async fn body($($parameters)*) $body
            }
            mod deferred {
                use super::super::*;
                #[with_defer]
                pub async fn body($($parameters)*) $body
            }
            use super::*;

            #[test]
            fn test() {
                for polls in 0.. {
                    let mut done = false;
                    let guards = trace(|| done = drop_after(polls, guards::body($($arguments)*)).is_some());
                    assert_eq!(says_after(polls, deferred::body($($arguments)*)), guards, "polled {polls} times");
                    if done {
                        assert!(polls > 0);
                        return;
                    }
                }
            }
        })*
    };
}

struct Pair {
    a: Named,
    b: Named,
}

fn pair() -> Pair {
    Pair {
        a: Named("pair.a"),
        b: Named("pair.b"),
    }
}

drops_as_with_guards! {
    unused_parameters(_first: Named, _second: Named)(Named("first"), Named("second")) {
        defer!(say("deferred"));
        pause().await;
    }

    parameters_that_are_used(first: Named, second: Named)(Named("first"), Named("second")) {
        say(first.0);
        defer!(say("deferred"));
        pause().await;
        say(second.0);
    }

    one_that_is_used_behind(_first: Named, second: Named, _third: Named)(Named("first"), Named("second"), Named("third")) {
        defer!(say("deferred"));
        pause().await;
        say(second.0);
        pause().await;
    }

    ignored_parameters(_: Named, _second: Named, _: Named)(Named("first"), Named("second"), Named("third")) {
        let _local = Named("local");
        defer!(say("deferred"));
        pause().await;
    }

    mutable_parameter(_first: Named, #[allow(unused_assignments)] mut second: Named)(Named("first"), Named("second")) {
        second = Named("replaced");
        defer!(say("deferred"));
        pause().await;
        second.0 = "changed";
        pause().await;
        say(second.0);
    }

    parameter_that_is_moved_before(first: Named, _second: Named)(Named("first"), Named("second")) {
        drop(first);
        defer!(say("deferred"));
        pause().await;
    }

    tuple_pattern((_a, _b): (Named, Named), _second: Named)((Named("a"), Named("b")), Named("second")) {
        defer!(say("deferred"));
        pause().await;
    }

    tuple_pattern_that_leaves_a_part((_a, _): (Named, Named), _second: Named)((Named("a"), Named("b")), Named("second")) {
        defer!(say("deferred"));
        pause().await;
    }

    struct_pattern(_first: Named, Pair { a: _a, .. }: Pair)(Named("first"), pair()) {
        defer!(say("deferred"));
        pause().await;
    }

    struct_pattern_in_another_order(Pair { b: _b, a: _a }: Pair, _second: Named)(pair(), Named("second")) {
        defer!(say("deferred"));
        pause().await;
    }

    pattern_by_reference(ref first: Named, _second: Named)(Named("first"), Named("second")) {
        defer!(say("deferred"));
        pause().await;
        say(first.0);
    }

    array_pattern([_a, _, _c]: [Named; 3], _: Named)([Named("a"), Named("b"), Named("c")], Named("second")) {
        defer!(say("deferred"));
        pause().await;
    }

    binding_with_a_pattern(pair @ Pair { .. }: Pair, _second: Named)(pair(), Named("second")) {
        say(pair.a.0);
        defer!(say("deferred"));
        pause().await;
    }

    boxed_parameter(_first: Box<Named>, _second: Rc<Named>)(Box::new(Named("first")), Rc::new(Named("second"))) {
        defer!(say("deferred"));
        pause().await;
    }

    locals(_parameter: Named)(Named("parameter")) {
        let _a = Named("a");
        defer!(say("1"));
        let _b = Named("b");
        pause().await;
        defer!(say("2"));
        let (_c, _d) = (Named("c"), Named("d"));
        let _ = Named("gone at once");
        pause().await;
        let Pair { a: _e, .. } = pair();
        pause().await;
    }

    locals_with_patterns(_parameter: Named)(Named("parameter")) {
        let (a, _) = (Named("a"), Named("not bound"));
        let Pair { a: mut c, b } = pair();
        let third = Named("third");
        defer!(say("1"));
        pause().await;
        say(a.0);
        c.0 = "changed";
        say(b.0);
        let [d, e] = [Named("d"), Named("e")];
        let Some(f) = Some(Named("f")) else { return };
        pause().await;
        defer!(say("2"));
        say(third.0);
        say(d.0);
        say(e.0);
        say(f.0);
        pause().await;
    }

    bindings_of_blocks(some: Option<Named>)(Some(Named("some"))) {
        let _local = Named("local");
        defer!(say("deferred"));
        if let Some(named) = &some {
            pause().await;
            say(named.0);
        }
        match (Named("c"), Named("d")) {
            (c, d) if c.0 < d.0 => {
                pause().await;
                say(c.0);
            }
            _ => {}
        }
        if let (e, _) = (Named("e"), Named("f"))
            && e.0 == "e"
        {
            pause().await;
            say(e.0);
        }
        let _last = Named("last");
        pause().await;
    }

    temporaries()() {
        defer!(say("1"));
        say(Named("temporary").0);
        pause().await;
        match Named("scrutinee").0.len() {
            9 => {
                pause().await;
                say("in match");
            }
            length => say(length),
        }
        pause().await;
    }

    loops(parameter: Named)(Named("parameter")) {
        let _outer = Named("outer");
        for i in 0..3 {
            let _before = Named("before");
            defer!(say(i));
            let _after = Named("after");
            pause().await;
            if i == 1 {
                continue;
            }
            let _last = Named("last");
            pause().await;
        }
        say(parameter.0);
    }

    early_return(how: i32, _parameter: Named)(2, Named("parameter")) {
        let _before = Named("before");
        defer!(say("1"));
        let _after = Named("after");
        for i in 0..5 {
            let _iteration = Named("iteration");
            defer!(say(i));
            pause().await;
            if i == how {
                return;
            }
        }
    }

    shadowed_locals(name: Named)(Named("parameter")) {
        let name = Pair { a: name, b: Named("first") };
        defer!(say("1"));
        let name = Named(name.b.0);
        pause().await;
        defer!(say("2"));
        let name = Named(if name.0 == "first" { "third" } else { "" });
        pause().await;
        say(name.0);
    }

    closure_that_captures(first: Named, second: Named)(Named("first"), Named("second")) {
        let closure = || say(first.0);
        defer!(say("deferred"));
        pause().await;
        closure();
        let moves = move || say(&second.0[..1]);
        moves();
        pause().await;
    }

    inner_future(_parameter: Named)(Named("parameter")) {
        let inner = async {
            let _local = Named("inner local");
            pause().await;
        };
        defer!(say("deferred"));
        pause().await;
        inner.await;
        pause().await;
    }
}

drops_as_with_guards! {
    tuple_pattern_that_leaves_the_first_part((_, _b): (Named, Named), _second: Named)((Named("a"), Named("b")), Named("second")) {
        defer!(say("deferred"));
        pause().await;
        say(_b.0);
    }

    tuple_pattern_that_is_used((a, b): (Named, Named), _second: Named)((Named("a"), Named("b")), Named("second")) {
        defer!(say("deferred"));
        pause().await;
        say(a.0);
        say(b.0);
    }

    struct_pattern_that_is_used(Pair { a, .. }: Pair, second: Named)(pair(), Named("second")) {
        defer!(say("deferred"));
        pause().await;
        say(a.0);
        say(second.0);
    }
}

impl Pair {
    async fn guards(self, _second: Named) {
        let _local = Named("local");
        let _guard = Guard(|| say("deferred"));
        pause().await;
        say(self.a.0);
    }

    #[with_defer]
    async fn deferred(self, _second: Named) {
        let _local = Named("local");
        defer!(say("deferred"));
        pause().await;
        say(self.a.0);
    }

    async fn guards_in_box(self: Box<Self>, _: Named) {
        let _guard = Guard(|| say("deferred"));
        pause().await;
    }

    #[with_defer]
    async fn deferred_in_box(self: Box<Self>, _: Named) {
        defer!(say("deferred"));
        pause().await;
    }
}

/// What a future says that is polled so many times and then dropped.
fn says_after(polls: usize, future: impl Future<Output = ()>) -> Vec<String> {
    trace(|| {
        drop_after(polls, future);
    })
}

/// 3.5: the receiver is dropped like the parameter that it is.
#[test]
fn receivers_are_dropped_as_with_guards() {
    let second = || Named("second");
    for polls in 0..3 {
        let guards = says_after(polls, pair().guards(second()));
        assert_eq!(
            says_after(polls, pair().deferred(second())),
            guards,
            "polled {polls} times"
        );
        let guards = says_after(polls, Box::new(pair()).guards_in_box(second()));
        let deferred = says_after(polls, Box::new(pair()).deferred_in_box(second()));
        assert_eq!(deferred, guards, "in a box, polled {polls} times");
    }
}

// Where it may stand (1.1).

#[derive(Default)]
struct Connection {
    open: u32,
}

impl Connection {
    #[with_defer]
    async fn by_ref(&self) -> u32 {
        defer!(say(format!("ref {}", self.open)));
        pause().await;
        self.open
    }

    #[with_defer]
    async fn by_mut(&mut self, n: u32) -> u32 {
        self.open += n;
        defer!(|| self.open -= n);
        pause().await;
        self.open
    }

    #[with_defer]
    async fn by_value(self) -> u32 {
        defer!(|| say(format!("value {}", self.open)));
        pause().await;
        self.open
    }

    #[with_defer]
    async fn by_mutable_value(mut self) -> u32 {
        self.open += 1;
        defer!(|| say(format!("value {}", self.open)));
        pause().await;
        self.open += 1;
        self.open
    }

    #[with_defer]
    async fn in_box(self: Box<Self>) -> u32 {
        defer!(|| say(format!("box {}", self.open)));
        pause().await;
        self.open
    }

    #[with_defer]
    async fn pinned(mut self: Pin<&mut Self>) -> u32 {
        defer!(|| {
            self.open = 0;
            say("pinned");
        });
        pause().await;
        self.open += 1;
        self.open
    }

    #[with_defer]
    async fn in_arc(self: Arc<Self>) -> usize {
        let other = Arc::clone(&self);
        defer!(|| say(format!("arc {}", other.open)));
        pause().await;
        Arc::strong_count(&self)
    }

    #[with_defer]
    async fn in_rc(self: &Rc<Self>) -> usize {
        defer!(say(format!("rc {}", self.open)));
        pause().await;
        Rc::strong_count(self)
    }

    #[with_defer]
    async fn lend<'a>(&'a mut self, log: &mut Vec<u32>) -> &'a mut u32 {
        log.push(1);
        defer!(|| log.push(2));
        pause().await;
        &mut self.open
    }

    #[with_defer]
    async fn associated(n: u32) -> Self {
        defer!(say("associated"));
        pause().await;
        Self { open: n }
    }
}

fn connection() -> Connection {
    Connection { open: 1 }
}

gives! {
    method_by_ref: finish(connection().by_ref()) => 1, ["ref 1"];
    method_by_mut: {
        let mut connection = connection();
        (finish(connection.by_mut(2)), connection.open)
    } => (3, 1), [""; 0];
    method_by_value: finish(connection().by_value()) => 1, ["value 1"];
    method_by_mutable_value: finish(connection().by_mutable_value()) => 3, ["value 3"];
    method_in_a_box: finish(Box::new(connection()).in_box()) => 1, ["box 1"];
    pinned_method: {
        let mut connection = connection();
        (finish(Pin::new(&mut connection).pinned()), connection.open)
    } => (2, 0), ["pinned"];
    method_in_an_arc: finish(Arc::new(connection()).in_arc()) => 2, ["arc 1"];
    method_in_an_rc: finish(Rc::new(connection()).in_rc()) => 1, ["rc 1"];
    method_that_lends: {
        let (mut connection, mut log) = (connection(), Vec::new());
        *finish(connection.lend(&mut log)) += 5;
        (connection.open, log)
    } => (6, vec![1, 2]), [""; 0];
    associated_function: finish(Connection::associated(5)).open => 5, ["associated"];
}

/// A trait with async functions of its own.
trait Service {
    type Reply: Debug;

    async fn call(&mut self, n: u32) -> Self::Reply;

    #[with_defer]
    async fn call_twice(&mut self, n: u32) -> (Self::Reply, Self::Reply) {
        defer!(say("twice"));
        let first = self.call(n).await;
        defer!(say(format!("{first:?}")));
        let second = self.call(n + 1).await;
        (self.call(0).await, second)
    }

    #[with_defer]
    async fn generic<T: Debug>(&self, value: T) -> T
    where
        Self: Sized,
    {
        defer!(say(std::any::type_name::<T>()));
        pause().await;
        value
    }
}

impl Service for Connection {
    type Reply = u32;

    #[with_defer]
    async fn call(&mut self, n: u32) -> Self::Reply {
        self.open += n;
        defer!(say(format!("call {n}")));
        pause().await;
        self.open
    }
}

gives! {
    trait_methods: finish(connection().call_twice(1)) => (4, 4), ["call 1", "call 2", "call 0", "2", "twice"];
    generic_trait_method: finish(connection().generic(5_u8)) => 5, ["u8"];
}

#[with_defer]
async fn generic<'a, T, const N: usize>(items: [&'a T; N], name: &str) -> Option<&'a T>
where
    T: Debug + ?Sized,
{
    let mut last = None;
    defer!(|| say(format!("{name} {last:?}")));
    for item in items {
        defer!(say(format!("{item:?}")));
        pause().await;
        last = Some(item);
    }
    last
}

#[with_defer]
async fn impl_parameters(items: impl IntoIterator<Item = u32>, mut each: impl AsyncFnMut(u32) -> u32) -> u32 {
    let mut sum = 0;
    defer!(|| say(format!("sum {sum}")));
    for item in items {
        defer!(say(format!("item {item}")));
        sum += each(item).await;
    }
    sum
}

#[with_defer]
async fn impl_result<'a>(list: &'a [u32]) -> impl Iterator<Item = u32> + use<'a> {
    defer!(say("deferred"));
    pause().await;
    list.iter().map(|n| n * 2)
}

#[with_defer]
async fn closure_result(add: u32) -> impl Fn(u32) -> u32 {
    defer!(say("deferred"));
    pause().await;
    move |n| n + add
}

#[with_defer]
async fn dyn_result(n: u32) -> Box<dyn Debug> {
    defer!(say("deferred"));
    pause().await;
    Box::new(n)
}

#[with_defer]
async fn unit() {
    defer!(say("deferred"));
    pause().await
}

#[with_defer]
async fn explicit_unit(early: bool) -> () {
    defer!(say("deferred"));
    if early {
        return;
    }
    pause().await;
    say("late")
}

#[with_defer]
async fn coerced_result(early: bool) -> Result<Box<dyn Debug>, Box<dyn std::error::Error>> {
    errdefer!(say("failed"));
    okdefer!(say("done"));
    pause().await;
    if early {
        return Ok(Box::new("early"));
    }
    let n: u32 = "x".parse()?;
    Ok(Box::new(n))
}

#[allow(unsafe_code)]
#[with_defer]
async unsafe fn unsafe_function(n: *const u32) -> u32 {
    defer!(say("deferred"));
    pause().await;
    n as usize as u32
}

#[with_defer]
async fn without_an_await(n: u32) -> u32 {
    let mut m = n;
    defer!(|| say(m));
    m += 1;
    m
}

/// Only the deferred call awaits.
#[with_defer]
async fn awaits_at_exit_only(list: &mut Vec<u32>) -> usize {
    defer!(|| {
        pause().await;
        list.push(2);
    });
    list.push(1);
    list.len()
}

gives! {
    generic_function: finish(generic([&1, &2], "a")) => Some(&2), ["1", "2", "a Some(2)"];
    generic_function_of_unsized: finish(generic(["x"], "b")) => Some("x"), [r#""x""#, r#"b Some("x")"#];
    impl_trait_parameters: finish(impl_parameters([1, 2], async |n| {
        pause().await;
        n * 10
    })) => 30, ["item 1", "item 2", "sum 30"];
    impl_trait_result: finish(impl_result(&[1, 2])).sum::<u32>() => 6, ["deferred"];
    closure_as_a_result: finish(closure_result(1))(2) => 3, ["deferred"];
    dyn_as_a_result: format!("{:?}", finish(dyn_result(1))) => "1", ["deferred"];
    unit_result: finish(unit()) => (), ["deferred"];
    explicit_unit_result: {
        finish(explicit_unit(true));
        finish(explicit_unit(false))
    } => (), ["deferred", "late", "deferred"];
    result_that_is_coerced: finish(coerced_result(true)).map(|value| format!("{value:?}")).ok()
        => Some(String::from(r#""early""#)), ["done"];
    result_that_is_converted: finish(coerced_result(false)).is_err() => true, ["failed"];
    function_without_an_await: finish(without_an_await(1)) => 2, ["2"];
    function_that_awaits_at_exit: {
        let mut list = Vec::new();
        (finish(awaits_at_exit_only(&mut list)), list)
    } => (1, vec![1, 2]), [""; 0];
}

/// 1.1
#[test]
#[allow(unsafe_code)]
fn an_unsafe_function() {
    let lines = trace(|| {
        // SAFETY: it only looks at the address.
        let n = finish(unsafe { unsafe_function(std::ptr::null()) });
        assert_eq!(n, 0);
    });
    assert_eq!(lines, ["deferred"]);
}

/// 1.1: it is left by a panic only, or by a cancellation.
#[test]
fn never() {
    #[with_defer]
    async fn never(panics: bool) -> ! {
        defer!(say("function"));
        for i in 0.. {
            defer!(say(i));
            pause().await;
            assert!(!panics || i < 1, "at last");
        }
        unreachable!()
    }
    defer_tests::assert_panics(
        || finish(async { never(true).await }),
        "at last",
        &["0", "1", "function"],
    );
    assert_eq!(
        trace(|| assert!(drop_after(3, never(false)).is_none())),
        ["0", "1", "2", "function"]
    );
}

#[with_defer]
async fn patterns((a, mut b): (u32, u32), [first, .., last]: [u32; 3], &c: &u32, _: u32) -> u32 {
    defer!(|| say(b));
    b += a;
    pause().await;
    b += first + last + c;
    b
}

gives! {
    parameters_with_patterns: finish(patterns((1, 2), [10, 20, 30], &100, 0)) => 143, ["143"];
}

// Recursion.

#[with_defer]
async fn factorial(n: u32) -> u32 {
    defer!(say(n));
    if n == 0 {
        return 1;
    }
    pause().await;
    n * Box::pin(factorial(n - 1)).await
}

#[with_defer]
async fn deferred_recursion(n: u32) {
    say(n);
    if n > 0 {
        defer!(|| Box::pin(deferred_recursion(n - 1)).await);
        pause().await;
        say("leaves");
    }
}

struct Tree(u32, Vec<Tree>);

impl Tree {
    #[with_defer]
    async fn visit(&mut self, depth: u32, sum: &mut u32) -> Result<u32, String> {
        *sum += self.0;
        defer!(|| *sum -= self.0);
        let mut deepest = depth;
        for tree in &mut self.1 {
            defer!(say(tree.0));
            pause().await;
            if tree.0 == 13 {
                return Err(format!("13 at {depth}"));
            }
            deepest = deepest.max(Box::pin(tree.visit(depth + 1, sum)).await?);
        }
        say(format!("sum {sum}"));
        Ok(deepest)
    }
}

gives! {
    recursion: finish(factorial(3)) => 6, ["0", "1", "2", "3"];
    recursion_in_a_deferred_call: finish(deferred_recursion(2)) => (), ["2", "leaves", "1", "leaves", "0"];
    recursion_over_a_tree: {
        let mut sum = 0;
        let mut tree = Tree(1, vec![Tree(2, vec![Tree(3, vec![])]), Tree(4, vec![])]);
        (finish(tree.visit(0, &mut sum)), sum)
    } => (Ok(2), 0), ["sum 6", "3", "sum 3", "2", "sum 5", "4", "sum 1"];
    recursion_that_fails: {
        let mut sum = 0;
        let mut tree = Tree(1, vec![Tree(2, vec![Tree(13, vec![])]), Tree(4, vec![])]);
        (finish(tree.visit(0, &mut sum)), sum)
    } => (Err(String::from("13 at 1")), 0), ["13", "2"];
}

// Async blocks and closures (3.1).

#[with_defer]
fn blocks_in_a_function(list: &mut Vec<u32>) -> usize {
    defer!(say("function"));
    finish(async {
        defer!(|| list.push(1));
        pause().await;
        list.push(0);
    });
    let moves = list.clone();
    let length = finish(async move {
        defer!(|| say(format!("{moves:?}")));
        pause().await;
        moves.len()
    });
    length + list.len()
}

#[with_defer]
async fn blocks_in_a_function_that_awaits() -> u32 {
    let mut n = 1;
    defer!(|| say(n));
    let block = async {
        defer!(say("block"));
        pause().await;
        n += 1;
        n
    };
    say("before the block");
    let got = block.await;
    for i in 0..2 {
        defer!(say(format!("iteration {i}")));
        let block = async {
            defer!(say(format!("block {i}")));
            pause().await;
            if i == 1 {
                return;
            }
            say("not the second time");
        };
        block.await;
    }
    n + got
}

#[with_defer]
fn question_mark_in_a_block(text: &str) -> Result<u32, String> {
    defer!(say("function"));
    let parsed = finish(async {
        errdefer!(|err| say(format!("{err}")));
        defer!(say("block"));
        pause().await;
        let n: u32 = text.parse()?;
        defer!(say("parsed"));
        for i in 0..2 {
            defer!(say(i));
            if i == n {
                "".parse::<u32>()?;
            }
        }
        Ok::<_, std::num::ParseIntError>(n)
    });
    parsed.map_err(|error| error.to_string())
}

/// The type of the block is what it ends with.
#[with_defer]
fn option_of_a_block(list: &[u32]) -> Option<u32> {
    finish(async {
        for n in list {
            defer!(say(n));
            pause().await;
            n.checked_sub(1)?;
        }
        None::<u32>
    })
    .or(Some(7))
}

#[with_defer]
async fn closures(list: &[u32]) -> Result<u32, String> {
    let mut calls = 0;
    let mut twice = async |n: u32| {
        calls += 1;
        defer!(say(format!("twice {n}")));
        pause().await;
        n * 2
    };
    let checked = async |n: u32| -> Result<u32, String> {
        errdefer!(say("failed"));
        pause().await;
        if n > 5 {
            return Err(format!("{n}"));
        }
        Ok(n)
    };
    let mut sum = 0;
    for &n in list {
        defer!(say(n));
        sum += twice(checked(n).await?).await;
    }
    defer!(say(calls));
    Ok(sum)
}

#[with_defer]
fn closure_in_a_function() -> u32 {
    let named = Named("captured");
    let moves = async move |n: u32| {
        defer!(say(named.0));
        pause().await;
        n
    };
    defer!(say("function"));
    finish(moves(1)) + finish(moves(2))
}

/// A closure that gives an async block, as they were written before there were async closures.
#[with_defer]
async fn closure_with_a_block() -> u32 {
    defer!(say("function"));
    let later = |n: u32| async move {
        defer!(say(n));
        pause().await;
        n
    };
    later(1).await + later(2).await
}

#[with_defer]
async fn deferred_call_with_a_block() {
    defer!(|| {
        let block = async {
            defer!(say("of the block"));
            pause().await;
            say("block");
        };
        block.await;
        say("deferred");
    });
    pause().await;
}

/// A stream, by hand: each item is an iteration.
struct Countdown(u32);

impl Countdown {
    async fn next(&mut self) -> Option<Result<u32, String>> {
        pause().await;
        let n = self.0;
        self.0 = self.0.checked_sub(1)?;
        Some(if n == 13 { Err(String::from("13")) } else { Ok(n) })
    }
}

#[with_defer]
async fn stream(mut items: Countdown) -> Result<Vec<u32>, String> {
    let mut all = Vec::new();
    defer!(|| say(format!("{all:?}")));
    while let Some(item) = items.next().await {
        let n = item?;
        defer!(say(n));
        if n == 3 {
            continue;
        }
        if n == 1 {
            break;
        }
        all.push(n);
        pause().await;
    }
    let rest = items.0;
    loop {
        let Some(item) = items.next().await.transpose()? else {
            break Ok(all.clone());
        };
        defer!(say(format!("rest {rest} {item}")));
    }
}

gives! {
    async_blocks_in_a_function: {
        let mut list = Vec::new();
        blocks_in_a_function(&mut list)
    } => 4, ["[0, 1]", "function"];
    async_blocks_in_an_async_function: finish(blocks_in_a_function_that_awaits()) => 4,
        ["before the block", "block", "not the second time", "block 0", "iteration 0", "block 1", "iteration 1", "2"];
    question_mark_in_an_async_block: question_mark_in_a_block("5") => Ok(5), ["0", "1", "parsed", "block", "function"];
    question_mark_that_fails_in_an_async_block: question_mark_in_a_block("x")
        => Err(String::from("invalid digit found in string")),
        ["block", "invalid digit found in string", "function"];
    question_mark_that_fails_in_a_loop_of_an_async_block: question_mark_in_a_block("1").is_err() => true,
        ["0", "1", "parsed", "block", "cannot parse integer from empty string", "function"];
    question_mark_on_an_option_in_a_loop: option_of_a_block(&[1, 0, 2]) => Some(7), ["1", "0"];
    async_closures: finish(closures(&[1, 2])) => Ok(6), ["twice 1", "1", "twice 2", "2", "2"];
    async_closures_that_fail: finish(closures(&[1, 9, 2])) => Err(String::from("9")), ["twice 1", "1", "failed", "9"];
    async_closure_in_a_function: closure_in_a_function() => 3, ["captured", "captured", "function", "drop captured"];
    closure_that_gives_a_block: finish(closure_with_a_block()) => 3, ["1", "2", "function"];
    block_in_a_deferred_call: finish(deferred_call_with_a_block()) => (), ["block", "of the block", "deferred"];
    stream_of_items: finish(stream(Countdown(4))) => Ok(vec![4, 2]), ["4", "3", "2", "1", "[4, 2]"];
    stream_that_fails: finish(stream(Countdown(14))) => Err(String::from("13")), ["14", "[14]"];
    stream_without_items: finish(stream(Countdown(0))) => Ok(vec![]), ["[]"];
}
