//! Rule 8.5: a future is `Send` when its body is, whatever the shape. And what is not goes on being possible; and the
//! functions that give boxed futures, written by hand or by `#[async_trait]`, which ask for `Send` where they stand.

use async_trait::async_trait;
use defer_runtime::{Panic, defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{drop_after, finish, pause, poll_once};
use defer_tests::{assert_returns, gives, say, trace, yes};
use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

/// An error that may move to another thread, but not be used from two.
type Failure = Box<dyn Error + Send>;

fn bad(message: impl ToString) -> Failure {
    #[derive(Debug)]
    struct Bad(RefCell<String>);
    impl Error for Bad {}
    impl Display for Bad {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0.borrow())
        }
    }
    Box::new(Bad(RefCell::new(message.to_string())))
}

/// Tests that each future is `Send`, and what it gives.
macro_rules! send {
    ($($name:ident: $future:expr => $value:expr, $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            fn is_send<F: Future + Send>(future: F) -> F {
                future
            }
            assert_returns(|| finish(is_send($future)), $value, &$lines);
        })*
    };
}

async fn add(list: &mut Vec<u32>, n: u32) {
    pause().await;
    list.push(n);
}

/// 6.5: what success takes along is only borrowed, and a part of it can be sent alone.
#[with_defer]
async fn taken_along(list: Vec<u32>) -> Result<(Vec<u32>, RefCell<u32>), Failure> {
    let mut list = list;
    errdefer!(list.clear());
    let cell = RefCell::new(1);
    add(&mut list, 2).await;
    if list.len() > 3 {
        return Err(bad("long"));
    }
    Ok((list, cell))
}

#[with_defer]
async fn values_of_now(list: Vec<u32>, text: String) -> usize {
    defer!(say(format!("{text} {}", list.len())));
    pause().await;
    defer!(say(text.clone()));
    let boxed: Box<dyn FnOnce(usize) + Send> = Box::new(say);
    defer!(boxed(list.len()));
    pause().await;
    list.len()
}

#[with_defer]
async fn blocks(mut list: Vec<u32>) -> usize {
    let mut map = HashMap::new();
    defer!(|| say(format!("{} {}", list.len(), map.len())));
    pause().await;
    map.insert(1, String::from("one"));
    list.push(1);
    list.len()
}

#[with_defer]
async fn inner_blocks(list: Vec<u32>) {
    for n in list {
        if n % 2 == 1 {
            let mut text = n.to_string();
            defer!(|| say(&text));
            pause().await;
            text += "!";
            let other = Box::new(n);
            defer!(|| say(format!("{text} {other}")));
            defer!(say(text.len()));
            pause().await;
        } else {
            match n {
                2 => {
                    let two = Mutex::new(n);
                    defer!(|| say(two.lock().unwrap()));
                    pause().await;
                }
                _ => {
                    defer!(say("more"));
                }
            }
        }
        pause().await;
    }
}

#[with_defer]
async fn awaits(list: &mut Vec<u32>) -> usize {
    defer!(|| add(list, 1).await);
    pause().await;
    defer!(|| {
        let mut local = vec![list.len() as u32];
        add(&mut local, 2).await;
        list.append(&mut local);
        defer!(|| add(list, 3).await);
        for n in 0..2 {
            defer!(|| add(list, n).await);
            pause().await;
        }
    });
    if yes() {
        let n = list.len() as u32;
        defer!(|| add(list, n).await);
        pause().await;
    }
    pause().await;
    list.len()
}

async fn fails(message: &str) -> Result<u32, Failure> {
    pause().await;
    match message {
        "" => Ok(1),
        message => Err(bad(message)),
    }
}

#[with_defer(result)]
async fn named(message: &str) -> Result<u32, Failure> {
    defer!(|| match &mut result {
        Ok(n) => *n += 1,
        Err(error) => say(error.to_string()),
    });
    okdefer!(say("ok"));
    defer!(|| {
        pause().await;
        if result.is_err() {
            say("awaited");
        }
    });
    let n = fails(message).await?;
    pause().await;
    Ok(n + 1)
}

