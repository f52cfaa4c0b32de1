//! A tour of `#[with_defer]`: one short function per feature, each printed and asserted. `cargo run --example tour`

mod descriptors;

use defer_runtime::{defer, recover, with_defer};
use descriptors::{open_now, shown};
use object_pool::Pool;
use std::fs::{self, File};
use std::io::{self, Read};
use std::panic::{self, catch_unwind};
use std::path::Path;
use std::sync::Mutex;

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("greeting");
    let missing = folder.path().join("missing");
    fs::write(&path, "hello")?;

    last_in_first_out();
    arguments_now();
    named_result();
    three_in_a_row();
    each_iteration(&path)?;
    helper_with_a_callback(&path)?;
    buffer_from_a_pool(&path, &missing)?;
    mutex_on_every_way_out();
    panic_becomes_an_error();
    error_with_context(&path, &missing)?;
    Ok(())
}

fn step(title: &str) {
    println!("\n{title}");
}

fn shows(what: &str) {
    println!("   {what}");
}

fn last_in_first_out() {
    #[with_defer]
    fn demo(log: &mut Vec<&str>) {
        defer!(log.push("first registered"));
        defer!(log.push("second registered"));
        log.push("body");
    }

    step("1. Last in, first out");
    shows("Deferred calls run when the function is left, the last one first.");
    let mut log = Vec::new();
    demo(&mut log);
    println!("   > {}", log.join(", "));
    assert_eq!(log, ["body", "second registered", "first registered"]);
}

fn arguments_now() {
    #[with_defer]
    fn demo(log: &mut Vec<String>) {
        let mut i = 1;
        defer!(log.push(format!("i = {i} in the deferred call")));
        i += 1;
        log.push(format!("i = {i} in the body"));
    }

    step("2. Arguments now, the call later");
    shows("The deferred call has the `i` of its registration.");
    let mut log = Vec::new();
    demo(&mut log);
    println!("   > {}", log.join(", "));
    assert_eq!(log, ["i = 2 in the body", "i = 1 in the deferred call"]);
}

fn named_result() {
    #[with_defer(result)]
    #[allow(clippy::needless_return, reason = "the `return` is what is shown")]
    fn demo() -> i32 {
        defer! { result += 1; }
        return 10;
    }

    step("3. A named result");
    shows("A deferred block changes what `return 10` gives the caller.");
    let result = demo();
    println!("   > {result}");
    assert_eq!(result, 11);
}

fn three_in_a_row() {
    #[with_defer(result)]
    fn demo() -> i32 {
        defer! { result += 1; }
        defer! { result *= 2; }
        defer! { result += 3; }
        4
    }

    step("4. Three in a row");
    shows("Each sees what the one before it left, and none borrows: (4 + 3) * 2 + 1.");
    let result = demo();
    println!("   > {result}");
    assert_eq!(result, 15);
}

const TIMES: usize = 10_000;

fn each_iteration(path: &Path) -> io::Result<()> {
    // A `File` would close itself too. It stands for what doesn't: a handle of a C library, a lease, a lock file.
    #[with_defer]
    fn demo(path: &Path) -> io::Result<(usize, Option<usize>)> {
        let (mut closed, mut peak) = (0, None);
        for opened in 0..TIMES {
            let file = File::open(path)?;
            defer!(|| {
                drop(file);
                closed += 1;
            });
            assert_eq!(closed, opened, "all earlier files are closed");
            assert_eq!(file.metadata()?.len(), 5);
            peak = peak.max(open_now());
        }
        Ok((closed, peak))
    }

    step("5. Once per iteration");
    shows("A loop body is a scope: what it opens is closed before the next iteration.");
    let before = open_now();
    let (closed, peak) = demo(path)?;
    println!("   > {closed} files opened and closed");
    println!("   > open descriptors before: {}", shown(before));
    println!("   > at the peak:             {}", shown(peak));
    println!("   > if deferred to the end of the function, as in Go: {TIMES} more");
    assert_eq!(closed, TIMES);
    assert_eq!(peak, before.map(|before| before + 1));
    assert_eq!(open_now(), before);
    Ok(())
}

fn helper_with_a_callback(path: &Path) -> io::Result<()> {
    #[with_defer]
    fn with_file<T>(path: &Path, work: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        let mut file = File::open(path)?;
        defer! { drop(file); }
        work(&mut file)
    }

    step("6. A helper with a callback");
    shows("The helper opens and closes; the caller only works with the file.");
    let before = open_now();
    let (text, during) = with_file(path, |file| Ok((io::read_to_string(file)?, open_now())))?;
    println!("   > read {text:?}");
    let after = open_now();
    println!(
        "   > open descriptors: {} inside, {} after",
        shown(during),
        shown(after)
    );
    assert_eq!(text, "hello");
    assert_eq!(during, before.map(|before| before + 1));
    assert_eq!(after, before);
    Ok(())
}

