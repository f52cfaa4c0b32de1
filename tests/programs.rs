//! Whole functions as users write them, whose locals are moved, borrowed and returned around deferred calls (2.2).

use defer_runtime::{defer, recover, with_defer};
use defer_tests::{assert_panics, assert_returns, say, yes};
use pretty_assertions::assert_eq;
use std::collections::{HashMap, VecDeque};
use std::fs::{self, File};
use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The deferred block changes the queue that the body goes on reading.
#[with_defer]
fn drain_until(queue: &mut VecDeque<i32>, wanted: i32) -> Option<i32> {
    while let Some(value) = queue.front() {
        defer!(|| {
            queue.pop_front();
            say(queue.len());
        });
        if *value < 0 {
            continue;
        }
        if *value == wanted {
            return Some(*value);
        }
    }
    None
}

#[test]
fn queue_that_is_drained() {
    let mut queue = VecDeque::from([-1, 2, 3, 4]);
    assert_returns(|| drain_until(&mut queue, 3), Some(3), &["3", "2", "1"]);
    assert_returns(|| drain_until(&mut queue, 9), None, &["0"]);
    assert!(queue.is_empty());
}

/// A local from outside the loop is returned from inside it.
#[with_defer]
fn lines_until_end(mut input: impl BufRead) -> io::Result<Vec<String>> {
    let mut out = Vec::new();
    let mut line = String::new();
    loop {
        defer!(line.clear());
        if input.read_line(&mut line)? == 0 || line == "end\n" {
            return Ok(out);
        }
        out.push(line.trim().to_owned());
    }
}

#[test]
fn local_is_returned_from_a_loop() {
    assert_eq!(lines_until_end(&b"a\nb\nend\nc\n"[..]).unwrap(), ["a", "b"]);
    assert_eq!(lines_until_end(&b"a\n"[..]).unwrap(), ["a"]);
    assert!(lines_until_end(&b"a\n\xff\n"[..]).is_err());
}

/// Several locals from outside the loop, in a tuple, from several places.
#[with_defer]
fn split_at_zero(list: Vec<i32>) -> Result<(Vec<i32>, Vec<i32>), Vec<i32>> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut seen = false;
    for n in list {
        defer!(say(n));
        match n {
            0 if seen => return Ok((before, after)),
            0 => seen = true,
            n if n < 0 => return Err(before),
            n if seen => after.push(n),
            n => before.push(n),
        }
    }
    Ok((before, after))
}

#[test]
fn locals_are_returned_from_a_loop() {
    assert_returns(
        || split_at_zero(vec![1, 0, 2]),
        Ok((vec![1], vec![2])),
        &["1", "0", "2"],
    );
    assert_returns(
        || split_at_zero(vec![1, 0, 0, 2]),
        Ok((vec![1], vec![])),
        &["1", "0", "0"],
    );
    assert_returns(|| split_at_zero(vec![1, -1, 0]), Err(vec![1]), &["1", "-1"]);
}

struct Tree {
    depth: i32,
    leaves: Vec<i32>,
    children: Vec<Tree>,
}

impl Tree {
    /// A borrow of one field is returned through recursion, while the deferred block changes another.
    #[with_defer]
    fn leaf(&mut self, wanted: i32) -> Option<&mut i32> {
        self.depth += 1;
        defer!(|| self.depth -= 1);
        if let Some(at) = self.leaves.iter().position(|leaf| *leaf == wanted) {
            return self.leaves.get_mut(at);
        }
        self.children.first_mut()?.leaf(wanted)
    }

    /// A walk over every child with an error on the way.
    #[with_defer]
    fn walk(&mut self, visit: &mut impl FnMut(i32) -> Result<(), String>) -> Result<usize, String> {
        self.depth += 1;
        defer!(|| self.depth -= 1);
        let mut count = self.leaves.len();
        for leaf in &self.leaves {
            visit(*leaf)?;
        }
        for child in &mut self.children {
            child.depth += 1;
            defer!(|| child.depth -= 1);
            count += child.walk(visit)?;
        }
        Ok(count)
    }
}

fn tree() -> Tree {
    let leaf = |n| Tree {
        depth: 0,
        leaves: vec![n],
        children: Vec::new(),
    };
    Tree {
        depth: 0,
        leaves: vec![1],
        children: vec![leaf(3), leaf(4)],
    }
}

#[test]
fn borrowed_result_through_recursion() {
    let mut tree = tree();
    *tree.leaf(3).unwrap() = 5;
    assert_eq!(tree.leaf(3), None);
    assert_eq!(tree.depth, 0);
    assert_eq!(tree.children[0].leaves, [5]);
}