#[with_defer]
async fn with_an_error(message: &str) -> Result<u32, Failure> {
    errdefer!(|err| say(err.to_string()));
    errdefer!(|err| {
        pause().await;
        *err = Box::new(fmt::Error);
    });
    defer!(fails(message).await?);
    for n in 0..2 {
        errdefer!(say(n));
        defer!(fails(if n == 0 { "" } else { message }).await?);
        pause().await;
    }
    fails("").await
}

#[with_defer(result)]
async fn recovers(how: &str) -> Result<u32, Failure> {
    defer!(|| {
        let panic: Option<Panic> = recover!();
        pause().await;
        if let Some(panic) = panic {
            result = Err(bad(panic));
        }
        say(result.is_ok());
    });
    for n in 0..2 {
        defer!(|| {
            if let Some(panic) = recover!() {
                say(panic);
            }
        });
        pause().await;
        assert!(n != 1, "in the loop");
    }
    pause().await;
    assert!(how.is_empty(), "{how}");
    Ok(1)
}

#[with_defer]
async fn loops(list: &[u32]) -> Option<u32> {
    let mut sum = 0;
    'outer: for i in 0.. {
        defer!(|| say(format!("{i} {sum}")));
        let mut rest = list.to_vec();
        rest.reverse();
        while let Some(n) = rest.pop() {
            defer!(say(n));
            pause().await;
            sum += n;
            if sum > 10 {
                break 'outer;
            }
            if sum == 2 {
                continue 'outer;
            }
            if n == 0 {
                return None;
            }
        }
    }
    pause().await;
    Some(sum)
}

#[with_defer]
async fn generic<T: Display + Send, F>(values: Vec<T>, future: F) -> Option<T>
where
    F: Future<Output = T> + Send,
{
    let mut kept = Vec::new();
    defer!(|| say(kept.len()));
    for value in values {
        let text = value.to_string();
        defer!(|| say(text));
        pause().await;
        kept.push(value);
    }
    kept.push(future.await);
    kept.pop()
}

#[with_defer]
async fn dynamic(items: Vec<Box<dyn Fn(u32) -> u32 + Send + Sync>>) -> u32 {
    let mut total = 0;
    for item in &items {
        defer!(|| say(item(total)));
        pause().await;
        total += 1;
    }
    total
}

#[with_defer]
async fn nested_blocks_and_closures() -> u32 {
    let twice = async |n: u32| {
        defer!(say(n));
        pause().await;
        n * 2
    };
    let block = async {
        let list = [String::from("1")];
        defer!(|| say(list.len()));
        pause().await;
        Ok::<_, Failure>(2)
    };
    defer!(pause().await);
    twice(1).await + block.await.unwrap_or(0)
}

struct Counter {
    list: Vec<u32>,
}

impl Counter {
    #[with_defer]
    async fn count(&mut self, n: u32) -> usize {
        self.list.push(n);
        defer!(self.add(1).await);
        defer!(|| self.list.retain(|item| *item > 1));
        pause().await;
        self.list.len()
    }

    async fn add(&mut self, n: u32) {
        add(&mut self.list, n).await;
    }

    #[with_defer]
    async fn into_list(self) -> Vec<u32> {
        defer!(|| say(self.list.len()));
        pause().await;
        self.list.clone()
    }
}

