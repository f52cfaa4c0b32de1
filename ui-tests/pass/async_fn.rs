// 8.1: nor does a deferred call in an async function, in whatever form and scope.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};

async fn close(name: &str) -> Result<(), String> {
    drop(name.to_owned());
    Ok(())
}

#[with_defer]
async fn awaits_nothing() {
    defer!(println!("bye"));
}

#[with_defer]
async fn forms(mut names: Vec<String>, count: &mut u32) -> Result<u32, String> {
    defer!(println!("{}", names.len()));
    defer!(close("a").await?);
    defer!(drop(close("b").await));
    defer!(close(&names[0]).await?);
    defer!(println!("{:?}", close("c").await));
    defer! { *count += 1; }
    errdefer!(|error| {
        error.push('!');
        let _ = close(error).await;
    });
    okdefer!(|| {
        if names.is_empty() {
            return;
        }
        close(&names[0]).await?;
    });
    if names.len() > 1 {
        let mut first = names.remove(0);
        defer!(|| close(&first).await?);
        first.push('x');
    }
    names.push(String::new());
    close(&names[0]).await?;
    Ok(1)
}

#[with_defer(result)]
async fn named() -> Result<u32, String> {
    defer!(|| {
        if let Some(panic) = recover!() {
            result = Err(panic.to_string());
        }
    });
    result = Ok(1);
    close("a").await?;
    Ok(2)
}

#[with_defer]
async fn scopes(text: &str) -> Result<u32, String> {
    let mut sum = 0;
    for part in text.split(' ') {
        defer!(close(part).await?);
        if part.is_empty() {
            continue;
        }
        let mut inner = 0;
        let found = loop {
            defer!(|| {
                inner += 1;
                close(part).await?;
            });
            match inner {
                3 => break inner,
                _ if part.len() > 9 => return Ok(sum),
                _ => sum += 1,
            }
            close(part).await?;
        };
        sum += found;
    }
    let add = async |n: u32| {
        defer!(println!("{n}"));
        close("a").await.map(|()| n + 1)
    };
    let more = async {
        defer!(|| close("b").await?);
        close("c").await?;
        Ok::<u32, String>(1)
    };
    Ok(sum + add(2).await? + more.await?)
}

struct Connection;

trait Closes {
    async fn close(&mut self) -> u32;
}

impl Closes for Connection {
    #[with_defer]
    async fn close(&mut self) -> u32 {
        defer!(awaits_nothing().await);
        awaits_nothing().await;
        1
    }
}

fn is_send(_: impl Future + Send) {}

fn main() {
    is_send(forms(Vec::new(), &mut 0));
    is_send(named());
    is_send(scopes(""));
    drop(Connection.close());
}
