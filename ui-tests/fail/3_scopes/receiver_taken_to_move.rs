// 3.5: a method is taken to move its receiver by its name, or since it is of a generic type. Where it borrows it, that is an error.
use defer_runtime::{defer, with_defer};

struct Session(u32);

impl Drop for Session {
    fn drop(&mut self) {}
}

impl Session {
    fn commit(&self) -> u32 {
        self.0
    }
}

trait Visitor {
    fn visit(&mut self, n: u32);
}

#[with_defer]
fn by_its_name(n: u32) -> Option<u32> {
    let session = Session(n);
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(session.commit())
}

#[with_defer]
fn of_a_generic_type<V: Visitor>(mut visitor: V, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    visitor.visit(n);
    Some(n)
}

#[with_defer]
fn of_an_impl_trait(mut visitor: impl Visitor, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    visitor.visit(n);
    Some(n)
}

#[with_defer]
fn boxed(n: u32) -> Option<u32> {
    let session = Box::new(Session(n));
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(session.commit())
}

struct List<V>(V);

impl<V: Visitor> List<V> {
    #[with_defer]
    fn of_a_type_of_the_impl(&self, mut visitor: V, n: u32) -> Option<u32> {
        defer!(println!("bye"));
        n.checked_sub(1)?;
        visitor.visit(n);
        Some(n)
    }
}

fn main() {}
