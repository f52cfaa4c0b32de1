// 3.5: the same of a local that gets its value behind the deferred call.
use defer_runtime::{defer, with_defer};

struct Transaction;

impl Transaction {
    fn submit(self) {}
}

#[with_defer]
fn assigned_behind(n: u32) -> Option<u32> {
    let transaction;
    defer!(println!("bye"));
    transaction = Transaction;
    let less = n.checked_sub(1)?;
    transaction.submit();
    Some(less)
}

#[with_defer]
fn assigned_in_a_branch(n: u32) -> Option<u32> {
    let transaction;
    defer!(println!("bye"));
    if n > 3 {
        transaction = Transaction;
    } else {
        return None;
    }
    let less = n.checked_sub(4)?;
    transaction.submit();
    Some(less)
}

#[with_defer]
fn moved_in_an_operand(n: u32) {
    let transaction;
    defer!(println!("bye"));
    transaction = Transaction;
    if n > 3 && is_committed(transaction) {
        println!("committed");
    }
}

fn is_committed(_: Transaction) -> bool {
    true
}

#[with_defer]
fn another_of_its_name_in_view(n: u32) {
    let transaction;
    defer!(println!("bye"));
    transaction = Transaction;
    for i in 0..n {
        if i == 3 {
            let transaction = i;
            println!("{transaction}");
            break;
        }
        if i == 2 {
            drop(transaction);
            break;
        }
    }
}

fn main() {}