#[test]
fn recursion_with_an_error_in_a_loop() {
    let mut tree = tree();
    let mut sum = 0;
    let mut visit = |n| {
        sum += n;
        if n == 4 { Err("four".to_owned()) } else { Ok(()) }
    };
    assert_eq!(tree.walk(&mut visit), Err("four".into()));
    assert_eq!(tree.children[0].walk(&mut visit), Ok(1));
    assert_eq!(sum, 11);
    assert!(tree.depth == 0 && tree.children.iter().all(|child| child.depth == 0));
}

/// A directory for one test; its files go with it.
fn scratch() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("defer-tests-{}-{count}", std::process::id()));
    fs::create_dir(&path).unwrap();
    path
}

/// The call is deferred before the file is written, in an `if` that the function outlives.
#[with_defer(written)]
fn write_three_times(path: &Path, create: bool) -> io::Result<u64> {
    if create {
        let mut file = File::create_new(path)?;
        defer!(|| {
            let synced = file.sync_all().and_then(|()| file.metadata());
            written = synced.map(|metadata| metadata.len());
            say("synced");
        });
        file.write_all(b"one ")?;
        file.write_all(b"two ")?;
        file.write_all(b"three")?;
        say("written");
    }
    say("after");
    Ok(0)
}

/// The CALL form; its value is dropped, as `_ = …` would.
#[with_defer]
fn write_and_sync(path: &Path) -> io::Result<()> {
    if yes() {
        let mut file = File::create(path)?;
        #[allow(unused_must_use)]
        defer!(file.sync_all());
        for word in ["one ", "two ", "three"] {
            file.write_all(word.as_bytes())?;
        }
    }
    Ok(())
}

#[test]
fn file_of_an_inner_block() {
    #[with_defer]
    fn program() {
        let directory = scratch();
        defer!(|| fs::remove_dir_all(&directory).unwrap());
        let path = directory.join("file");
        say(write_three_times(&path, true).unwrap());
        say(fs::read_to_string(&path).unwrap());
        say(write_three_times(&path, false).unwrap());
        say(write_three_times(&path, true).is_err());
        write_and_sync(&path).unwrap();
        say(fs::read_to_string(&path).unwrap());
    }
    let lines = [
        "written",
        "after",
        "synced",
        "13",
        "one two three",
        "after",
        "0",
        "true",
        "one two three",
    ];
    assert_returns(program, (), &lines);
}

