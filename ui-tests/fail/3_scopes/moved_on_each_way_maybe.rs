// 3.5: on each way out something may move it, each time another thing: one of them may be all that does.
use defer_runtime::{defer, with_defer};

struct Conn(String);

impl Conn {
    fn look(&self) -> usize {
        self.0.len()
    }

    fn release(self) -> usize {
        self.0.len()
    }
}

#[with_defer]
fn by_methods(conn: Conn, n: u32) -> usize {
    defer!(println!("bye"));
    if n == 0 {
        return conn.look();
    }
    conn.release()
}

#[with_defer]
fn in_branches(conn: Conn, n: u32) {
    defer!(println!("bye"));
    if n == 0 {
        conn.look();
    } else {
        conn.release();
    }
}

#[with_defer]
fn in_arms(pair: (String, String, u32), n: u32) {
    defer!(println!("bye"));
    match n {
        0 => drop(pair.0),
        1 => {
            let (_, _second, _) = pair;
        }
        _ => {
            let _count = pair.2;
        }
    }
}

#[with_defer]
async fn in_an_async_function(conn: Conn, n: u32) -> usize {
    defer!(println!("bye"));
    if n == 0 {
        return conn.look();
    }
    async {}.await;
    conn.release()
}

fn main() {}
