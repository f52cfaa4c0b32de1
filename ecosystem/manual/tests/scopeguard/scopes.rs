// Rows of the table in `docs/compared.md`, "From scopeguard": where it stands.
// `build.rs` makes async functions of them, with an `.await` in each step, for what a cancellation does.

use super::{Log, Part, Run, note, step};
use defer_runtime::{defer, with_defer};
use scopeguard::guard;
use std::cell::Cell;

type Answer<'log> = Result<Part<'log>, &'static str>;

pub mod shared {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let depth = Cell::new(1);
        scopeguard::defer! {
            depth.set(depth.get() - 1);
            note(log, depth.get());
        }
        step(log, run)?;
        depth.set(depth.get() * 10);
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut depth = 1;
        defer! {
            depth -= 1;
            note(log, depth);
        }
        step(log, run)?;
        depth *= 10;
        step(log, run)?;
        Ok(Part::new("result", log))
    }
}

pub mod iteration {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        for n in 0..4 {
            let mut v = guard(Part::new("v", log), |mut v| v.close());
            match n {
                1 => continue,
                3 => break,
                _ => v.touch(),
            }
            step(log, run)?;
        }
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        for n in 0..4 {
            let mut v = Part::new("v", log);
            defer! { v.close(); }
            match n {
                1 => continue,
                3 => break,
                _ => v.touch(),
            }
            step(log, run)?;
        }
        Ok(Part::new("result", log))
    }
}

pub mod perhaps {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        for wanted in [true, false] {
            let _perhaps = wanted.then(|| guard((), |()| note(log, "left")));
            step(log, run)?;
        }
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        for wanted in [true, false] {
            if wanted {
                defer! { note(log, "left"); }
            }
            step(log, run)?;
        }
        Ok(Part::new("result", log))
    }
}

pub mod many {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut list = Vec::new();
        for name in ["first", "second", "third"] {
            step(log, run)?;
            list.push(guard(Part::new(name, log), |v| v.finish()));
        }
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut list = Vec::new();
        defer!(|| {
            for v in list {
                v.finish();
            }
        });
        for name in ["first", "second", "third"] {
            step(log, run)?;
            list.push(Part::new(name, log));
        }
        Ok(Part::new("result", log))
    }
}

pub mod inner {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        {
            let _locked = guard((), |()| note(log, "unlock"));
            step(log, run)?;
        }
        if log.borrow().len() < 100 {
            scopeguard::defer! { note(log, "end of if"); }
            step(log, run)?;
        }
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    #[with_defer(scope = block)]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        {
            defer! { note(log, "unlock"); }
            step(log, run)?;
        }
        if log.borrow().len() < 100 {
            defer! { note(log, "end of if"); }
            step(log, run)?;
        }
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn labelled<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        'locked: {
            defer! { note(log, "unlock"); }
            step(log, run)?;
        }
        if log.borrow().len() < 100 {
            'then: {
                defer! { note(log, "end of if"); }
                step(log, run)?;
            }
        }
        step(log, run)?;
        Ok(Part::new("result", log))
    }
}

pub mod value {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        scopeguard::defer! { note(log, "left"); }
        let early = guard(Part::new("early", log), |v| v.finish());
        let late = guard(Part::new("late", log), |v| v.finish());
        step(log, run)?;
        drop(early);
        let kept = [late];
        step(log, run)?;
        note(log, kept.len());
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        defer! { note(log, "left"); }
        let early = guard(Part::new("early", log), |v| v.finish());
        let late = guard(Part::new("late", log), |v| v.finish());
        step(log, run)?;
        drop(early);
        let kept = [late];
        step(log, run)?;
        note(log, kept.len());
        Ok(Part::new("result", log))
    }
}
