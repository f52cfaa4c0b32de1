//! 6.5: what success takes along, in every scope, and no warning.
#![deny(warnings)]

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use std::io::{self, Read};

struct Conn<R> {
    reader: R,
    greeting: String,
    n: usize,
}

struct Wrapped<R>(R);

#[with_defer]
fn open<R: Read>(mut reader: R) -> io::Result<Conn<R>> {
    errdefer!(|| drop(reader.read(&mut [])));
    let mut greeting = String::new();
    errdefer!(greeting.clear());
    reader.read_to_string(&mut greeting)?;
    if greeting.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Conn { n: greeting.len(), reader, greeting })
}

#[with_defer]
fn unmuted(name: String) -> Result<Wrapped<String>, String> {
    errdefer!(|| println!("{name}"));
    okdefer!(println!("done"));
    if name.len() > 3 {
        Ok(Wrapped(name))
    } else if name.len() > 2 {
        panic!("{name}");
    } else {
        Err("short".to_owned())
    }
}

#[with_defer]
fn every_way(n: u32) -> Result<Vec<u32>, String> {
    let mut list = vec![n];
    errdefer!(list.clear());
    for i in 0..n {
        defer!(println!("{i}"));
        if i > 3 {
            return Ok(list);
        }
        list.push(i);
    }
    loop {
        list.push(1);
        if list.len() > 9 {
            return Ok(list);
        }
    }
}

#[with_defer]
async fn awaits(n: u32) -> Result<(String, u32), String> {
    let mut name = String::new();
    errdefer!(|| {
        std::future::ready(()).await;
        name.clear();
    });
    let more = std::future::ready(n).await;
    name.push('a');
    Ok((name, more))
}

fn main() {
    assert_eq!(open(&b"hello"[..]).map(|conn| (conn.greeting, conn.n, conn.reader.len())).unwrap().1, 5);
    assert_eq!(unmuted("name".to_owned()).map(|wrapped| wrapped.0), Ok("name".to_owned()));
    assert_eq!(every_way(9).map(|list| list.len()), Ok(5));
    drop(awaits(1));
}
