// A pair of functions for each row of the table in `docs/compared.md`, "From scopeguard". `build.rs` makes async functions of
// them, with an `.await` in each step, for what a cancellation does.

use super::{Log, Own, Part, Run, note, step};
use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, with_defer};
use scopeguard::{ScopeGuard, guard, guard_on_success, guard_on_unwind};
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

pub mod on_success {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        scopeguard::defer_on_success! { note(log, "left"); }
        let mut v = guard_on_success(Part::new("v", log), |mut v| v.close());
        v.touch();
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        defer!(|| {
            if leaving!() != Leaving::Panicking {
                note(log, "left");
            }
        });
        let mut v = Part::new("v", log);
        defer!(|| {
            if leaving!() != Leaving::Panicking {
                v.close();
            }
        });
        v.touch();
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    /// What is meant, as a rule.
    #[with_defer]
    pub fn meant<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        okdefer! { note(log, "left"); }
        let mut v = Part::new("v", log);
        okdefer! { v.close(); }
        v.touch();
        step(log, run)?;
        Ok(Part::new("result", log))
    }
}

pub mod on_unwind {
    use super::*;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        scopeguard::defer_on_unwind! { note(log, "left"); }
        let mut v = guard_on_unwind(Part::new("v", log), |mut v| v.close());
        v.touch();
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        defer!(|| {
            if leaving!() == Leaving::Panicking {
                note(log, "left");
            }
        });
        let mut v = Part::new("v", log);
        defer!(|| {
            if leaving!() == Leaving::Panicking {
                v.close();
            }
        });
        v.touch();
        step(log, run)?;
        Ok(Part::new("result", log))
    }

    /// What is meant, as a rule.
    #[with_defer]
    pub fn meant<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        errdefer! { note(log, "left"); }
        let mut v = Part::new("v", log);
        errdefer! { v.close(); }
        v.touch();
        step(log, run)?;
        Ok(Part::new("result", log))
    }
}

/// All that the table of the strategies is about. Each notes its name.
pub mod strategies {
    use super::*;

    #[with_defer]
    pub fn all<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        scopeguard::defer_on_success! { note(log, "defer_on_success!"); }
        let _guard = guard_on_success((), |()| note(log, "guard_on_success"));
        scopeguard::defer_on_unwind! { note(log, "defer_on_unwind!"); }
        let _guard = guard_on_unwind((), |()| note(log, "guard_on_unwind"));
        defer!(|| {
            if leaving!() != Leaving::Panicking {
                note(log, "if leaving!() != Leaving::Panicking");
            }
            if leaving!() == Leaving::Normally {
                note(log, "if leaving!() == Leaving::Normally");
            }
            if leaving!() == Leaving::Panicking {
                note(log, "if leaving!() == Leaving::Panicking");
            }
        });
        okdefer! { note(log, "okdefer!"); }
        errdefer! { note(log, "errdefer!"); }
        step(log, run)?;
        Ok(Part::new("result", log))
    }
}

pub mod strategy {
    use super::*;
    use scopeguard::Strategy;

    pub fn guarded<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut v = ScopeGuard::<_, _, Own>::with_strategy(Part::new("v", log), |mut v| v.close());
        v.touch();
        step(log, run)?;
        Own::set(false);
        Ok(Part::new("result", log))
    }

    #[with_defer]
    pub fn deferred<'log>(log: &'log Log, run: &Run) -> Answer<'log> {
        let mut v = Part::new("v", log);
        defer!(|| {
            if Own::should_run() {
                v.close();
            }
        });
        v.touch();
        step(log, run)?;
        Own::set(false);
        Ok(Part::new("result", log))
    }
}

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
