//! The programs of the front page: each of its functions stands here, word for word but for blanks and comments, and does what they say.

use defer_runtime::{defer, errdefer, with_defer};
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::path::PathBuf;

struct Tree {
    depth: u32,
    leaves: Vec<u32>,
}

impl Tree {
    #[with_defer]
    fn leaf(&mut self, at: usize) -> Option<&mut u32> {
        self.depth += 1;
        defer! { self.depth -= 1; }
        let leaf = self.leaves.get_mut(at)?;
        *leaf += 1;
        Some(leaf)
    }
}

#[with_defer]
fn total_size(paths: &[PathBuf], open: &mut u32) -> io::Result<u64> {
    let mut total = 0;
    for path in paths {
        let file = File::open(path)?;
        *open += 1;
        defer! { drop(file); *open -= 1; }
        total += file.metadata()?.len();
    }
    Ok(total)
}

thread_local!(static CLOSED: RefCell<Vec<String>> = RefCell::default());

struct Conn(String);

impl Conn {
    fn open(address: &str) -> io::Result<Self> {
        Ok(Conn(address.to_owned()))
    }

    fn greet(&self) -> io::Result<()> {
        if self.0 == "deaf" {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(())
        }
    }

    fn authenticate(&mut self) -> io::Result<()> {
        self.0.push('!');
        Ok(())
    }

    fn close(&mut self) {
        CLOSED.with_borrow_mut(|closed| closed.push(self.0.clone()));
    }
}

#[with_defer]
fn connect(address: &str) -> io::Result<Conn> {
    let mut conn = Conn::open(address)?;
    errdefer!(conn.close());
    conn.greet()?;
    conn.authenticate()?;
    Ok(conn)
}

#[derive(Default)]
struct TcpStream(Vec<&'static str>);

impl TcpStream {
    async fn shutdown(&mut self) -> io::Result<()> {
        self.0.push("shut down");
        Ok(())
    }
}

#[derive(Default)]
struct Table(RefCell<Vec<u32>>);

impl Table {
    fn add(&self) -> u32 {
        self.0.borrow_mut().push(1);
        1
    }

    fn remove(&self, id: u32) {
        self.0.borrow_mut().retain(|other| *other != id);
    }
}

async fn serve(stream: &mut TcpStream, _: u32) -> io::Result<()> {
    stream.0.push("served");
    std::future::pending().await
}

#[with_defer]
async fn session(stream: &mut TcpStream, table: &Table) -> io::Result<()> {
    let id = table.add();
    defer!(table.remove(id));
    defer!(stream.shutdown().await?);
    serve(stream, id).await
}

#[test]
fn they_do_what_they_say() {
    let mut tree = Tree {
        depth: 0,
        leaves: vec![7],
    };
    assert_eq!((tree.leaf(0).copied(), tree.leaf(1).copied()), (Some(8), None));
    assert_eq!(tree.depth, 0);

    let mut open = 0;
    assert!(total_size(&["Cargo.toml".into(), "no such file".into()], &mut open).is_err());
    assert_eq!(open, 0);
    assert!(total_size(&["Cargo.toml".into()], &mut open).unwrap() > 0);

    assert_eq!(connect("host").unwrap().0, "host!");
    assert!(connect("deaf").is_err());
    assert_eq!(CLOSED.take(), ["deaf"]);

    let (mut stream, table) = (TcpStream::default(), Table::default());
    {
        use std::task::{Context, Waker};
        let mut session = Box::pin(session(&mut stream, &table));
        let polled = session.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
        assert_eq!(*table.0.borrow(), [1]);
    }
    assert_eq!((stream.0, table.0.take()), (vec!["served", "shut down"], vec![]));
}

#[test]
fn they_stand_here() {
    let plain = |code: &str| -> String {
        let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
        lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
    };
    let here = plain(include_str!("readme.rs"));
    let page = include_str!("../../../README.md");
    let programs: Vec<_> = page
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(programs.len(), 2);
    for function in programs.iter().flat_map(|program| program.split("\n\n")) {
        assert!(here.contains(&plain(function)), "not here: {function}");
    }
}