send! {
    taken_along_with_success: async { taken_along(vec![1]).await.ok() } => Some((vec![1, 2], RefCell::new(1))), [];
    taken_along_with_failure: async { taken_along(vec![1; 3]).await.is_err() } => true, [];
    of_values_of_now: values_of_now(vec![1, 2], String::from("a")) => 2, ["2", "a", "a 2"];
    of_blocks: blocks(vec![0]) => 2, ["2 1"];
    of_inner_blocks: inner_blocks(vec![1, 2, 3, 4]) => (), ["2", "1! 1", "1!", "2", "2", "3! 3", "3!", "more"];
    of_calls_that_await: async {
        let mut list = vec![9];
        awaits(&mut list).await;
        list
    } => [9, 1, 2, 2, 0, 1, 3, 1], [""; 0];
    of_a_named_result: async { named("").await.ok() } => Some(3), ["ok"];
    of_a_named_result_that_fails: async { named("bad").await.ok() } => None, ["awaited", "bad"];
    of_an_errdefer_with_the_error: async { with_an_error("bad").await.map_err(|error| error.to_string()) }
        => Err(fmt::Error.to_string()), ["1", fmt::Error.to_string().as_str()];
    of_an_errdefer_without_an_error: async { with_an_error("").await.ok() } => Some(1), [""; 0];
    of_a_recovery: async { recovers("bad").await.map_err(|error| error.to_string()) }
        => Err(String::from("bad")), ["in the loop", "false"];
    of_no_recovery: async { recovers("").await.ok() } => Some(1), ["in the loop", "true"];
    of_loops: loops(&[1, 1, 7, 5]) => Some(11), ["1", "1", "0 2", "1", "1", "7", "1 11"];
    of_a_loop_that_returns: loops(&[3, 0]) => None, ["3", "0", "0 3"];
    of_a_generic_function: generic(vec![1, 2], async { 3 }) => Some(3), ["1", "2", "2"];
    of_trait_objects: dynamic(vec![Box::new(|n| n + 1), Box::new(|n| n * 2)]) => 2, ["2", "4"];
    of_blocks_and_closures: nested_blocks_and_closures() => 4, ["1", "1"];
    of_a_method: async {
        let mut counter = Counter { list: vec![5] };
        let n = counter.count(1).await;
        (n, counter.list)
    } => (2, vec![5, 1]), [""; 0];
    of_a_method_by_value: Counter { list: vec![5] }.into_list() => [5], ["1"];
}

/// A parameter or local that is `Send` but not `Sync`, used behind a deferred call.
mod send_but_not_sync {
    use super::*;
    use std::cell::Cell;
    use std::sync::mpsc::{Receiver, Sender, channel};

    #[with_defer]
    async fn cell_parameter(cell: Cell<u32>) -> u32 {
        defer!(say("deferred"));
        cell.set(cell.get() + 1);
        pause().await;
        cell.get()
    }

    #[with_defer]
    async fn ref_cell_parameter(cell: RefCell<Vec<u32>>) -> usize {
        defer!(pause().await);
        cell.borrow_mut().push(1);
        pause().await;
        for _ in 0..2 {
            defer!(say("iteration"));
            cell.borrow_mut().push(1);
            pause().await;
        }
        cell.borrow().len()
    }

    #[with_defer]
    async fn receiver_parameter(receiver: Receiver<u32>) -> Option<u32> {
        defer!(say("deferred"));
        pause().await;
        let n = receiver.recv().ok()?;
        pause().await;
        Some(n)
    }

    /// 3.5: what only one way out moves, and a method may have on the other.
    #[with_defer]
    async fn cell_that_one_way_moves(cell: RefCell<Vec<u32>>) -> usize {
        defer!(say("deferred"));
        let count = cell.borrow().len();
        if count > 5 {
            return count;
        }
        pause().await;
        taken_from(cell).len()
    }

    fn taken_from(cell: RefCell<Vec<u32>>) -> Vec<u32> {
        cell.into_inner()
    }

    #[with_defer]
    async fn trait_object_parameter(item: Box<dyn Display + Send>) -> String {
        defer!(say("deferred"));
        let text = item.to_string();
        pause().await;
        text + &item.to_string()
    }

    #[with_defer]
    async fn cell_local() -> u32 {
        let cell = Cell::new(0);
        defer!(say("first"));
        cell.set(1);
        pause().await;
        if yes() {
            defer!(say("second"));
            cell.set(cell.get() + 1);
            pause().await;
        }
        pause().await;
        cell.get()
    }