fn buffer_from_a_pool(path: &Path, missing: &Path) -> io::Result<()> {
    // The pool's own guard would give a buffer back as it is; here it is emptied first.
    #[with_defer]
    fn demo(pool: &Pool<Vec<u8>>, path: &Path) -> io::Result<(usize, usize)> {
        let (_, mut buffer) = pool.pull(Vec::new).detach();
        defer!(|| {
            buffer.clear();
            pool.attach(buffer);
        });
        File::open(path)?.read_to_end(&mut buffer)?;
        Ok((buffer.len(), pool.len()))
    }

    step("7. A buffer from a pool");
    shows("It goes back on every way out, and the body uses it as its own until then.");
    let pool = Pool::new(1, || Vec::with_capacity(4096));
    let (read, free) = demo(&pool, path)?;
    let after = pool.len();
    println!("   > {read} bytes read, free buffers: {free} meanwhile, {after} after");
    assert_eq!((read, free, after), (5, 0, 1));

    let failed = demo(&pool, missing).is_err();
    let after = pool.len();
    println!("   > open failed: {failed}, free buffers: {after} after");
    assert_eq!((failed, after), (true, 1));

    let buffer = pool.pull(Vec::new);
    let (left, allocated) = (buffer.len(), buffer.capacity());
    println!("   > {left} bytes left in it, {allocated} allocated");
    assert_eq!((left, allocated), (0, 4096));
    Ok(())
}

/// Runs `work` without a panic's message on stderr.
#[with_defer]
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    // Not for a drop guard: `set_hook` panics while a panic unwinds. A deferred call runs when that is over.
    defer!(panic::set_hook(usual));
    work()
}

fn mutex_on_every_way_out() {
    #[with_defer]
    fn withdraw(account: &Mutex<u32>, amount: &str) -> Result<u32, &'static str> {
        let mut balance = account.lock().map_err(|_| "poisoned")?;
        defer! { drop(balance); }
        let amount: u32 = amount.parse().map_err(|_| "not a number")?;
        if amount > *balance {
            return Err("not enough");
        }
        assert_ne!(amount, 0, "nothing to withdraw");
        *balance -= amount;
        Ok(*balance)
    }

    step("8. A mutex on every way out");
    shows("End of the function, `return`, `?` and panic release it, unpoisoned.");
    let account = Mutex::new(100);
    for (way_out, amount) in [("end", "30"), ("return", "500"), ("?", "many"), ("panic", "0")] {
        let outcome = quietly(|| catch_unwind(|| withdraw(&account, amount)));
        let outcome = outcome.map_or_else(|_| "a panic".to_owned(), |result| format!("{result:?}"));
        println!("   > {way_out}: {outcome}, free again: {}", account.try_lock().is_ok());
        assert!(account.try_lock().is_ok());
    }
    assert_eq!(account.into_inner().ok(), Some(70));
}

fn panic_becomes_an_error() {
    #[with_defer(result)]
    fn pick(values: &[i32], at: usize) -> Result<i32, String> {
        defer!(|| {
            if let Some(panic) = recover!() {
                result = Err(format!("recovered: {panic}"));
            }
        });
        Ok(*values.get(at).expect("no such value"))
    }

    step("9. A panic becomes an error");
    shows("`recover!()` stops the panic; the function returns its named result.");
    let (present, absent) = quietly(|| (pick(&[7, 8], 1), pick(&[7, 8], 2)));
    println!("   > {present:?}, {absent:?}");
    assert_eq!(present, Ok(8));
    assert_eq!(absent, Err("recovered: no such value".to_owned()));
}

fn error_with_context(path: &Path, missing: &Path) -> io::Result<()> {
    #[with_defer(result)]
    fn load(path: &Path) -> io::Result<String> {
        defer!(|| {
            if let Err(error) = &result {
                let context = format!("load {}: {error}", path.display());
                result = Err(io::Error::new(error.kind(), context));
            }
        });
        let file = File::open(path)?;
        io::read_to_string(file)
    }

    step("10. An error with context");
    shows("One deferred block wraps the error of every `?` below it.");
    println!("   > {:?}", load(path)?);
    let error = load(missing).expect_err("there is no such file");
    println!("   > {error}");
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().starts_with(&format!("load {}: ", missing.display())));
    Ok(())
}
