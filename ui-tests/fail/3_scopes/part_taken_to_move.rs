// 3.5: by its name a method is taken to move the part that it is called on. One that doesn't is refused where another way out has that.
use defer_runtime::{defer, with_defer};

struct List(Vec<String>);

impl List {
    fn into_text(&self) -> String {
        self.0.concat()
    }

    fn count(self) -> usize {
        self.0.len()
    }
}

struct Two {
    list: List,
    other: List,
}

#[with_defer]
fn of_self(two: Two, n: u32) -> Option<(usize, String)> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    let count = two.other.count();
    n.checked_sub(2)?;
    Some((count, two.list.into_text()))
}

#[with_defer]
async fn in_an_async_function(two: Two, n: u32) -> Option<String> {
    defer!(println!("bye"));
    async {}.await;
    n.checked_sub(1)?;
    Some(two.list.into_text())
}

fn main() {}