    #[with_defer]
    async fn channel_local() -> u32 {
        let (sender, receiver): (Sender<u32>, Receiver<u32>) = channel();
        defer!(pause().await);
        sender.send(1).unwrap();
        pause().await;
        receiver.recv().unwrap()
    }

    #[with_defer]
    async fn ref_cell_local_of_an_iteration() -> usize {
        let mut total = 0;
        for _ in 0..2 {
            let cell = RefCell::new(vec![1]);
            defer!(say("iteration"));
            cell.borrow_mut().push(2);
            pause().await;
            total += cell.borrow().len();
        }
        total
    }

    #[with_defer(result)]
    async fn trait_object_local() -> Result<String, Failure> {
        let item: Box<dyn Display + Send> = Box::new(1);
        defer!(|| {
            if let Ok(text) = &mut result {
                text.push('!');
            }
        });
        pause().await;
        Ok(item.to_string())
    }

    /// The deferred code mentions it, too.
    #[with_defer]
    async fn cell_that_a_deferred_call_mentions() -> u32 {
        let cell = Cell::new(0);
        defer!(|| say(cell.get()));
        pause().await;
        cell.set(1);
        pause().await;
        cell.get()
    }

    send! {
        of_a_cell_parameter: cell_parameter(Cell::new(1)) => 2, ["deferred"];
        of_a_ref_cell_parameter: ref_cell_parameter(RefCell::default()) => 3, ["iteration", "iteration"];
        of_a_receiver_parameter: receiver_parameter({
            let (sender, receiver) = channel();
            sender.send(1).unwrap();
            receiver
        }) => Some(1), ["deferred"];
        of_a_cell_that_one_way_moves: cell_that_one_way_moves(RefCell::new(vec![1])) => 1, ["deferred"];
        of_a_trait_object_parameter: trait_object_parameter(Box::new(1)) => "11", ["deferred"];
        of_a_cell_local: cell_local() => 2, ["second", "first"];
        of_a_channel_local: channel_local() => 1, [""; 0];
        of_a_ref_cell_local: ref_cell_local_of_an_iteration() => 4, ["iteration", "iteration"];
        of_a_trait_object_local: async { trait_object_local().await.ok() } => Some(String::from("1!")), [""; 0];
        of_a_cell_that_a_deferred_call_mentions: cell_that_a_deferred_call_mentions() => 1, ["1"];
    }
}

// Bodies that are not `Send`.

#[with_defer]
async fn shared(list: Rc<RefCell<Vec<i32>>>) -> usize {
    defer!(|| list.borrow_mut().push(-1));
    for i in 1..3 {
        let local = Rc::clone(&list);
        defer!(|| local.borrow_mut().push(-i));
        list.borrow_mut().push(i);
        pause().await;
    }
    list.borrow().len()
}

/// The lines of a list that [`shared`] leaves.
fn shared_after(polls: usize) -> Vec<i32> {
    let list = Rc::new(RefCell::new(Vec::new()));
    drop_after(polls, shared(Rc::clone(&list)));
    assert_eq!(Rc::strong_count(&list), 1);
    list.take()
}

#[test]
fn not_send() {
    assert_eq!(shared_after(0), [0; 0]);
    assert_eq!(shared_after(1), [1, -1, -1]);
    assert_eq!(shared_after(2), [1, -1, 2, -2, -1]);
    assert_eq!(shared_after(3), [1, -1, 2, -2, -1]);
}

#[test]
fn not_send_on_a_local_set() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let list = Rc::new(RefCell::new(Vec::new()));
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let task = tokio::task::spawn_local({
            let list = Rc::clone(&list);
            async move {
                defer_in_a_local_task(list).await;
            }
        });
        task.await.unwrap();
    });
    assert_eq!(*list.borrow(), [1, 2, 3]);
}

#[with_defer]
async fn defer_in_a_local_task(list: Rc<RefCell<Vec<i32>>>) {
    defer!(|| {
        tokio::task::yield_now().await;
        list.borrow_mut().push(3);
    });
    let other = Rc::clone(&list);
    defer!(|| other.borrow_mut().push(2));
    tokio::task::yield_now().await;
    other.borrow_mut().push(1);
}

