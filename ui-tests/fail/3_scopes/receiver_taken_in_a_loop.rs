// 3.5: a method is taken to move its receiver by its name where that gets a new value in the loop. Where it borrows it, that is an error.
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

#[with_defer]
fn around_a_loop(mut session: Session, n: u32) -> u32 {
    let mut sum = 0;
    defer!(println!("bye"));
    for i in 0..n {
        sum += session.commit();
        if sum > 10 {
            break;
        }
        session = Session(i);
    }
    sum
}

#[with_defer]
fn in_a_loop(mut session: Session, n: u32) -> u32 {
    let mut sum = 0;
    for i in 0..n {
        defer!(println!("bye"));
        sum += session.commit();
        if sum > 10 {
            break;
        }
        session = Session(i);
    }
    sum
}

fn main() {}
