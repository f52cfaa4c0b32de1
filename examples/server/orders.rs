//! Clients that order: a session is a transaction in SQLite. One that is cancelled halfway has to be rolled back, which takes a
//! while; the server ends when that is done, and not before.

use defer_runtime::{errdefer, okdefer, with_defer};
use rusqlite::Connection;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, spawn_blocking};
use tokio_util::task::TaskTracker;

/// SQLite, which works on threads for what blocks.
#[derive(Clone)]
struct Database(Arc<Mutex<Connection>>);

impl Database {
    fn new() -> io::Result<Database> {
        let connection = Connection::open_in_memory().map_err(io::Error::other)?;
        Ok(Database(Arc::new(Mutex::new(connection))))
    }

    async fn execute(&self, sql: String) -> io::Result<()> {
        self.ask(move |connection| connection.execute_batch(&sql)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let connection = self.0.clone();
        let answered = spawn_blocking(move || {
            let connection = connection.lock().expect("nobody panics with the connection in hand");
            question(&connection)
        });
        answered.await?.map_err(io::Error::other)
    }
}

/// A byte orders as many pieces, and is confirmed; the end of the stream is that of the order.
#[with_defer(detach = |task| cleanup.spawn(task))]
async fn order(mut stream: TcpStream, database: Database, cleanup: TaskTracker) -> io::Result<()> {
    database.execute(String::from("BEGIN")).await?;
    // Registered before the commit, so that it runs after one that fails.
    errdefer!(|| {
        database.execute(String::from("ROLLBACK")).await?;
        database
            .execute(String::from("INSERT INTO rolled_back VALUES (1)"))
            .await?;
    });
    okdefer!(|| database.execute(String::from("COMMIT")).await?);

    loop {
        let mut pieces = [0];
        if stream.read(&mut pieces).await? == 0 {
            return Ok(());
        }
        let [n] = pieces;
        database.execute(format!("INSERT INTO piece VALUES ({n})")).await?;
        stream.write_all(&pieces).await?;
    }
}

/// What is in the tables.
#[derive(Debug, PartialEq)]
pub struct Books {
    pub pieces: i64,
    pub rolled_back: i64,
}

/// One client orders 3 pieces and is done, another one 5 and doesn't say that it is when the server shuts down.
pub async fn shut_down() -> io::Result<Books> {
    let database = Database::new()?;
    let tables = "CREATE TABLE piece (n INTEGER); CREATE TABLE rolled_back (n INTEGER)";
    database.execute(String::from(tables)).await?;
    let listener = TcpListener::bind("localhost:0").await?;
    let address = listener.local_addr()?;
    let (mut sessions, cleanup) = (JoinSet::new(), TaskTracker::new());
    let mut ordering = Vec::new();
    for (pieces, is_done) in [(3, true), (5, false)] {
        let both_ends = tokio::try_join!(TcpStream::connect(address), listener.accept())?;
        let (mut client, (stream, _)) = both_ends;
        sessions.spawn(order(stream, database.clone(), cleanup.clone()));
        client.write_all(&[pieces]).await?;
        assert_eq!(client.read_u8().await?, pieces); // From here on it is in a transaction.
        if is_done {
            client.shutdown().await?;
            while let Some(ordered) = sessions.join_next().await {
                ordered??;
            }
        }
        ordering.push(client);
    }

    sessions.shutdown().await;
    cleanup.close();
    cleanup.wait().await;
    database
        .ask(|connection| {
            assert!(connection.is_autocommit(), "a transaction is open");
            let sum = "SELECT (SELECT SUM(n) FROM piece), (SELECT COUNT(*) FROM rolled_back)";
            connection.query_row(sum, (), |row| {
                Ok(Books {
                    pieces: row.get(0)?,
                    rolled_back: row.get(1)?,
                })
            })
        })
        .await
}