// Functions that return a future which they write as an async block.

#[with_defer]
fn boxed(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move {
        defer!(say("deferred"));
        pause().await;
        n + 1
    })
}

#[with_defer]
fn boxed_with_a_lifetime<'a>(list: &'a mut Vec<u32>) -> Pin<Box<dyn Future<Output = Option<u32>> + Send + 'a>> {
    Box::pin(async move {
        defer!(|| list.push(0));
        pause().await;
        let first = *list.first()?;
        for n in 0..first {
            defer!(list.push(n));
            pause().await;
        }
        list.pop()
    })
}

#[with_defer]
fn opaque(text: &str) -> impl Future<Output = Result<usize, String>> + Send + '_ {
    async move {
        errdefer!(|err| err.push('!'));
        defer!(say(text));
        pause().await;
        if text.is_empty() {
            Err("empty")?;
        }
        Ok(text.len())
    }
}

#[with_defer]
fn before_the_block(n: u32) -> impl Future<Output = u32> {
    say("before");
    let twice = n * 2;
    async move {
        defer!(say("deferred"));
        pause().await;
        twice
    }
}

#[with_defer(result)]
fn boxed_and_named(n: u32) -> Pin<Box<dyn Future<Output = Result<u32, Failure>> + Send>> {
    Box::pin(async move {
        defer!(|| match &mut result {
            Ok(n) => *n += 1,
            Err(_) => result = Ok(0),
        });
        pause().await;
        if n == 0 {
            fails("bad").await?;
        }
        Ok(n)
    })
}

gives! {
    boxed_future: finish(boxed(1)) => 2, ["deferred"];
    boxed_future_with_a_lifetime: {
        let mut list = vec![2];
        (finish(boxed_with_a_lifetime(&mut list)), list)
    } => (Some(1), vec![2, 0, 0]), [""; 0];
    boxed_future_with_a_lifetime_that_gives_nothing: {
        let mut list = vec![];
        (finish(boxed_with_a_lifetime(&mut list)), list)
    } => (None, vec![0]), [""; 0];
    opaque_future: finish(opaque("ab")) => Ok(2), ["ab"];
    opaque_future_that_fails: finish(opaque("")) => Err(String::from("empty!")), [""];
    statements_before_the_block: finish(before_the_block(1)) => 2, ["before", "deferred"];
    boxed_future_with_a_named_result: finish(boxed_and_named(1)).ok() => Some(2), [""; 0];
    boxed_future_with_a_named_result_that_fails: finish(boxed_and_named(0)).ok() => Some(0), [""; 0];
}

/// 8.2: boxed and cancelled.
#[test]
fn boxed_future_that_is_dropped() {
    let lines = trace(|| {
        let mut polled = boxed(1);
        let never_polled = boxed(2);
        assert!(poll_once(polled.as_mut()).is_pending());
        drop(never_polled);
        say("dropped");
        drop(polled);
    });
    assert_eq!(lines, ["dropped", "deferred"]);
}

/// 1.1: in an `#[async_trait]` trait and impl.
#[async_trait]
trait Store: Send + Sync {
    async fn get(&self, key: u32) -> Result<u32, Failure>;

    async fn put(&mut self, key: u32, value: u32);

    /// With a body.
    #[with_defer]
    async fn sum(&self, keys: &[u32]) -> Result<u32, Failure> {
        let mut sum = 0;
        defer!(|| say(format!("sum {sum}")));
        for &key in keys {
            defer!(say(format!("key {key}")));
            if key == 99 {
                continue;
            }
            sum += self.get(key).await?;
        }
        Ok(sum)
    }

    #[with_defer(result)]
    async fn first_of(&self, keys: &[u32]) -> Option<u32> {
        result = None;
        defer!(|| say(format!("{result:?}")));
        for &key in keys {
            defer!(pause().await);
            if let Ok(value) = self.get(key).await {
                return Some(value);
            }
        }
        pause().await;
        result
    }
}

