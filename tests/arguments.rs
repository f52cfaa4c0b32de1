//! Arguments that have parts, and names that stay bound to a `&mut` reference (2.1, 2.4).

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::{Named, assert_returns, gives, say, says};
use pretty_assertions::assert_eq;
use std::fmt::{Debug, Display};

fn all(parts: &[&dyn Display]) {
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    say(parts.join(" "));
}

fn any(part: Option<Box<dyn Display>>) {
    say(part.map_or_else(|| "none".to_owned(), |part| part.to_string()));
}

fn either(part: Result<Box<dyn Display>, &dyn Display>) {
    match part {
        Ok(part) => say(format!("ok {part}")),
        Err(part) => say(format!("err {part}")),
    }
}

fn pair((first, rest): (Box<dyn Display>, [Option<&dyn Display>; 2])) {
    all(&[&first]);
    all(&rest.map(|part| part.expect("there are two")));
}

struct Labelled<T> {
    label: i32,
    part: T,
}

fn labelled(value: &Labelled<Option<&dyn Display>>) {
    say(value.label);
    all(&value.part.into_iter().collect::<Vec<_>>());
}

fn forever(numbers: &'static [i32], nothing: &'static Option<String>, number: &'static i32) {
    say(format!("{numbers:?} {nothing:?} {number}"));
}

fn both(numbers: &mut [&mut i32]) {
    numbers.iter_mut().for_each(|number| **number *= 10);
}

fn shown<T: Debug>(value: T) {
    say(format!("{value:?}"));
}

fn sum(first: usize, second: usize) {
    say(format!("sum {}", first + second));
}

fn eval(n: i32) -> i32 {
    say(format!("eval {n}"));
    n
}

