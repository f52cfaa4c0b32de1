// Rows of the table in `docs/compared.md`, "From scopeguard": the strategies.
// `build.rs` makes async functions of them, with an `.await` in each step, for what a cancellation does.

use super::{Log, Own, Part, Run, note, step};
use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, with_defer};
use scopeguard::{ScopeGuard, guard_on_success, guard_on_unwind};

type Answer<'log> = Result<Part<'log>, &'static str>;

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
pub mod table {
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