struct Memory {
    values: HashMap<u32, u32>,
    reads: Mutex<u32>,
    log: Arc<Mutex<Vec<u32>>>,
}

impl Memory {
    fn new() -> Self {
        Memory {
            values: HashMap::from([(1, 10), (2, 20)]),
            reads: Mutex::new(0),
            log: Arc::default(),
        }
    }
}

#[async_trait]
impl Store for Memory {
    #[with_defer(result)]
    async fn get(&self, key: u32) -> Result<u32, Failure> {
        defer!(|| {
            *self.reads.lock().unwrap() += 1;
            if let Ok(value) = &mut result {
                *value += 1;
            }
        });
        errdefer!(|err| say(err.to_string()));
        pause().await;
        match self.values.get(&key) {
            Some(value) => Ok(*value),
            None => fails("no such key").await,
        }
    }

    #[with_defer]
    async fn put(&mut self, key: u32, value: u32) {
        let log = Arc::clone(&self.log);
        defer!(|| log.lock().unwrap().push(key));
        defer!(|| {
            pause().await;
            self.values.entry(key).or_insert(value);
        });
        if self.values.contains_key(&key) {
            return;
        }
        pause().await;
        self.values.insert(key, value);
    }
}

fn store() -> Box<dyn Store> {
    Box::new(Memory::new())
}

gives! {
    async_trait_default_method: finish(store().sum(&[1, 99, 2])).ok() => Some(32),
        ["key 1", "key 99", "key 2", "sum 32"];
    async_trait_question_mark_in_a_loop: finish(store().sum(&[1, 7, 2])).map_err(|error| error.to_string())
        => Err(String::from("no such key")), ["key 1", "no such key", "key 7", "sum 11"];
    async_trait_named_result: finish(store().first_of(&[5, 2])) => Some(21), ["no such key", "Some(21)"];
    async_trait_method_by_mut: {
        let mut memory = Memory::new();
        finish(memory.put(3, 30));
        finish(memory.put(1, 0));
        (finish(memory.sum(&[3, 1])).ok(), memory.log.lock().unwrap().clone())
    } => (Some(42), vec![3, 1]), ["key 3", "key 1", "sum 42"];
}

/// 8.2: the calls of the method, and of the one that it awaits.
#[test]
fn async_trait_that_is_dropped() {
    let store = Memory::new();
    for polls in 0..3 {
        let lines = trace(|| drop(drop_after(polls, store.sum(&[1, 2]))));
        let expected: &[&str] = match polls {
            0 => &[],
            1 => &["key 1", "sum 0"],
            _ => &["key 1", "key 2", "sum 11"],
        };
        assert_eq!(lines, expected, "polled {polls} times");
    }
    assert_eq!(*store.reads.lock().unwrap(), 3);
}

/// 1.1: on a whole block, in front of `#[async_trait]`.
#[with_defer]
#[async_trait]
trait Above {
    async fn close(&mut self) -> Result<u32, Failure>;

    async fn all(&mut self, count: u32) -> Result<u32, Failure> {
        let mut sum = 0;
        defer!(|| say(format!("sum {sum}")));
        for n in 0..count {
            defer!(say(n));
            sum += self.close().await?;
        }
        Ok(sum)
    }
}

#[with_defer]
#[async_trait]
impl Above for Vec<u32> {
    async fn close(&mut self) -> Result<u32, Failure> {
        errdefer!(|err| say(err.to_string()));
        defer!(|| {
            pause().await;
            say(self.len());
        });
        pause().await;
        self.pop().ok_or_else(|| bad("empty"))
    }
}

gives! {
    in_front_of_async_trait: finish(vec![5, 6].all(2)).ok() => Some(11), ["1", "0", "0", "1", "sum 11"];
    in_front_of_async_trait_and_failing: finish(vec![5].all(2)).is_err() => true,
        ["0", "0", "0", "empty", "1", "sum 5"];
}