says! {
    // 2.1
    parts_of_an_array {
        let i = 1;
        defer!(all(&[&i, &"a", &eval(2), &String::from("b")]));
        say("body");
    } => ["eval 2", "body", "1 a 2 b"];

    // 2.1: the value of now
    parts_are_values_of_now {
        let mut i = 1;
        defer!(shown((i, [i, 5], Some(i), ())));
        defer!(shown(Labelled { label: i, part: i }.label));
        i += 1;
        say(i);
    } => ["2", "1", "(1, [1, 5], Some(1), ())"];

    // 2.1
    parts_in_order {
        defer!(shown((eval(1), [eval(2), eval(3)], Some(eval(4)), eval(5))));
        say("body");
    } => ["eval 1", "eval 2", "eval 3", "eval 4", "eval 5", "body", "(1, [2, 3], Some(4), 5)"];

    // 2.1
    parts_of_options_and_results {
        let i = 3;
        defer!(any(Some(Box::new(eval(i)))));
        defer!(any(None));
        defer!(either(Ok(Box::new('c'))));
        defer!(either(Err(&i)));
    } => ["eval 3", "err 3", "ok c", "none", "3"];

    // 2.1
    parts_of_parts {
        let i = 4;
        defer!(pair((Box::new(i), [Some(&"x"), Some(&i)])));
        defer!(labelled(&Labelled { label: eval(5), part: Some(&i) }));
        let label = 6;
        defer!(labelled(&Labelled { label, part: None }));
    } => ["eval 5", "6", "", "5", "4", "4", "x 4"];

    // 2.1: what is promoted to a constant stays one
    constants_live_for_ever {
        defer!(forever(&[1, 2], &None, &3));
        say("body");
    } => ["body", "[1, 2] None 3"];

    // 2.1: what the call moves is moved now
    parts_are_moved_now {
        let (left, right) = (Named("left"), Named("right"));
        defer!(drop((left, Some(right))));
        say("body");
    } => ["body", "drop left", "drop right"];

    // 2.1: what the arguments make on their way is dropped behind all of them, as in the statement
    temporaries_of_arguments {
        defer!(sum(Named("a").0.len(), Named("bc").0.len()));
        say("body");
    } => ["drop bc", "drop a", "body", "sum 3"];

    // 2.1: the same in a branch, as parts, of a method and of a formatting macro (2.6)
    temporaries_elsewhere {
        if eval(0) == 0 {
            defer!(sum(Named("a").0.len(), Named("bc").0.len()));
        }
        defer!(shown([Named("d").0.len(), Named("ef").0.len()]));
        defer!(println!("{} {}", Named("g").0, Named("h").0.len()));
        let text = String::from("ijk");
        defer!(shown(text.get(Named("i").0.len()..Named("jkl").0.len())));
    } => [
        "eval 0", "drop bc", "drop a", "drop ef", "drop d", "drop h", "drop g", "drop jkl", "drop i",
        "Some(\"jk\")", "[1, 2]", "sum 3",
    ];

    // 2.1: `..rest` is not taken apart
    struct_with_a_rest {
        #[derive(Debug, Clone, Copy)]
        #[allow(dead_code)]
        struct Point { x: i32, y: i32 }
        let mut base = Point { x: 1, y: 2 };
        defer!(shown(Point { x: 9, ..base }));
        base.y += 5;
        shown(base);
    } => ["Point { x: 1, y: 7 }", "Point { x: 9, y: 2 }"];

    // 2.1: a function with a capital is called now
    function_with_a_capital {
        #[allow(non_snake_case)]
        fn Open(n: i32) -> i32 {
            say(format!("open {n}"));
            n
        }
        defer!(shown((Open(1), Some(Open(2)))));
        say("body");
    } => ["open 1", "open 2", "body", "(1, Some(2))"];

    // 2.1: so is one that has the name of a constructor, and is known to
    function_of_the_name_of_a_constructor {
        #[allow(non_snake_case)]
        fn Some(n: i32) -> i32 {
            say(format!("some {n}"));
            n
        }
        defer!(shown(Some(1)));
        say("body");
    } => ["some 1", "body", "1"];

    // 2.4: an address in an aggregate is taken at exit
    address_of_a_name_in_an_array {
        let (mut a, mut b) = (1, 2);
        defer!(|| shown((a, b)));
        defer!(both(&mut [&mut a, &mut b]));
        a += 1;
        b += 1;
        shown((a, b));
    } => ["(2, 3)", "(20, 30)"];

    // 2.4: one that leads further is taken now, since a reference on the way may be given another value
    address_of_a_part_in_an_array {
        struct Node { value: i32 }
        let (first, second) = (Node { value: 1 }, Node { value: 2 });
        let mut node = &first;
        defer!(all(&[&node.value]));
        node = &second;
        say(node.value);
    } => ["2", "1"];

    // 2.1, 3.2
    parts_in_inner_blocks {
        let mut i = 0;
        if i == 0 {
            let inner = 7;
            defer!(all(&[&i, &inner]));
            defer!(any(Some(Box::new(inner))));
            i += 1;
        }
        for j in 0..2 {
            if j == 0 {
                defer!(any(Some(Box::new(j))));
            }
            defer!(all(&[&i, &j]));
            i += 1;
        }
        say("body");
    } => ["2 0", "0", "3 1", "body", "7", "3 7"];

    // 2.1, 3.4: a type of an inner block can't be seen at exit, and is used now
    struct_of_an_inner_block {
        let i = 1;
        if i == 1 {
            #[derive(Debug)]
            #[allow(dead_code)]
            struct Inner { i: i32 }
            defer!(shown(Inner { i }));
        }
        say("body");
    } => ["body", "Inner { i: 1 }"];

    // 2.1, 2.3
    parts_for_a_closure {
        let i = 1;
        defer!((|parts: &[&dyn Display]| all(parts))(&[&i, &'x']));
    } => ["1 x"];
}

#[derive(Debug, Default)]
struct Conn {
    log: String,
}

impl Conn {
    fn note(&mut self, line: &str) -> &mut Self {
        self.log += line;
        self
    }

    fn take_over(&mut self, other: &mut Conn) {
        other.log += &self.log;
    }

    #[with_defer]
    fn by_self(&mut self) {
        defer!(close(self));
        self.note("m");
    }

    #[with_defer]
    #[allow(clippy::needless_arbitrary_self_type)] // It is what is tested.
    fn by_typed_self(self: &mut Self) {
        defer!(close(self));
        self.note("t");
    }
}

fn close(conn: &mut Conn) {
    say(format!("close {}", conn.log));
    conn.log += ".";
}

fn finish<W: std::fmt::Write>(mut to: W) {
    to.write_str("!").unwrap();
}

#[with_defer]
fn parameter(conn: &mut Conn) {
    defer!(close(conn));
    conn.note("p");
}

#[with_defer]
fn local(conn: &mut Conn) {
    let lent = &mut *conn;
    let typed: &mut Conn = lent;
    defer!(close(typed));
    typed.note("l");
    let typed = "shadowed";
    say(typed);
}

#[with_defer]
fn in_a_loop(conn: &mut Conn) -> usize {
    for i in 0..3 {
        defer!(close(conn));
        conn.note("i");
        if i == 1 {
            continue;
        }
        if i == 2 {
            return conn.log.len();
        }
    }
    0
}

