// 9.3: a mistake in one method of an `impl` says nothing of the others, whether the attribute is theirs or not.
use defer_runtime::{defer, with_defer};

struct Session {
    depth: u32,
}

#[with_defer]
impl Session {
    #[with_defer]
    fn enter(&mut self) {
        defer! { self.depth -= 1; }
        self.depth += 1;
    }

    #[with_defer(result)]
    fn named(&mut self) -> u32 {
        defer!(|| result += 1);
        result += self.plain();
        result
    }

    fn plain(&self) -> u32 {
        defer!(println!("bye"));
        self.depth
    }

    fn broken(&self) -> u32 {
        let depth = ;
        defer!(println!("bye"));
        depth
    }
}

fn main() {}
