// 3.5: a method of `self`, by value, is taken to move it where it stands alone or gives what is returned, unless its name is one of those that
// borrow, as `get` and `is_…`. Where it borrows all the same, that is an error; `Type::method(&self)` tells that it does.
use defer_runtime::{defer, with_defer};

struct Session(Vec<u32>);

impl Session {
    fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[with_defer]
    fn last(self, n: u32) -> Option<u32> {
        defer!(println!("bye"));
        n.checked_sub(1)?;
        Some(self.total())
    }

    #[with_defer]
    fn given(self, n: u32) -> u32 {
        defer!(println!("bye"));
        if n == 0 {
            return 0;
        }
        self.total()
    }

    #[with_defer]
    fn returned(self, n: u32) -> u32 {
        defer!(println!("bye"));
        if n > 0 {
            return self.total();
        }
        0
    }

    #[with_defer]
    fn alone(self, n: u32) {
        defer!(println!("bye"));
        if n > 0 {
            self.total();
        }
    }

    #[with_defer]
    fn by_name(self, n: u32) -> bool {
        defer!(println!("bye"));
        if n > 0 {
            return false;
        }
        self.is_empty()
    }

    #[with_defer]
    fn told(self, n: u32) -> u32 {
        defer!(println!("bye"));
        if n > 0 {
            return 0;
        }
        Session::total(&self)
    }
}

fn main() {}
