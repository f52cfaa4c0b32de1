use super::{Both, Deep, Failed, next, step, test, tried};
use defer_runtime::{defer, errdefer, okdefer, with_defer};

pub struct Own(Deep);

#[with_defer]
pub fn function(x: u32) -> u32 {
    step("front");
    defer! {
        step("deferred");
        if test("deferred") {
            step("deferred on a condition");
        }
    }
    if test("early") {
        return step("early");
    }
    step("behind");
    let copy = x;
    match x {
        0 => copy,
        _ => step("other"),
    }
}

#[with_defer]
pub fn nothing() {
    step("front");
    defer!(step("first"));
    if test("early") {
        return;
    }
    defer! {
        println!("second");
    }
    let last = step("between");
    defer!(println!("{last}"));
    step("behind");
}

#[with_defer]
pub fn leaving(x: u32) -> u32 {
    step("front");
    defer!(step("deferred"));
    match next() {
        0 => return step("zero"),
        _ => return step("other"),
    }
}

#[with_defer]
pub fn matched_in_part(both: Both) -> u32 {
    step("front");
    defer!(step("deferred"));
    match both {
        Both::Of(first, _) => {
            step("one");
            first.len() as u32
        }
        Both::None => {
            step("none")
        }
    }
}

#[with_defer]
pub fn inner_blocks() {
    step("front");
    if test("condition") {
        defer!(step("first"));
        step("between");
        defer! {
            step("second");
        }
        if test("further in") {
            defer!(step("further in"));
            step("behind further in");
        }
        step("behind in the block");
    }
    step("behind");
}

#[with_defer]
pub fn loops() -> u32 {
    step("front");
    for n in 0..next() {
        step("begin");
        defer! {
            step("deferred");
        }
        if test("continue") {
            continue;
        }
        if test("break") {
            break;
        }
        if test("return") {
            return n;
        }
        step("end");
    }
    step("behind")
}

#[with_defer]
pub fn on_failure() -> Result<u32, Failed> {
    step("front");
    errdefer! {
        step("failed");
    }
    errdefer!(|error| step(error.0));
    okdefer!(step("succeeded"));
    let value = tried("first")?;
    if test("early") {
        return Err(Failed("early"));
    }
    tried("second")?;
    Ok(value)
}

#[with_defer]
pub fn taken_along() -> Result<Deep, Failed> {
    let first = Deep::new("first");
    errdefer!(first.step("failed"));
    let second = Deep::new("second");
    defer!(step("deferred"));
    if test("early") {
        return Ok(first);
    }
    drop(second);
    tried("last")?;
    Ok(first)
}

#[with_defer]
pub fn failing_deferred() -> Result<(), Failed> {
    step("front");
    defer! {
        tried("deferred")?;
        step("deferred behind it");
    }
    step("behind");
    Ok(())
}

#[with_defer]
pub fn nested() {
    step("front");
    defer! {
        step("front of the deferred");
        defer!(step("deferred in the deferred"));
        step("behind in the deferred");
    }
    step("behind");
}

#[with_defer]
pub fn closures() {
    let work = |n: u32| {
        step("front in it");
        defer!(step("deferred in it"));
        if test("early in it") {
            return n;
        }
        step("behind in it")
    };
    work(next());
    (|| {
        step("front in what is called");
        defer!(step("deferred in what is called"));
        step("behind in what is called");
    })();
}

#[with_defer]
pub fn never() -> ! {
    step("front");
    defer!(step("deferred"));
    loop {
        step("repeated");
    }
}

#[with_defer(count = 0)]
pub fn named() -> u32 {
    step("front");
    defer!(|| count += step("deferred"));
    if test("early") {
        return step("early");
    }
    step("behind")
}

#[with_defer]
impl Own {
    pub fn method(&mut self) -> u32 {
        self.0.step("front");
        defer! {
            self.0.step("deferred");
        }
        if test("early") {
            return self.0.step("early");
        }
        self.0.step("behind")
    }
}

#[with_defer]
pub async fn asynchronous() -> u32 {
    step("front");
    defer!(step("first"));
    Deep::wait("first").await;
    if test("early") {
        return step("early");
    }
    defer! {
        Deep::wait("second").await;
        step("second");
    }
    step("behind")
}

#[with_defer]
pub fn async_block() -> impl Future<Output = u32> {
    step("outside");
    async move {
        step("front");
        defer!(step("deferred"));
        Deep::wait("between").await;
        step("behind")
    }
}

#[with_defer]
pub async fn async_loops() -> Result<u32, Failed> {
    for n in 0..next() {
        step("begin");
        defer! {
            step("deferred");
        }
        Deep::wait("between").await;
        if test("return") {
            return Ok(n);
        }
        tried("end")?;
    }
    Ok(step("behind"))
}
