use super::{Both, Deep, Failed, next, step, test, tried};

pub struct Own(Deep);

pub fn function(x: u32) -> u32 {
    step("front");
    if test("early") {
        return step("early");
    }
    step("behind");
    step("deferred");
    if test("deferred") {
        step("deferred on a condition");
    }
    let copy = x;
    match x {
        0 => copy,
        _ => step("other"),
    }
}

pub fn nothing() {
    step("front");
    if test("early") {
        return;
    }
    let last = step("between");
    step("behind");
    println!("{last}");
    println!("second");
    step("first");
}

pub fn leaving(x: u32) -> u32 {
    step("front");
    step("deferred");
    match next() {
        0 => return step("zero"),
        _ => return step("other"),
    }
}

pub fn matched_in_part(both: Both) -> u32 {
    step("front");
    step("deferred");
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

pub fn inner_blocks() {
    step("front");
    if test("condition") {
        step("between");
        if test("further in") {
            step("behind further in");
            step("further in");
        }
        step("behind in the block");
        step("second");
        step("first");
    }
    step("behind");
}

pub fn loops() -> u32 {
    step("front");
    for n in 0..next() {
        step("begin");
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
        step("deferred");
    }
    step("behind")
}

pub fn on_failure() -> Result<u32, Failed> {
    step("front");
    let value = tried("first")?;
    if test("early") {
        return Err(Failed("early"));
    }
    tried("second")?;
    step("succeeded");
    if let Err(error) = tried("third") {
        step(error.0);
    }
    step("failed");
    Ok(value)
}

pub fn taken_along() -> Result<Deep, Failed> {
    let first = Deep::new("first");
    let second = Deep::new("second");
    if test("early") {
        return Ok(first);
    }
    drop(second);
    tried("last")?;
    step("deferred");
    first.step("failed");
    Ok(first)
}

pub fn failing_deferred() -> Result<(), Failed> {
    step("front");
    step("behind");
    tried("deferred")?;
    step("deferred behind it");
    Ok(())
}

pub fn nested() {
    step("front");
    step("behind");
    step("front of the deferred");
    step("behind in the deferred");
    step("deferred in the deferred");
}

pub fn closures() {
    let work = |n: u32| {
        step("front in it");
        if test("early in it") {
            return n;
        }
        step("deferred in it");
        step("behind in it")
    };
    work(next());
    (|| {
        step("front in what is called");
        step("behind in what is called");
        step("deferred in what is called");
    })();
}

pub fn never() -> ! {
    step("front");
    step("deferred");
    loop {
        step("repeated");
    }
}

pub fn named() -> u32 {
    step("front");
    let mut count = 0;
    if test("early") {
        return step("early");
    }
    count += step("deferred");
    step("behind")
}

impl Own {
    pub fn method(&mut self) -> u32 {
        self.0.step("front");
        if test("early") {
            return self.0.step("early");
        }
        self.0.step("deferred");
        self.0.step("behind")
    }
}

pub async fn asynchronous() -> u32 {
    step("front");
    Deep::wait("first").await;
    if test("early") {
        return step("early");
    }
    Deep::wait("second").await;
    step("second");
    step("first");
    step("behind")
}

pub fn async_block() -> impl Future<Output = u32> {
    step("outside");
    async move {
        step("front");
        Deep::wait("between").await;
        step("deferred");
        step("behind")
    }
}

pub async fn async_loops() -> Result<u32, Failed> {
    for n in 0..next() {
        step("begin");
        Deep::wait("between").await;
        if test("return") {
            return Ok(n);
        }
        tried("end")?;
        step("deferred");
    }
    Ok(step("behind"))
}
