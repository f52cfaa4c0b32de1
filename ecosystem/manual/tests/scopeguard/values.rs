// Rows of the table in `docs/compared.md`, "From scopeguard": what is held, and when it is looked at.
// `build.rs` makes async functions of them, with an `.await` in each step, for what a cancellation does.

use super::{Log, Part, Run, note, step};
use defer_runtime::{defer, errdefer, with_defer};
use scopeguard::{ScopeGuard, guard};
use std::cell::Cell;

type Answer<'log> = Result<Part<'log>, &'static str>;

pub mod block {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let _before = Part::new("before", log);
        scopeguard::defer! { note(log, "left"); }
        let _behind = Part::new("behind", log);
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let _before = Part::new("before", log);
        defer! { note(log, "left"); }
        let _behind = Part::new("behind", log);
        step(log, run)?;
        Ok(Part::new("result", log))
    }
}

pub mod parentheses {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let x = Cell::new(1);
        scopeguard::defer!(note(log, x.get()));
        x.set(2);
        step(log, run)?;
        x.set(3);
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut x = 1;
        defer! { note(log, x); }
        x += 1;
        step(log, run)?;
        x += 1;
        Ok(Part::new("result", log))
    }

    /// What it would be in parentheses.
    #[with_defer]
    pub fn in_parentheses<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut x = 1;
        defer!(note(log, x));
        x += 1;
        step(log, run)?;
        note(log, x);
        Ok(Part::new("result", log))
    }
}

pub mod clone {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut x = String::from("now");
        let then = x.clone();
        scopeguard::defer! { note(log, then); }
        x += " and later";
        step(log, run)?;
        note(log, x);
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut x = String::from("now");
        defer!(note(log, x.clone()));
        x += " and later";
        step(log, run)?;
        note(log, &x);
        Ok(Part::new("result", log))
    }
}

pub mod owned {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let _before = Part::new("before", log);
        let mut v = guard(Part::new("v", log), |v| v.finish());
        v.touch();
        let _behind = Part::new("behind", log);
        step(log, run)?;
        note(log, v.touched);
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let _before = Part::new("before", log);
        let mut v = Part::new("v", log);
        defer! { v.finish(); }
        v.touch();
        let _behind = Part::new("behind", log);
        step(log, run)?;
        note(log, v.touched);
        Ok(Part::new("result", log))
    }
}

pub mod changed {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let v = Part::new("v", log);
        let _between = Part::new("between", log);
        let mut v = guard(v, |mut v| v.close());
        v.touch();
        step(log, run)?;
        v.touch();
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let v = Part::new("v", log);
        let _between = Part::new("between", log);
        let mut v = v;
        defer! { v.close(); }
        v.touch();
        step(log, run)?;
        v.touch();
        Ok(Part::new("result", log))
    }

    /// It is dropped where it is declared.
    #[with_defer]
    pub fn without_the_let<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut v = Part::new("v", log);
        let _between = Part::new("between", log);
        defer! { v.close(); }
        v.touch();
        step(log, run)?;
        v.touch();
        Ok(Part::new("result", log))
    }
}

pub mod stays {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut v = guard(Part::new("v", log), |mut v| v.close());
        v.touch();
        step(log, run)?;
        let v = ScopeGuard::into_inner(v);
        note(log, v.touched);
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut v = Part::new("v", log);
        errdefer! { v.close(); }
        v.touch();
        step(log, run)?;
        note(log, v.touched);
        Ok(Part::new("result", log))
    }
}

pub mod returned {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let _before = Part::new("before", log);
        let mut v = guard(Part::new("v", log), |mut v| v.close());
        v.touch();
        step(log, run)?;
        v.touch();
        step(log, run)?;
        Ok(ScopeGuard::into_inner(v))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let _before = Part::new("before", log);
        let mut v = Part::new("v", log);
        errdefer! { v.close(); }
        v.touch();
        step(log, run)?;
        v.touch();
        step(log, run)?;
        Ok(v)
    }
}

pub mod moved_on {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut list = Vec::new();
        let mut v = guard(Part::new("v", log), |mut v| v.close());
        v.touch();
        step(log, run)?;
        list.push(ScopeGuard::into_inner(v));
        step(log, run)?;
        note(log, list.len());
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut list = Vec::new();
        let mut v = Some(Part::new("v", log));
        errdefer!(|| {
            if let Some(mut v) = v.take() {
                v.close();
            }
        });
        if let Some(v) = &mut v {
            v.touch();
        }
        step(log, run)?;
        list.extend(v.take());
        step(log, run)?;
        note(log, list.len());
        Ok(Part::new("result", log))
    }
}
