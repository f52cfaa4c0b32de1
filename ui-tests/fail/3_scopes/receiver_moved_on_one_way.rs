// 3.5: whether the method moves its receiver can't be told, so the deferred call expects it to be there.
use defer_runtime::{defer, with_defer};

struct Transaction;

impl Transaction {
    fn submit(self) {}
}

fn check(n: u32) -> Result<(), String> {
    (n > 0).then_some(()).ok_or_else(String::new)
}

#[with_defer]
fn behind_a_question_mark(n: u32) -> Result<(), String> {
    let transaction = Transaction;
    defer!(println!("bye"));
    check(n)?;
    transaction.submit();
    Ok(())
}

#[with_defer]
fn behind_a_return(n: u32) {
    let transaction = Transaction;
    defer!(println!("bye"));
    if n == 0 {
        return;
    }
    transaction.submit();
}

#[with_defer]
fn in_a_branch(n: u32) {
    let transaction = Transaction;
    defer!(println!("bye"));
    if n > 0 {
        transaction.submit();
    }
}

#[with_defer]
fn in_a_loop(numbers: &[u32]) {
    for n in numbers {
        let transaction = Transaction;
        defer!(println!("bye"));
        if *n == 0 {
            continue;
        }
        transaction.submit();
    }
}

#[with_defer]
fn of_a_parameter(transaction: Transaction, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    let half = n.checked_sub(1)?;
    transaction.submit();
    Some(half)
}

#[with_defer]
async fn in_an_async_function(n: u32) -> Result<(), String> {
    let transaction = Transaction;
    defer!(println!("bye"));
    check(n)?;
    async {}.await;
    transaction.submit();
    Ok(())
}

#[with_defer]
fn in_what_a_loop_goes_through(n: u32) -> Result<(), String> {
    let transaction = Transaction;
    defer!(println!("bye"));
    for i in {
        check(n)?;
        transaction.submit();
        0..n
    } {
        defer!(println!("{i}"));
    }
    Ok(())
}

fn main() {}
