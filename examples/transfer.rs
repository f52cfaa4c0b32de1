//! A transfer between two accounts in SQLite: `okdefer!` commits it, `errdefer!` rolls it back. Each way it can end is
//! printed and asserted, and is a test too. `cargo run --example transfer`

use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, with_defer};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[with_defer]
fn transfer(db: &Connection, from: &str, to: &str, cents: i64) -> rusqlite::Result<()> {
    // Last of all, and so outside of the transaction: a panic is noted, an error is not.
    defer! {
        if leaving!() == Leaving::Panicking {
            db.execute("INSERT INTO incident VALUES (?1, ?2)", (from, to))?;
        }
    }
    db.execute_batch("BEGIN")?;
    // Registered before the commit, so it runs after it: SQLite keeps the transaction open when a COMMIT fails.
    errdefer!(db.execute_batch("ROLLBACK")?);
    okdefer!(db.execute_batch("COMMIT")?);

    db.execute("INSERT INTO transfer VALUES (?1, ?2, ?3)", (from, to, cents))?;
    deposit(db, to, cents)?;
    withdraw(db, from, cents)
}

fn deposit(db: &Connection, name: &str, cents: i64) -> rusqlite::Result<()> {
    db.execute("UPDATE account SET cents = cents + ?2 WHERE name = ?1", (name, cents))?;
    Ok(())
}

fn withdraw(db: &Connection, name: &str, cents: i64) -> rusqlite::Result<()> {
    assert!(cents > 0, "{cents} cents can't be withdrawn");
    db.execute("UPDATE account SET cents = cents - ?2 WHERE name = ?1", (name, cents))?;
    Ok(())
}

fn main() -> rusqlite::Result<()> {
    goes_through()?;
    fails_half_way()?;
    fails_at_the_commit()?;
    panics_half_way()
}

#[cfg_attr(test, test)]
fn goes_through() -> rusqlite::Result<()> {
    println!("\n1. Goes through: committed");
    let db = bank()?;
    transfer(&db, "ada", "bob", 30)?;
    let books = Books::of(&db)?;
    println!("   > {books:?}");
    assert_eq!(books, AFTER);
    Ok(())
}

#[cfg_attr(test, test)]
fn fails_half_way() -> rusqlite::Result<()> {
    println!("\n2. Ada hasn't got that much, which shows when Bob has it already: rolled back");
    let db = bank()?;
    let error = transfer(&db, "ada", "bob", 500).expect_err("a balance is never negative");
    let books = Books::of(&db)?;
    println!("   > {error}\n   > {books:?}");
    assert_eq!(error.to_string(), "CHECK constraint failed: cents >= 0");
    assert_eq!(books, BEFORE);
    Ok(())
}

#[cfg_attr(test, test)]
fn fails_at_the_commit() -> rusqlite::Result<()> {
    println!("\n3. There is no Eve, which shows in the deferred COMMIT: its error is returned, and rolled back");
    let db = bank()?;
    let error = transfer(&db, "ada", "eve", 30).expect_err("a payee has an account");
    let books = Books::of(&db)?;
    println!("   > {error}\n   > {books:?}");
    assert_eq!(error.to_string(), "FOREIGN KEY constraint failed");
    assert_eq!(books, BEFORE);
    Ok(())
}

#[cfg_attr(test, test)]
fn panics_half_way() -> rusqlite::Result<()> {
    println!(
        "\n4. A panic half way (its message is on stderr): rolled back and noted, and the panic goes on to the caller"
    );
    let db = bank()?;
    // Nothing half done is seen after the panic: that is what the rollback is for.
    let panic = catch_unwind(AssertUnwindSafe(|| transfer(&db, "ada", "bob", -30))).expect_err("it goes on");
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let books = Books::of(&db)?;
    println!("   > caught: {message:?}\n   > {books:?}");
    assert_eq!(message, Some("-30 cents can't be withdrawn"));
    assert_eq!(books, NOTED);
    Ok(())
}

/// Ada has 100 cents and Bob 50. The foreign keys are checked at the commit only.
fn bank() -> rusqlite::Result<Connection> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(
        "PRAGMA foreign_keys = ON;
         CREATE TABLE account (name TEXT PRIMARY KEY, cents INTEGER NOT NULL CHECK (cents >= 0));
         CREATE TABLE transfer (
             payer TEXT REFERENCES account DEFERRABLE INITIALLY DEFERRED,
             payee TEXT REFERENCES account DEFERRABLE INITIALLY DEFERRED,
             cents INTEGER NOT NULL
         );
         CREATE TABLE incident (payer TEXT, payee TEXT);
         INSERT INTO account VALUES ('ada', 100), ('bob', 50);",
    )?;
    Ok(db)
}

#[derive(Debug, PartialEq)]
struct Books {
    ada: i64,
    bob: i64,
    transfers: i64,
    incidents: i64,
    in_transaction: bool,
}

const BEFORE: Books = Books {
    ada: 100,
    bob: 50,
    transfers: 0,
    incidents: 0,
    in_transaction: false,
};

const NOTED: Books = Books { incidents: 1, ..BEFORE };

const AFTER: Books = Books {
    ada: 70,
    bob: 80,
    transfers: 1,
    incidents: 0,
    in_transaction: false,
};

impl Books {
    fn of(db: &Connection) -> rusqlite::Result<Self> {
        let number = |query| db.query_one(query, (), |row| row.get(0));
        Ok(Self {
            ada: number("SELECT cents FROM account WHERE name = 'ada'")?,
            bob: number("SELECT cents FROM account WHERE name = 'bob'")?,
            transfers: number("SELECT count(*) FROM transfer")?,
            incidents: number("SELECT count(*) FROM incident")?,
            in_transaction: !db.is_autocommit(),
        })
    }
}
