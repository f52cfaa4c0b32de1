// 3.6: wherever a value stands, the deferred call is the only mistake.
use defer_runtime::{defer, with_defer};

#[with_defer]
async fn f(n: Option<u32>) -> Result<(), String> {
    let Some(n) = n else {
        return Ok(defer!(println!("bye")));
    };
    defer!(println!("bye"))?;
    defer!(println!("bye")).await;
    defer!(println!("bye")).unwrap();
    let all = [defer!(println!("bye")); 1];
    let pair = (defer!(println!("bye")), n);
    if let 1 = defer!(println!("bye")) {}
    match n {
        1 => drop(defer! { println!("bye") }),
        _ => defer!(println!("bye")),
    }
    loop {
        break defer!(println!("bye"));
    }
    Ok(())
}

fn main() {
    drop(f(None));
}