/// A file is put back where it was read from, whatever happens in between.
#[with_defer]
fn peek(file: &mut File, length: usize) -> io::Result<Vec<u8>> {
    let at = file.stream_position()?;
    defer!(|| {
        file.seek(SeekFrom::Start(at)).unwrap();
    });
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[test]
fn file_is_put_back() {
    #[with_defer]
    fn program() -> io::Result<()> {
        let directory = scratch();
        defer!(|| fs::remove_dir_all(&directory).unwrap());
        let path = directory.join("file");
        fs::write(&path, "abc")?;
        let mut file = File::open(&path)?;
        assert_eq!(peek(&mut file, 2)?, b"ab");
        assert!(peek(&mut file, 9).is_err());
        assert_eq!(peek(&mut file, 3)?, b"abc");
        Ok(())
    }
    program().unwrap();
}

struct Total(Vec<i32>);

fn step(mut total: Total, n: i32) -> Total {
    total.0.push(n);
    total
}

fn try_step(total: Total, n: i32) -> Result<Total, String> {
    if n < 0 {
        return Err(format!("{n} after {}", total.0.len()));
    }
    Ok(step(total, n))
}

/// An accumulator that is not `Copy` is moved by each iteration and comes back.
#[with_defer]
fn accumulate(list: &[i32]) -> Total {
    let mut total = Total(Vec::new());
    for n in list {
        defer!(say(n));
        if *n == 0 {
            continue;
        }
        total = step(total, *n);
        if *n == 9 {
            break;
        }
    }
    total
}

#[with_defer]
fn try_accumulate(list: &[i32]) -> Result<Total, String> {
    let mut total = Total(Vec::new());
    for n in list {
        defer!(say(n));
        total = try_step(total, *n)?;
        if *n == 9 {
            return Ok(total);
        }
    }
    Ok(step(total, 0))
}

/// Nested loops hand it on, and the outer one moves it away.
#[with_defer]
fn accumulate_rows(rows: &[&[i32]]) -> Vec<Total> {
    let mut totals = Vec::new();
    for row in rows {
        defer!(say("row"));
        let mut total = Total(Vec::new());
        for n in row.iter() {
            defer!(say(n));
            total = step(total, *n);
        }
        totals.push(total);
    }
    totals
}

#[test]
fn accumulator_in_a_loop() {
    assert_returns(|| accumulate(&[1, 0, 2]).0, [1, 2], &["1", "0", "2"]);
    assert_returns(|| accumulate(&[1, 9, 2]).0, [1, 9], &["1", "9"]);
    assert_returns(|| accumulate(&[]).0.len(), 0, &[]);
}

#[test]
fn accumulator_with_question_mark() {
    assert_returns(|| try_accumulate(&[1, 2]).unwrap().0, [1, 2, 0], &["1", "2"]);
    assert_returns(|| try_accumulate(&[1, 9, 2]).unwrap().0, [1, 9], &["1", "9"]);
    assert_returns(
        || try_accumulate(&[1, -5]).err(),
        Some("-5 after 1".into()),
        &["1", "-5"],
    );
}

#[test]
fn accumulator_in_nested_loops() {
    let rows = || {
        accumulate_rows(&[&[1, 2], &[], &[3]])
            .into_iter()
            .map(|total| total.0)
            .collect::<Vec<_>>()
    };
    assert_returns(
        rows,
        vec![vec![1, 2], vec![], vec![3]],
        &["1", "2", "row", "row", "3", "row"],
    );
}

/// A value is consumed just before the loop is left.
#[with_defer]
fn send_once(message: String, ready: &[bool]) -> bool {
    let mut sent = false;
    for ready in ready {
        defer!(say(ready));
        if *ready {
            drop_with_a_line(message);
            sent = true;
            break;
        }
    }
    sent
}

fn drop_with_a_line(message: String) {
    say(message);
}

/// The same, where the loop ends by `return`, and by the value of `break`.
#[with_defer]
fn send_and_return(message: String, ready: &[bool]) -> Result<usize, String> {
    for (at, ready) in ready.iter().enumerate() {
        defer!(say(ready));
        if *ready {
            drop_with_a_line(message);
            return Ok(at);
        }
    }
    Err(message)
}

#[with_defer]
fn break_with_what_was_outside(first: String, second: String) -> (String, usize) {
    let mut count = 0;
    loop {
        defer!(|| say(count));
        count += 1;
        if count == second.len() {
            break (first, count);
        }
    }
}

#[test]
fn value_is_consumed_before_break() {
    assert_returns(
        || send_once("m".into(), &[false, true, true]),
        true,
        &["false", "m", "true"],
    );
    assert_returns(|| send_once("m".into(), &[false]), false, &["false"]);
}

#[test]
fn value_is_consumed_before_return() {
    assert_returns(
        || send_and_return("m".into(), &[false, true]),
        Ok(1),
        &["false", "m", "true"],
    );
    assert_returns(|| send_and_return("m".into(), &[false]), Err("m".into()), &["false"]);
}

#[test]
fn break_moves_a_local_of_the_function() {
    assert_returns(
        || break_with_what_was_outside("a".into(), "xy".into()),
        ("a".into(), 2),
        &["1", "2"],
    );
}

/// A cursor over a slice of bytes, as a hand-written parser has it, with a position to restore.
struct Parser<'a> {
    input: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    #[with_defer]
    fn list(&mut self) -> Result<Vec<&'a str>, String> {
        self.depth += 1;
        defer!(|| self.depth -= 1);
        if self.depth > 3 {
            return Err("too deep".into());
        }
        let mut words = Vec::new();
        loop {
            let start = self.input;
            defer!(|| {
                self.input = self.input.trim_start();
                say(start.len() - self.input.len());
            });
            if let Some(rest) = self.input.strip_prefix('(') {
                self.input = rest;
                words.extend(self.list()?);
                continue;
            }
            if let Some(rest) = self.input.strip_prefix(')') {
                self.input = rest;
                return Ok(words);
            }
            let end = self.input.find([' ', '(', ')']).unwrap_or(self.input.len());
            if end == 0 {
                return Ok(words);
            }
            let (word, rest) = self.input.split_at(end);
            self.input = rest;
            words.push(word);
        }
    }
}

#[test]
fn recursive_parser() {
    let mut parser = Parser {
        input: "a (bc d)e",
        depth: 0,
    };
    let lines = ["2", "3", "1", "1", "6", "1", "0"];
    assert_returns(|| parser.list(), Ok(vec!["a", "bc", "d", "e"]), &lines);
    assert_eq!(parser.depth, 0);
    parser.input = "((((a";
    assert_eq!(parser.list(), Err("too deep".into()));
    assert_eq!(parser.depth, 0);
}

/// A cache whose entry is borrowed in the body and counted at exit.
#[derive(Default)]
struct Cache {
    entries: HashMap<String, usize>,
    lookups: u32,
}

