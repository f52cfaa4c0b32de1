// 3.5: whether an operand is moved or copied tells its type alone, so the deferred call expects it to be there where another way out
// doesn't come to it. Copied ones are in `tests/operands.rs`.
use defer_runtime::{defer, with_defer};
use std::ops::{AddAssign, Index, Not};

struct Named(String);

struct All(Vec<Named>);

impl AddAssign<Named> for All {
    fn add_assign(&mut self, named: Named) {
        self.0.push(named);
    }
}

impl Index<Named> for All {
    type Output = String;
    fn index(&self, _: Named) -> &String {
        &self.0[0].0
    }
}

impl Not for Named {
    type Output = bool;
    fn not(self) -> bool {
        self.0.is_empty()
    }
}

#[with_defer]
fn added(named: Named, mut all: All, n: u32) -> Option<All> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    all += named;
    Some(all)
}

#[with_defer]
fn looked_up(named: Named, all: &All, n: u32) -> Option<usize> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(all[named].len())
}

#[with_defer]
fn range(named: Named, n: u32) -> Option<()> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    let _ = named..;
    Some(())
}

#[with_defer]
fn negated(named: Named, n: u32) -> Option<bool> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(!named)
}

#[with_defer]
fn repeated(named: Named, n: u32) -> Option<usize> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    let once = [named; 1];
    Some(once.len())
}

#[with_defer]
fn cast(named: Box<Named>, n: u32) -> Option<()> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    let _any = named as Box<dyn std::any::Any>;
    Some(())
}

fn main() {}
