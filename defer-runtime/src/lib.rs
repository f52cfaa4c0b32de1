//! Go's `defer` for Rust, without the borrow checker in the way.
//!
//! # Why
//!
//! Cleanup belongs beside what it cleans up. A guard puts it there, but holds a borrow of what it needs until it is
//! dropped, sees neither the result nor a panic, and can't return an error. A deferred call is code of the function: it
//! runs when the function is left, on every way out, with full access to the locals, and in between the body uses them
//! freely.
//!
//! # First use
//!
//! Put [`#[with_defer]`](macro@with_defer) on a function, and [`defer!`] in it:
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//!
//! struct Tree {
//!     depth: u32,
//!     leaves: Vec<u32>,
//! }
//!
//! impl Tree {
//!     #[with_defer]
//!     fn leaf(&mut self, at: usize) -> Option<&mut u32> {
//!         self.depth += 1;
//!         defer! { self.depth -= 1; } // also where `?` leaves
//!         let leaf = self.leaves.get_mut(at)?;
//!         *leaf += self.depth;
//!         Some(leaf)
//!     }
//! }
//!
//! let leaves = vec![7];
//! let mut tree = Tree { depth: 0, leaves };
//! assert_eq!(tree.leaf(0), Some(&mut 8));
//! assert_eq!(tree.leaf(1), None);
//! assert_eq!(tree.depth, 0);
//! ```
//!
//! The attribute goes on functions and methods, async or not, and on whole `impl` and `trait` blocks. Closures inside
//! are covered by it.
//!
//! # Forms
//!
//! The CALL form evaluates callee and arguments now and calls at exit. The BLOCK form evaluates nothing now and sees
//! what is there at exit. The last one registered is the first to run.
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//!
//! #[with_defer]
//! fn forms(log: &mut Vec<String>) {
//!     let mut i = 1;
//!     defer!(log.push(format!("call {i}"))); // `i` is taken now
//!     defer! { log.push(format!("block {i}")); } // `i` is seen at exit
//!     defer!(|| {
//!         // The same, and rustfmt formats it.
//!         i *= 100;
//!     });
//!     i += 1;
//!     log.push(format!("body {i}"));
//! }
//!
//! let mut log = Vec::new();
//! forms(&mut log);
//! assert_eq!(log, ["body 2", "block 200", "call 1"]);
//! ```
//!
//! What is only an address is looked at at exit in both: the receiver of a method call (`log` above), `&place` and
//! `&mut place`. [`defer!`] has the rest.
//!
//! An argument that is a call in its turn is made now, as in Go: `defer!(check(close(fd)))` has closed `fd` by the next line, and checks
//! at exit. Write `defer! { check(close(fd)); }`.
//!
//! # Loops
//!
//! The scope of a deferred call is the innermost function, closure, async block, loop body or labelled block around it. So in a loop it
//! runs before the next iteration starts, and on `break`, `continue`, `return` and `?`. An `if`, a `match` arm or a
//! plain block is no scope: a call in it is registered when control gets there, and runs when the scope around it is
//! left.
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//!
//! #[with_defer]
//! fn visit(names: &[&str], log: &mut Vec<String>) {
//!     for name in names {
//!         if *name != "b" {
//!             defer!(log.push(format!("close {name}")));
//!         }
//!         log.push(format!("use {name}"));
//!     }
//! }
//!
//! let mut log = Vec::new();
//! visit(&["a", "b"], &mut log);
//! assert_eq!(log, ["use a", "close a", "use b"]);
//! ```
//!
//! What is to be done for all iterations at the end of the function, as in Go, is kept in a `Vec` that a deferred block in front of the
//! loop empties, as at [`errdefer!`].
//!
//! So whoever comes from guards, Zig, Swift or D takes care: a `defer!` in a plain block, `{ lock(); defer!(unlock()); … }`, runs
//! at the end of the function. A label makes that block a scope, and `scope = block` makes every block of the function one:
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//!
//! #[with_defer]
//! fn labelled(log: &mut Vec<&str>) {
//!     'locked: {
//!         defer!(log.push("unlock"));
//!         log.push("locked");
//!     }
//!     log.push("behind");
//! }
//!
//! #[with_defer(scope = block)]
//! fn every_block(log: &mut Vec<&str>) {
//!     if log.len() > 2 {
//!         defer!(log.push("end of if"));
//!         log.push("if");
//!     }
//!     log.push("end");
//! }
//!
//! let mut log = Vec::new();
//! labelled(&mut log);
//! every_block(&mut log);
//! assert_eq!(log, ["locked", "unlock", "behind", "if", "end of if", "end"]);
//! ```
//!
//! # Results
//!
//! What is returned is evaluated before the deferred calls run. With a name in the attribute they read and change it:
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//!
//! #[with_defer(result)]
//! fn area(width: u32, height: u32) -> u32 {
//!     defer! { result = result.min(100); }
//!     width * height
//! }
//!
//! assert_eq!((area(2, 3), area(20, 30)), (6, 100));
//! ```
//!
//! The [options](macro@with_defer#options) name the fields of a tuple and give a first value, too.
//!
//! # Failure
//!
//! [`errdefer!`] runs on failure only, an `Err`, a `None` or a panic, and [`okdefer!`] on success only.
//! `errdefer!(|err| …)` gets the error. A `?` in a deferred call makes its error the function's, if that was about to
//! succeed.
//!
//! ```
//! use defer_runtime::{defer, errdefer, with_defer};
//! use std::fs::{self, File};
//! use std::io::{self, Write};
//! use std::path::Path;
//!
//! #[with_defer]
//! fn save(path: &Path, text: &str) -> io::Result<()> {
//!     let mut file = File::create(path)?;
//!     errdefer! { let _ = fs::remove_file(path); }
//!     defer!(file.sync_all()?);
//!     file.write_all(text.as_bytes())
//! }
//! # let folder = std::env::temp_dir();
//! # let path = folder.join(format!("with_defer_{}", std::process::id()));
//! # save(&path, "text").unwrap();
//! # assert_eq!(fs::read_to_string(&path).unwrap(), "text");
//! # fs::remove_file(path).unwrap();
//! # assert!(save(&folder, "text").is_err());
//! ```
//!
//! What `Ok(x)`, `Some(Conn { x, y })` and the like take along is still there for `errdefer!`, which doesn't run then (rule 6.5):
//!
//! ```
//! use defer_runtime::{errdefer, with_defer};
//! use std::io::{self, Read};
//! use std::process::{Child, Command, Stdio};
//!
//! #[with_defer]
//! fn spawn(command: &mut Command) -> io::Result<(Child, String)> {
//!     let mut child = command.stdout(Stdio::piped()).spawn()?;
//!     errdefer! { let _ = child.kill(); }
//!     let mut greeting = String::new();
//!     child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?.read_to_string(&mut greeting)?;
//!     Ok((child, greeting))
//! }
//! # assert!(spawn(&mut Command::new("no such command")).is_err());
//! ```
//!
//! The table at [`errdefer!`] says what each looks at, and when. [`Outcome`] says what is a failure: `impl Outcome for
//! Connection {}` that a type of your own never is one, and a generic function that uses them needs the bound `T: Outcome`.
//! With [`Fallible`] a type of your own holds an error.
//!
//! # Panics
//!
//! A panic runs the deferred calls of every scope that it leaves. [`recover!`] in a deferred block stops it and gives
//! the [`Panic`]; the function then returns its named result. A panic in a deferred call replaces the one under way; it
//! never aborts, and the other deferred calls still run.
//!
//! ```
//! use defer_runtime::{defer, recover, with_defer};
//!
//! #[with_defer(result)]
//! fn parse(text: &str) -> Result<u32, String> {
//!     defer!(|| {
//!         if let Some(panic) = recover!() {
//!             result = Err(panic.to_string());
//!         }
//!     });
//!     assert!(!text.is_empty(), "there is nothing to parse");
//!     text.parse().map_err(|_| "not a number".to_owned())
//! }
//!
//! assert_eq!(parse("7"), Ok(7));
//! assert_eq!(parse(""), Err("there is nothing to parse".to_owned()));
//! ```
//!
//! In a deferred call no panic is under way: `std::thread::panicking()` is false, and a `MutexGuard` that is dropped
//! there doesn't poison its mutex. [`leaving!`] says whether the scope is left by a panic, by a cancellation, or normally,
//! and stops nothing:
//!
//! ```
//! use defer_runtime::{Leaving, defer, leaving, with_defer};
//!
//! #[with_defer]
//! fn draw(frames: &[&str], log: &mut Vec<String>) {
//!     for frame in frames {
//!         defer!(|| {
//!             if leaving!() == Leaving::Panicking {
//!                 log.push(format!("lost {frame}"));
//!             }
//!         });
//!         assert!(!frame.is_empty());
//!         log.push(format!("drew {frame}"));
//!     }
//! }
//!
//! let mut log = Vec::new();
//! draw(&["a", "b"], &mut log);
//! assert_eq!(log, ["drew a", "drew b"]);
//! ```
//!
//! A thread or a task that never ends recovers as any other closure, and gives `()` then:
//!
//! ```
//! use defer_runtime::{defer, recover, with_defer};
//! use std::sync::mpsc::Sender;
//! use std::thread::{JoinHandle, spawn};
//!
//! #[with_defer]
//! fn worker(mut job: impl FnMut() + Send + 'static, lost: Sender<String>) -> JoinHandle<()> {
//!     spawn(move || {
//!         defer!(|| {
//!             if let Some(panic) = recover!() {
//!                 lost.send(panic.to_string()).unwrap();
//!             }
//!         });
//!         loop {
//!             job();
//!         }
//!     })
//! }
//!
//! let (sender, lost) = std::sync::mpsc::channel();
//! worker(|| panic!("boom"), sender).join().unwrap();
//! assert_eq!(lost.recv().as_deref(), Ok("boom"));
//! ```
//!
//! # Drop order
//!
//! A deferred call has its place among the drops, where a guard would have it: what is declared behind it is dropped
//! before it runs, what is declared in front of it after, in reverse order, and parameters last. So it is on every way out,
//! whatever others take along:
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//! use std::cell::RefCell;
//!
//! struct File<'log>(&'log RefCell<Vec<&'static str>>);
//!
//! impl Drop for File<'_> {
//!     fn drop(&mut self) {
//!         self.0.borrow_mut().push("close");
//!     }
//! }
//!
//! #[with_defer]
//! fn open<'log>(log: &'log RefCell<Vec<&'static str>>, is_valid: bool) -> Option<File<'log>> {
//!     let file = File(log);
//!     log.borrow_mut().push("lock");
//!     defer!(|| log.borrow_mut().push("unlock"));
//!     if !is_valid {
//!         return None;
//!     }
//!     Some(file)
//! }
//!
//! let log = RefCell::new(Vec::new());
//! assert!(open(&log, false).is_none());
//! assert_eq!(*log.borrow(), ["lock", "unlock", "close"]);
//! ```
//!
//! | What the code behind a deferred call does with a local from in front | on another way out |
//! |---|---|
//! | moves it as an argument, or as a value that is returned, assigned, bound or part of another one | it is dropped behind the deferred call |
//! | moves it by a method whose name tells, `list.into_iter()`, or of a type that the caller chooses, `visitor.finish()`, or of `self` by value where that is all of a statement or gives what is returned, `self.close()`; by a statement in braces that a macro is given, if one of these would be moved by it; as what is called of an `FnOnce`; all of it by a pattern, `Some(x)`, `Pack { first, second }` | it is dropped behind the deferred call; where that is a wrong guess, it is refused |
//! | moves it as another receiver, an operand, another callee, a macro's argument, or only a part of it; or moves what a macro may have declared that isn't given its name alone | it is refused, [with a cure](#limits) |
//! | moves a part of it, on any way out, and names all of it, too | it is refused: take it apart in front, `let Pair { first, second } = pair;` |
//! | moves it in a guard or the right operand of `&&` or `\|\|` | it is refused: write an `if` in an `if`; an `FnOnce` that is called there is dropped behind the deferred call |
//! | gives a `let x;` its value in one branch and not in others, and uses it there | it is dropped before the deferred call that stands behind the `let`: write the `let` in the branch |
//! | any of these, or gives a `let x;` its value, and the way out is a panic, the drop of a future, or a `return` that a macro hides | it may be dropped before the deferred call |
//!
//! # Async
//!
//! In an `async fn`, an async block or an async closure deferred calls may `.await`. A future that is dropped before it
//! has finished runs those that are registered, with the locals of that moment, as a failure.
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//! # use std::task::{Context, Waker};
//!
//! #[with_defer]
//! async fn session(log: &mut Vec<&str>) {
//!     defer!(log.push("closed"));
//!     log.push("opened");
//!     std::future::pending().await
//! }
//!
//! let mut log = Vec::new();
//! let mut session = Box::pin(session(&mut log));
//! # let cx = &mut Context::from_waker(Waker::noop());
//! assert!(session.as_mut().poll(cx).is_pending());
//! drop(session); // as a timeout or an aborted task does
//! assert_eq!(log, ["opened", "closed"]);
//! ```
//!
//! An async block is a scope, as a function is. So one that is awaited where it stands is the scope of a single await, and
//! [`leaving!()`](leaving) in it says whether the future was dropped there, which a guard can't tell from a return:
//!
//! ```
//! use defer_runtime::{Leaving, defer, leaving, with_defer};
//! use std::cell::Cell;
//! # use std::task::{Context, Poll, Waker};
//! # async fn answer(answers: bool) -> u32 {
//! #     if !answers { std::future::pending::<()>().await }
//! #     7
//! # }
//!
//! struct Connection {
//!     is_half_read: Cell<bool>,
//! }
//!
//! #[with_defer]
//! async fn query(connection: &Connection, answers: bool) -> u32 {
//!     let answer = async {
//!         defer!(|| {
//!             if leaving!() == Leaving::Cancelled {
//!                 connection.is_half_read.set(true); // the rest is still to come
//!             }
//!         });
//!         answer(answers).await
//!     }
//!     .await;
//!     assert!(!connection.is_half_read.get());
//!     answer + 1
//! }
//!
//! # let cx = &mut Context::from_waker(Waker::noop());
//! let connection = Connection { is_half_read: Cell::new(false) };
//! let mut answered = Box::pin(query(&connection, true));
//! assert_eq!(answered.as_mut().poll(cx), Poll::Ready(8));
//!
//! let mut cancelled = Box::pin(query(&connection, false));
//! assert!(cancelled.as_mut().poll(cx).is_pending());
//! drop(cancelled);
//! assert!(connection.is_half_read.get());
//! ```
//!
//! A `?` or `return` in the block leaves the block: end it with its type, `Ok::<_, Error>(answer)`, and write `.await?`.
//!
//! [`with_defer`](macro@with_defer#async) has the details, and the option `detach`, which completes in the background
//! what is still to be awaited then.
//!
//! # Limits
//!
//! In brackets the rule of `docs/rules.md` in the repository that is not kept there, with what happens instead. `docs/errors.md` has
//! a chapter for each code that rustc prints: what it means, with a program that has it and one that hasn't.
//!
//! What does not compile, and what to write:
//!
//! - What stands behind a deferred call is one closure. A reference from before the call that is used behind it keeps
//!   what it borrows out of reach there, to the end (E0499, E0500, E0502, E0505; 2.2). Take the reference behind the
//!   `defer!`, or again: [below](#where-a-borrow-is-in-the-way) are the four kinds of it.
//! - In an `if`, a `match` arm or a plain block a deferred call can't hold a borrow of a local of that block (E0521,
//!   E0505, E0597; 3.2), and the CALL form of a formatting macro borrows what is not `Copy`. Write the block form and
//!   mention the owner, or clone. With `scope = block` it can.
//! - Deferred code can't mention a local that the code behind it moves, even if that gives it a new value (E0382; 2.2).
//!   Move it in the deferred call, clone it, or keep it in an `Option`. `errdefer!` code can mention one that only `Ok(x)` takes
//!   along (6.5): not if another way out moves it, too, nor where the result is named, the local is one of the inner block
//!   that the `errdefer!` stands in, or the deferred code moves it.
//! - A `&mut` reference whose name is declared `mut`, or bound by a pattern, or a closure's parameter without a type, is moved as an argument,
//!   `defer!(close(conn))`, and is gone behind the call (E0382; 2.4). Write `close(&mut *conn)`, or the parameter's type.
//! - The parts of a generic tuple struct or variant of your own don't coerce (E0308; 2.1), `defer!(f(Wrapped(Box::new(1))))`:
//!   the name may be a function's. Write the block form, or a local of the type. One that is named `Ok`, `Err` or `Some` is
//!   refused as an argument (E0532): write its path, `defer!(f(anyhow::Ok(1)))`.
//! - An address as an argument begins with a name (2.4): `defer!(decrement(&mut *open.lock().unwrap()))` would decrement a
//!   copy or lock now. Write the block form, or take the place into a local first.
//! - Which locals the code moves is told from how it is written: an argument, a returned or bound value. One that is moved
//!   in another way, by a method whose name doesn't tell, `conn.release()`, as an operand, `name + "!"`, as a called closure, in the
//!   arguments of a macro, or in part, `pair.0`, is refused (E0382; 3.5) where a way out doesn't move it, or in a loop, where it is
//!   from outside. Write the method as a function, `Conn::release(conn)`, or move it into a local first,
//!   `let last = conn; last.release()`.
//! - There, a method that borrows is taken to move by its name, `commit`, `into_…`, `unwrap`, or since its receiver is of a type
//!   that the caller chooses (E0793; 3.5): write `Conn::commit(&conn)`, `V::visit(&mut visitor, n)`. A pattern that names all parts
//!   is taken to leave nothing behind; that is ambiguous for a type with a `Drop`, as is such a method of a `Box` (E0283): match
//!   `&handle`, write `Session::commit(&session)`.
//! - There, what `project()` gives has no destructor (E0080; 3.5).
//! - A `&mut` parameter that the code behind a deferred call points elsewhere, `at = &mut node.next`, wants
//!   `let mut at = at;` in front.
//! - A reference that walks a structure, `cursor = &mut next.next`, has to be moved on by the last statement of a loop
//!   body with deferred calls; otherwise keep the deferred call out of that body.
//! - A local that is declared without a value, `let found;`, and gets it in an inner block can't be mentioned by a deferred
//!   call of that block (E0381, E0594; 3.2), and an `else` with a deferred call leaves its value open unless it ends with a
//!   `return`, `break` or `continue`. Give it a value first.
//! - `defer!` is found where it is written in the function, not where another macro produces it, nor in what a macro is given:
//!   of `select!` and `join!` let the macro give a value, and `match` that. A macro that produces the whole function is fine; `#[with_defer(crate = $crate::path)]` in it finds the runtime that your crate
//!   re-exports.
//! - A `return`, but for one of `Err` or `None`, a `break` or a `continue` hidden in a macro of your own can't leave a
//!   loop body with a deferred call (3.1). One without a label that you write in the arguments of a macro wants a label where
//!   the macro is a statement and may declare a local that is used behind it.
//! - What a deferred call in an `if`, a `match` arm or a plain block does at exit can't name an item of that block, nor a
//!   local that a macro of your own may have declared there (3.4). Write the item in front of the block, and the macro
//!   call in braces.
//! - A closure or an async block with a `?` in a loop body or block that holds deferred calls has to say what it gives
//!   (3.1): a closure `|| -> Result<…> { … }`, a block at its end, `Ok::<_, Error>(())`.
//! - The values that a block with a label or a `loop` gives don't coerce to one type (E0308; 3.1): write `name.as_str()`, `&list[..]`.
//! - A function that returns `impl Fn` may have to write the types of the closure's parameters, `|x: &str| …` (E0282).
//! - A function with deferred calls is compiled once for each way in which its `#[cfg]`s come out, and can't have more than
//!   four different ones (2.10). Put them on functions.
//! - More than 100 deferred calls one behind the other in a function, 20 where it awaits, are refused (3.3). A chain of
//!   calls through that many functions with deferred calls may want a higher `#![recursion_limit]`, too.
//!
//! What compiles, and does something else than one may expect:
//!
//! - A call among the arguments is made now (2.1): [above](#forms).
//! - On a few ways out a local is dropped before the deferred call, and not after: [above](#drop-order) (3.5).
//! - A receiver, and what stands behind `&`, is looked at at exit as a whole: of
//!   `let mut f = &a; defer!(f.close()); f = &b;` it is `b` that is closed (2.4). Write `File::close(f)`, an argument.
//! - A formatting macro prints what can change while it is borrowed, a `Cell`, a `RefCell` or an atomic, as it is at
//!   exit (2.6). Write `cell.get()`.
//! - What stands behind a deferred call is a closure, which has no caller on stable: in a `#[track_caller]` function
//!   call [`Location::caller()`](core::panic::Location::caller) before the first deferred call (1.1). What it is to a debugger,
//!   and in a backtrace, is [below](#in-a-debugger) (9.4).
//! - A local of an inner block that a deferred call in a block further in mentions lives on, where that call wasn't
//!   reached, too, if another one of the same block was (3.4).
//! - Where a destructor that a panic runs calls the function, `std::thread::panicking()` is true in its deferred calls
//!   (7.5).
//! - `process::exit`, `abort` and a build with `panic = "abort"` run no deferred call on the way out.
//!
//! In async functions:
//!
//! - A cancelled future can't wait: a deferred call that awaits is polled once, unless `detach` says who completes it.
//!   A panic that was under way behind the call that is cut off ends with it (8.3).
//! - Where a panic drops the future, a panic of its deferred calls ends in the drop (7.4).
//! - The first deferred call makes a future larger by some 50 bytes, each further one by 24 or more, and by a reference
//!   to each earlier local that the code behind uses. What that code moves otherwise than by awaiting it, or passing it to a function,
//!   as its only use there is kept once more for each call around (8.6).
//! - Functions that await one another are `Send` as deep as rustc looks into types (E0275; 8.5): 15 functions with one deferred call
//!   each, 8 with three, where it is 40 with a guard. What asks for the size of the outermost first, by a caller that stands in front of
//!   them, comes as far as 9, 5 and 30 ("queries overflow the depth limit"). Of 128 types that may stand in one another a function takes
//!   3, 5 where it has deferred calls, and each of these 3; of their sizes 4, 8 and 5. Box a future [in between](#where-futures-are-too-deep),
//!   or write `#![recursion_limit = "256"]`, which doubles all of them.
//! - A local that can be sent but not shared (`Cell`, `Receiver`, the guard of a `tokio::sync::Mutex` around one), and
//!   that the code behind a deferred call uses by shared reference, keeps the future from being `Send` where another local is made
//!   from it in front of the call, since that may borrow it (8.5). Take one of the two behind the `defer!`.
//!
//! # Lints
//!
//! What rustc and clippy say of a function with deferred calls is what they would say without (9.3), in the deferred code, too, but for
//! this. They look at each closure by itself, and what stands behind a deferred call is one.
//!
//! An assignment warns (`unused_assignments`) where no way out reads it: of a local that is declared behind the deferred call as ever; of one
//! from in front of it where another value follows, and no deferred code that runs on a panic in between names it. It doesn't where
//! what it assigns is a field, or behind a reference, as that may be read by whoever has the whole.
//!
//! What they don't find any more, of rustc:
//!
//! - `unused_assignments` and `unused_variables` of a local from in front of a deferred call that gets its last value behind it, and
//!   isn't read then.
//! - `unconditional_recursion` behind a deferred call.
//! - `unused_labels` of a loop that a `break` without a label leaves from a block that is a scope of its own.
//! - `redundant_semicolons` right in front of a deferred call.
//!
//! Of clippy:
//!
//! - `never_loop` and `needless_continue` of a body that has deferred calls, whose end is a way out among others.
//! - `redundant_clone` of a local from in front of a deferred call.
//! - `unnecessary_wraps` and `needless_lifetimes`: the function ends with a call, and its type is named in the body.
//! - Of a named result: what clippy says of an `if` or `match` that ends the function, as each branch returns then, and
//!   `needless_return`, `let_and_return` and `needless_question_mark` there.
//! - `items_after_statements` of an item that only the deferred call stands in front of, as items come first there.
//! - `semicolon_if_nothing_returned` at the end of a deferred block, which is given its semicolon by the macro.
//! - `uninlined_format_args` of a macro in parentheses, whose arguments are values of now.
//! - `question_mark` of a `match` that returns `None`, `literal_string_with_formatting_args`, and in an async function
//!   `redundant_locals` of deferred code: clippy looks at the function that the code stands in, which is a closure there.
//!
//! What they say in addition:
//!
//! - `non_local_definitions` where a macro behind a deferred call writes the `impl` for an item of the function, or one stands in a block
//!   further in than the item. Write both in front of the call.
//! - `unused_assignments` of what a macro of your own assigns, and a panic has read; and of an async function whose deferred code ends in a function of your own that never returns.
//! - clippy's `significant_drop_tightening` (`nursery`) of a lock that the body and deferred code use, since the call that carries the way out on
//!   stands behind both, and `implicit_return` (`restriction`) of the value of a block in the function that holds a deferred call.
//! - A lint that the expansion allows can't be forbidden: `#![forbid(unused_imports)]` is an error (E0453), and of `#![forbid(unused)]` rustc says
//!   that it is overruled. `deny` it.
//!
//! # Where futures are too deep
//!
//! A boxed future of a written type ends what rustc looks through, for one allocation a call. With one at every tenth function there is
//! no limit:
//!
//! ```
//! # use defer_runtime::{defer, with_defer};
//! # fn log() {}
//! use std::pin::Pin;
//!
//! async fn handler() -> u32 {
//!     7
//! }
//!
//! #[with_defer]
//! async fn layer() -> u32 {
//!     defer!(log());
//!     let next: Pin<Box<dyn Future<Output = u32> + Send>> = Box::pin(handler());
//!     next.await
//! }
//!
//! fn is_send(future: impl Future + Send) {
//!     drop(future);
//! }
//! is_send(layer());
//! ```
//!
//! # Where a borrow is in the way
//!
//! A deferred call holds no borrow, but it stands in the function: what is behind it is a closure, and a reference from
//! in front that is used behind it is captured for all of that closure.
//!
//! What borrows, and is used behind the call beside what it borrows, is made by that closure if it is a reference by its type, as it
//! is written, or by one of std's methods that lend: then nothing is in the way.
//!
//! ```
//! # use defer_runtime::{defer, with_defer};
//! # fn log() {}
//! #[with_defer]
//! fn grow(sizes: &mut Vec<u32>) {
//!     let last = sizes.last_mut().unwrap();
//!     defer!(log());
//!     *last += 1;
//!     sizes.push(1);
//! }
//! # let mut sizes = vec![1];
//! # grow(&mut sizes);
//! # assert_eq!(sizes, [2, 1]);
//! ```
//!
//! What a function of your own makes could be a guard, and keeps what it borrows (E0499, E0500, E0502):
//!
//! ```compile_fail
//! # use defer_runtime::{defer, with_defer};
//! # fn log() {}
//! # fn last_of(sizes: &mut [u32]) -> &mut u32 {
//! #     sizes.last_mut().unwrap()
//! # }
//! #[with_defer]
//! fn grow(sizes: &mut Vec<u32>) {
//!     let last = last_of(sizes);
//!     defer!(log());
//!     *last += 1;
//!     sizes.push(1); // while the closure has `last`
//! }
//! ```
//!
//! Write its type, take it behind the `defer!`, or keep an index:
//!
//! ```
//! # use defer_runtime::{defer, with_defer};
//! # fn log() {}
//! # fn last_of(sizes: &mut [u32]) -> &mut u32 {
//! #     sizes.last_mut().unwrap()
//! # }
//! #[with_defer]
//! fn grow(sizes: &mut Vec<u32>) {
//!     let last: &mut u32 = last_of(sizes);
//!     defer!(log());
//!     *last += 1;
//!     sizes.push(1);
//! }
//! # let mut sizes = vec![1];
//! # grow(&mut sizes);
//! # assert_eq!(sizes, [2, 1]);
//! ```
//!
//! A result that borrows all of `self` is in the way of deferred code that changes a part of it (E0503, E0506):
//!
//! ```compile_fail
//! # use defer_runtime::{defer, with_defer};
//! # struct Tree { depth: u32, leaves: Vec<u32> }
//! # impl Tree {
//! fn leaf(&mut self, at: usize) -> Option<&mut u32> {
//!     self.leaves.get_mut(at)
//! }
//!
//! #[with_defer]
//! fn visit(&mut self, at: usize) -> Option<&mut u32> {
//!     self.depth += 1;
//!     defer! { self.depth -= 1; }
//!     self.leaf(at) // borrows `depth`, too
//! }
//! # }
//! ```
//!
//! Take `self` apart first, so that the deferred code and the result have a part each:
//!
//! ```
//! # use defer_runtime::{defer, with_defer};
//! # struct Tree { depth: u32, leaves: Vec<u32> }
//! # impl Tree {
//! fn leaf(leaves: &mut [u32], at: usize) -> Option<&mut u32> {
//!     leaves.get_mut(at)
//! }
//!
//! #[with_defer]
//! fn visit(&mut self, at: usize) -> Option<&mut u32> {
//!     let Tree { depth, leaves } = self;
//!     *depth += 1;
//!     defer! { *depth -= 1; }
//!     Self::leaf(leaves, at)
//! }
//! # }
//! # let mut tree = Tree { depth: 0, leaves: vec![7] };
//! # assert_eq!(tree.visit(0), Some(&mut 7));
//! # assert_eq!(tree.depth, 0);
//! ```
//!
//! A loop body can't return what it borrows anew in each iteration through a `&mut` from outside, if its deferred call names that, too, or
//! recovers, or if that is no parameter, or is borrowed by something from in front of the call (E0499, E0521, E0524):
//!
//! ```compile_fail
//! # use defer_runtime::{defer, with_defer};
//! # fn log(_: usize) {}
//! #[with_defer]
//! fn free(slots: &mut Vec<Option<u32>>) -> &mut Option<u32> {
//!     let mut at = 0;
//!     loop {
//!         defer! { log(slots.len()); }
//!         if at == slots.len() {
//!             slots.push(None);
//!         }
//!         if slots[at].is_none() {
//!             return &mut slots[at];
//!         }
//!         at += 1;
//!     }
//! }
//! ```
//!
//! Break with the index, and borrow behind the loop:
//!
//! ```
//! # use defer_runtime::{defer, with_defer};
//! # fn log(_: usize) {}
//! #[with_defer]
//! fn free(slots: &mut Vec<Option<u32>>) -> &mut Option<u32> {
//!     let mut at = 0;
//!     let free = loop {
//!         defer! { log(slots.len()); }
//!         if at == slots.len() {
//!             slots.push(None);
//!         }
//!         if slots[at].is_none() {
//!             break at;
//!         }
//!         at += 1;
//!     };
//!     &mut slots[free]
//! }
//! # let mut slots = vec![Some(7)];
//! # *free(&mut slots) = Some(8);
//! # assert_eq!(slots, [Some(7), Some(8)]);
//! ```
//!
//! A collection from before can't hold a borrow of what is declared behind (E0597):
//!
//! ```compile_fail
//! # use defer_runtime::{defer, with_defer};
//! # fn log() {}
//! # fn read() -> String { String::from("a b") }
//! #[with_defer]
//! fn count() -> usize {
//!     let mut words = Vec::new();
//!     defer!(log());
//!     let text = read();
//!     words.extend(text.split(' '));
//!     words.len()
//! }
//! ```
//!
//! Declare what it borrows in front of it, or it behind the `defer!`:
//!
//! ```
//! # use defer_runtime::{defer, with_defer};
//! # fn log() {}
//! # fn read() -> String { String::from("a b") }
//! #[with_defer]
//! fn count() -> usize {
//!     defer!(log());
//!     let text = read();
//!     let mut words = Vec::new();
//!     words.extend(text.split(' '));
//!     words.len()
//! }
//! # assert_eq!(count(), 2);
//! ```
//!
//! # In a debugger
//!
//! What stands behind a deferred call is a closure, which is called at the deferred call. In a debug build this shows:
//!
//! - A backtrace has seven frames more for each deferred call that one is behind: the closure's, at the line that is running; five of
//!   [`catch_unwind`](https://doc.rust-lang.org/std/panic/fn.catch_unwind.html) and one around it; and the function's, at the line of the deferred
//!   call. Deferred code has none of its own, but where `?` or `return` may end it, or another deferred call follows that may not have been reached.
//!   A frame of a method of your own [`Outcome`] is at the attribute.
//! - `next` on a line with a deferred call runs all that stands behind it, and stops at the deferred code. To stop in
//!   between, set a breakpoint there, or name the line: `advance 12` in gdb. The attribute's line comes up where the closure's value is moved, and
//!   where it is seen to that a call was reached.
//! - `std::any::type_name` has a `{{closure}}` for each, `conn::open::{{closure}}::{{closure}}`, and so have the macros that take the name of their
//!   function from it.
//! - A deferred call takes some 300 bytes of the stack while the code behind it runs, most of them `catch_unwind`'s, where a guard takes 16.
//!   Deep recursion wants a larger stack, or `opt-level = 1`, where it is none.
//!
//! # How it is lowered
//!
//! What stands behind a deferred call, to the end of its scope, becomes a closure that is called on the spot under
//! [`catch_unwind`](https://doc.rust-lang.org/std/panic/fn.catch_unwind.html). The deferred code follows it, and then
//! the way out is followed. In outline:
//!
//! ```
//! # fn open() {}
//! # fn close() {}
//! # fn work() -> u32 {
//! #     7
//! # }
//! # fn lowered() -> u32 {
//! # use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
//! open();
//! // defer!(close());
//! let left = catch_unwind(AssertUnwindSafe(|| work())); // the rest of the function
//! close();
//! left.unwrap_or_else(|panic| resume_unwind(panic))
//! # }
//! # assert_eq!(lowered(), 7);
//! ```
//!
//! There is no `unsafe`, no list of calls and no allocation: each deferred call has a fixed place in the frame. On the
//! way without a panic the optimized code is that of cleanup written by hand. `cargo expand` shows it for your
//! functions.
//!
//! # Without `std`
//!
//! With `default-features = false` the crate is `no_std` and needs no allocator. That is for `panic = "abort"`, by
//! target or profile, and does not compile otherwise, so that no feature decides whether a deferred call runs (rule
//! 9.0). No panic is ever recovered from there, and the option `detach` is not there. The types of `alloc`, a `Vec` or a
//! `Box`, have no [`Outcome`] there. `cargo test` unwinds: list the crate again, with its default features, under
//! `[dev-dependencies]`.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(all(not(feature = "std"), panic = "unwind"))]
compile_error!(
    "without its feature `std`, `defer-runtime` runs no deferred call on a panic that unwinds: enable the feature, or \
     build with `panic = \"abort\"`"
);