impl Cache {
    #[with_defer]
    fn length(&mut self, key: &str) -> &usize {
        defer!(|| self.lookups += 1);
        self.entries.entry(key.to_owned()).or_insert_with(|| {
            defer!(say("computed"));
            key.len()
        })
    }
}

#[test]
fn cache_entry_is_returned() {
    let mut cache = Cache::default();
    assert_returns(|| *cache.length("abc") + *cache.length("abc"), 6, &["computed"]);
    assert_eq!(cache.lookups, 2);
}

/// Workers that fail are replaced; what is left over is handed out by `break`.
#[with_defer]
fn supervise(jobs: Vec<fn() -> i32>) -> (i32, usize) {
    let mut sum = 0;
    let mut failures = 0;
    let mut jobs = jobs.into_iter();
    let left = loop {
        defer!(|| {
            if let Some(panic) = recover!() {
                failures += 1;
                say(format!("{failures}: {panic}"));
            }
        });
        let Some(job) = jobs.next() else {
            break 0;
        };
        sum += job();
        if sum > 9 {
            break jobs.len();
        }
    };
    (sum, left + failures)
}

#[test]
fn jobs_that_panic() {
    let fails: fn() -> i32 = || panic!("job");
    assert_returns(|| supervise(vec![|| 1, fails, || 2]), (3, 1), &["1: job"]);
    assert_returns(|| supervise(vec![fails, || 10, fails, fails]), (10, 3), &["1: job"]);
}

/// A transaction: rolled back on every way out but one.
struct Store {
    values: Vec<i32>,
}

impl Store {
    #[with_defer]
    fn transfer(&mut self, amount: i32) -> Result<i32, String> {
        let before = self.values.clone();
        let mut committed = false;
        defer!(|| {
            if !committed {
                self.values = before;
                say("rolled back");
            }
        });
        for value in &mut self.values {
            defer!(say(*value));
            *value -= amount;
            if *value < 0 {
                return Err(format!("{value} left"));
            }
            assert!(*value != 5, "five");
        }
        committed = true;
        Ok(self.values.iter().sum())
    }
}

#[test]
fn transaction() {
    let mut store = Store { values: vec![10, 8] };
    assert_returns(|| store.transfer(1), Ok(16), &["10", "8"]);
    assert_returns(|| store.transfer(8), Err("-1 left".into()), &["9", "7", "rolled back"]);
    assert_panics(|| store.transfer(4), "five", &["9", "rolled back"]);
    assert_eq!(store.values, [9, 7]);
}

/// An iterator is built in one loop and handed to the next one.
#[with_defer]
fn rounds(mut queue: Vec<i32>) -> Vec<usize> {
    let mut sizes = Vec::new();
    while !queue.is_empty() {
        defer!(|| sizes.push(0));
        let mut next = Vec::new();
        sizes.push(queue.len());
        for n in queue {
            defer!(say(n));
            if n == 0 {
                continue;
            }
            next.push(n - 1);
        }
        queue = next;
    }
    sizes
}

#[test]
fn queue_is_replaced_each_round() {
    assert_returns(|| rounds(vec![1, 0]), [2, 0, 1, 0], &["1", "0", "0"]);
}

/// A local of the body that bears the name of one outside is another local, wherever the body is left (3.1).
#[with_defer]
fn shadowed_in_an_iteration(values: &[i32]) -> i32 {
    let start = [0; 2];
    let mut sum = 0;
    for (at, value) in values.iter().enumerate() {
        defer!(say(value));
        let mut start = start;
        start[at] = *value;
        sum += start[0] + start[1];
    }
    sum
}

#[with_defer]
fn shadowed_where_it_is_returned(out: String, values: &[i32]) -> Result<String, String> {
    for value in values {
        defer!(say(value));
        let out = format!("inner {value}");
        if *value > 1 {
            return Ok(out);
        }
    }
    Err(out)
}

#[with_defer]
fn shadowed_by_a_pattern(mut latest: Option<i32>, values: &[Option<i32>]) -> Option<i32> {
    for value in values {
        defer!(|| say("next"));
        if let Some(latest) = *value {
            if latest > 5 {
                continue;
            }
            say(latest);
        }
        latest = latest.max(*value);
    }
    latest
}

#[test]
fn shadowed_locals() {
    assert_returns(|| shadowed_in_an_iteration(&[1, 2]), 3, &["1", "2"]);
    let returned = || shadowed_where_it_is_returned("outer".into(), &[1, 2]);
    assert_returns(returned, Ok("inner 2".to_owned()), &["1", "2"]);
    let latest = || shadowed_by_a_pattern(Some(2), &[Some(9), Some(3), None]);
    assert_returns(latest, Some(3), &["next", "3", "next", "next"]);
}