#[with_defer]
fn conditional(conn: &mut Conn, is_closed: bool) {
    if is_closed {
        conn.note("y");
        defer!(close(conn));
        conn.note("z");
    }
    conn.note("b");
    say("body");
}

#[with_defer]
fn of_an_inner_block(conn: &mut Conn, is_closed: bool) {
    if is_closed {
        let lent = &mut *conn;
        defer!(close(lent));
        lent.note("x");
    }
    say("body");
}

#[with_defer]
fn by_outcome(conn: &mut Conn, fails: bool) -> Result<(), ()> {
    errdefer!(close(conn));
    okdefer!(close(conn));
    conn.note("b");
    if fails { Err(()) } else { Ok(()) }
}

#[with_defer]
fn argument_of_a_method(conn: &mut Conn, other: &mut Conn) {
    defer!(other.take_over(conn));
    other.note("o");
    conn.note("a");
}

#[with_defer]
fn closures(conn: &mut Conn) {
    let typed = |conn: &mut Conn| {
        defer!(close(conn));
        conn.note("c");
    };
    typed(conn);
    let mut captured = || {
        defer!(close(conn));
        conn.note("d");
    };
    captured();
    captured();
}

#[with_defer]
fn generic_callee(text: &mut String) {
    defer!(finish(text));
    text.push('g');
}

#[with_defer]
fn callee(call: &mut dyn FnMut(i32)) {
    defer!(call(1));
    call(2);
    for i in 3..5 {
        defer!(call(i));
        call(0);
    }
}

#[with_defer]
fn in_a_part(conn: &mut Conn) {
    fn close_some(conn: Option<&mut Conn>) {
        conn.into_iter().for_each(close);
    }
    defer!(close_some(Some(conn)));
    conn.note("s");
}

/// What the standard library prints binds nothing.
#[with_defer]
fn printed_before(conn: &mut Conn) {
    println!("{}", conn.log);
    assert!(conn.log.is_empty());
    defer!(close(conn));
    conn.note("q");
}

/// What is lent for as long as its lifetime.
#[with_defer]
fn kept<'a>(list: &mut Vec<&'a mut Conn>, conn: &'a mut Conn, again: bool) {
    defer!(say("last"));
    if again {
        defer!(list.push(conn));
    }
    conn.note("k");
}

// 2.4
#[test]
fn lent_at_exit() {
    let line = |run: fn(&mut Conn)| {
        move || {
            let mut conn = Conn::default();
            run(&mut conn);
            conn.log
        }
    };
    assert_returns(line(Conn::by_self), "m.", &["close m"]);
    assert_returns(line(Conn::by_typed_self), "t.", &["close t"]);
    assert_returns(line(parameter), "p.", &["close p"]);
    assert_returns(line(local), "l.", &["shadowed", "close l"]);
    assert_returns(
        line(|conn| assert_eq!(in_a_loop(conn), 5)),
        "i.i.i.",
        &["close i", "close i.i", "close i.i.i"],
    );
    assert_returns(line(|conn| conditional(conn, true)), "yzb.", &["body", "close yzb"]);
    assert_returns(line(|conn| conditional(conn, false)), "b", &["body"]);
    assert_returns(line(|conn| of_an_inner_block(conn, true)), "x.", &["body", "close x"]);
    assert_returns(line(|conn| by_outcome(conn, true).unwrap_err()), "b.", &["close b"]);
    assert_returns(line(closures), "c.d.d.", &["close c", "close c.d", "close c.d.d"]);
    assert_returns(line(in_a_part), "s.", &["close s"]);
    assert_returns(line(printed_before), "q.", &["close q"]);
}

gives! {
    // 2.4
    lent_to_a_method: {
        let (mut conn, mut other) = (Conn::default(), Conn::default());
        argument_of_a_method(&mut conn, &mut other);
        conn.log
    } => "ao", [] as [&str; 0];

    // 2.4
    lent_to_a_generic_function: {
        let mut text = String::new();
        generic_callee(&mut text);
        text
    } => "g!", [] as [&str; 0];

    // 2.5
    lent_to_be_called: callee(&mut |i| say(i)) => (), ["2", "0", "3", "0", "4", "1"];

    // 2.4
    lent_for_its_lifetime: {
        let mut conn = Conn::default();
        let mut list = Vec::new();
        kept(&mut list, &mut conn, true);
        list.len()
    } => 1, ["last"];
}