#[doc(hidden)]
pub mod __private;
mod capture;
mod carry;
mod forms;
mod future;
mod kept;
mod leaving;
mod named_result;
#[doc(hidden)]
pub mod only;
mod outcome;
mod panic;
mod plain;
mod run;
mod snapshot;
mod spare;
mod success;
mod taken;
mod taken_self;
#[cfg_attr(not(feature = "std"), path = "abort.rs")]
mod unwind;
mod way_out;

/// Lets the function hold deferred calls: `defer!(…)` evaluates arguments now and makes the call when the
/// scope around it is left, whatever the way out.
///
/// It stands on a free function, a method or a trait method with a body, async or not, or on an `impl` or `trait` block
/// for every function in it. A function without a deferred call comes out as it went in.
///
/// # Options
///
/// A name for the result, which deferred calls then read and change (rule 5.2); it starts as its zero value, or as told:
///
/// ```
/// use defer_runtime::{defer, with_defer};
///
/// #[with_defer(sum = 100)]
/// fn add(values: &[u32]) -> u32 {
///     defer!(|| sum += 1);
///     for value in values {
///         sum += value;
///     }
/// }
///
/// #[with_defer(n, last = None)]
/// fn count(values: &[u32]) -> (u32, Option<u32>) {
///     defer!(|| n *= 10);
///     return (2, values.last().copied());
/// }
///
/// assert_eq!(add(&[1, 2]), 104);
/// assert_eq!(count(&[7]), (20, Some(7)));
/// ```
///
/// Where the runtime is, for a crate that re-exports it (rule 1.2):
///
/// ```
/// mod my_prelude {
///     pub use defer_runtime::*;
/// }
///
/// #[my_prelude::with_defer(crate = crate::my_prelude)]
/// fn greet() {
///     my_prelude::defer!(println!("bye"));
///     println!("hello");
/// }
/// # fn main() { greet(); }
/// ```
///
/// What a scope is (rule 3.8). A deferred call in a plain or `unsafe` block, a branch, a `match` arm or the `else` of a `let` runs
/// when the function or loop body around is left; with `scope = block` it runs when that block is, before what stands behind it:
///
/// ```
/// use defer_runtime::{defer, errdefer, with_defer};
/// use std::cell::Cell;
///
/// #[with_defer(scope = block)]
/// fn sum(open: &Cell<u32>, text: &str) -> Option<u32> {
///     let first = {
///         open.set(open.get() + 1);
///         defer!(open.set(open.get() - 1));
///         text.split('+').next()?
///     };
///     assert_eq!(open.get(), 0);
///     let Some((_, second)) = text.split_once('+') else {
///         errdefer!(println!("no sum: {text}"));
///         return None;
///     };
///     Some(first.parse::<u32>().ok()? + second.parse::<u32>().ok()?)
/// }
///
/// let open = Cell::new(0);
/// assert_eq!(sum(&open, "1+2"), Some(3));
/// assert_eq!(sum(&open, "1"), None);
/// ```
///
/// A block fails by a panic, and by a `return` or `?` that fails the function. Behind a recovery goes on what follows the
/// block, which has no value then.
///
/// What completes the deferred calls of an `async fn` that is cancelled (rule 8.4), for instance `tokio::spawn`. It is
/// given a future that is `'static` if the arguments are; where a spawner cancels what it gives back, as `smol::spawn`
/// does, write `detach = |task| smol::spawn(task).detach()`. It costs an allocation a call.
///
/// ```
/// use defer_runtime::{defer, with_defer};
/// # use std::sync::mpsc::{Sender, channel};
/// # fn spawn(task: impl Future<Output = ()> + Send + 'static) {
/// #     std::thread::spawn(|| poll_to_the_end(task));
/// # }
/// # fn poll_to_the_end(task: impl Future<Output = ()>) {
/// #     let mut task = std::pin::pin!(task);
/// #     while poll(task.as_mut()).is_pending() {}
/// # }
/// # fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
/// #     future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
/// # }
/// # async fn yield_now() {
/// #     let mut yielded = false;
/// #     std::future::poll_fn(|_| if std::mem::replace(&mut yielded, true) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }).await
/// # }
///
/// async fn close(connection: u32, closed: Sender<u32>) {
///     yield_now().await;
///     closed.send(connection).unwrap();
/// }
///
/// #[with_defer(detach = spawn)]
/// async fn session(connection: u32, closed: Sender<u32>) {
///     defer!(close(connection, closed).await);
///     std::future::pending().await
/// }
///
/// let (closed, connections) = channel();
/// let mut session = Box::pin(session(7, closed));
/// assert!(poll(session.as_mut()).is_pending());
/// drop(session);
/// assert_eq!(connections.recv(), Ok(7));
/// ```
///
/// Where the spawner drops the future, the call that is under way ends there, and those outside of it run as they do
/// without a spawner. The spawner can't use arguments of the function that its body uses too.
///
/// A shutdown can wait for what was handed on. A `TaskTracker` of tokio-util counts it:
///
/// ```
/// use defer_runtime::{defer, with_defer};
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
/// use tokio::task::{JoinSet, yield_now};
/// use tokio_util::task::TaskTracker;
///
/// #[with_defer(detach = |task| cleanup.spawn(task))]
/// async fn session(open: Arc<AtomicU32>, cleanup: TaskTracker) {
///     open.fetch_add(1, Relaxed);
///     defer!(|| {
///         yield_now().await; // as a `ROLLBACK` does
///         open.fetch_sub(1, Relaxed);
///     });
///     std::future::pending().await
/// }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() {
///     let (open, cleanup) = (Arc::default(), TaskTracker::new());
///     let mut sessions = JoinSet::new();
///     for _ in 0..3 {
///         sessions.spawn(session(Arc::clone(&open), cleanup.clone()));
///     }
///     yield_now().await;
///
///     sessions.shutdown().await; // cancels them, which hands on what they have to await
///     cleanup.close(); // nothing else will come
///     cleanup.wait().await;
///     assert_eq!(open.load(Relaxed), 0);
/// }
/// ```
///
/// # Async
///
/// In an `async fn`, an async block or an async closure deferred calls may `.await` (rule 8.3), and they run when the
/// future is dropped before it has finished, by a timeout, `select!` or an aborted task, with the locals of that
/// moment (rule 8.2):
///
/// ```
/// use defer_runtime::{defer, errdefer, with_defer};
/// use std::task::{Context, Waker};
///
/// #[with_defer]
/// async fn session(log: &mut Vec<&str>) {
///     log.push("opened");
///     defer!(|| log.push("closed"));
///     errdefer!(|| log.push("cancelled"));
///     log.push("served");
///     std::future::pending().await
/// }
///
/// let mut log = Vec::new();
/// let mut cancelled = Box::pin(session(&mut log));
/// let _ = cancelled.as_mut().poll(&mut Context::from_waker(Waker::noop()));
/// drop(cancelled);
/// assert_eq!(log, ["opened", "served", "cancelled", "closed"]);
/// ```
///
/// A cancellation is a failure (rule 6.1). It can't wait: a deferred call that awaits is polled once, and what has not
/// finished by then is dropped, unless `detach` says who completes it. A panic in a deferred call comes out of the drop,
/// unless the thread is panicking already. Where a panic drops the future, `std::thread::panicking()` is true in its
/// deferred calls. The future is `Send` if that of the function without deferred calls is; of a local that can be sent but not
/// shared, such as a `Cell`, no other local may be made in front of the call for that.
///
/// # Beside other attributes
///
/// | attribute | `#[with_defer]` stands |
/// |---|---|
/// | `#[test]`, `#[async_trait]`, `#[tokio::main]`, `#[tokio::test]`, `#[instrument]`, `#[track_caller]`, `#[serial]` of serial_test, `#[async_recursion]`, `#[context]` of fn-error-context | above or below |
/// | `#[rstest]` | above, since that puts what is below it on the tests that it makes |
/// | `#[maybe_async]`, `#[must_be_sync]` | below, since they take `async` and `.await` away |
/// | `#[throws]` of culpa and fehler | below, since it makes a `Result` of what is returned |
/// | `#[auto_enum]` | below, since it looks for the branches that the function ends with |
///
/// # Errors of rustc
///
/// What stands behind a deferred call becomes a closure, and the deferred code follows it. So rustc may refuse a function that
/// compiles without its deferred calls, and talk of a closure that you didn't write. `docs/errors.md` in the repository says by the
/// code of the error what it means and what to write: E0381, E0382, E0499, E0500, E0501, E0502, E0503, E0505, E0506, E0507, E0521,
/// E0524, E0594, E0597 and E0716 about values and borrows; E0069, E0267, E0308 and E0767 about ways out that a macro hides; E0080,
/// E0283, E0532, E0659 and E0793 about a wrong guess of the attribute; E0275, E0277, E0282, E0310, E0425, E0453 and E0728.
///
/// # Errors
///
// The words of the macro itself follow here.
pub use defer_macros::with_defer;
pub use leaving::Leaving;
pub use outcome::{Fallible, Outcome};
pub use panic::Panic;
