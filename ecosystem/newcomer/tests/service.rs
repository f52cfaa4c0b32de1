//! The service: its transactions one by one, then over a socket with sessions that end in every way.

use defer_newcomer::service::{
    Bank, Error, Result, Trace, connect, migrate, report, serve, transaction, transfer, worker,
};
use pretty_assertions::assert_eq;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(20);

/// A database with two accounts.
fn database(trace: &Trace) -> Connection {
    let db = Connection::open_in_memory().unwrap();
    assert_eq!(migrate(&db, trace).unwrap(), 2);
    db.execute_batch("INSERT INTO account VALUES ('a', 100), ('b', 7)")
        .unwrap();
    db
}

#[test]
fn transactions_are_rolled_back() {
    let trace = Trace::default();
    let mut db = database(&trace);
    assert_eq!(transfer(&mut db, &trace, "a", "b", 30).unwrap(), 70);
    assert_eq!(trace.take(), ["a -30", "b +30"]);
    let refused = transfer(&mut db, &trace, "a", "b", 300);
    assert!(matches!(refused, Err(Error::Refused(why)) if why.contains("CHECK")));
    assert_eq!(trace.take(), ["a -300", "rollback"]);
    let refused = transfer(&mut db, &trace, "a", "c", 3);
    assert!(matches!(refused, Err(Error::Refused(why)) if why == "no account c"));
    assert_eq!(trace.take(), ["a -3", "c +3", "rollback"]);

    let panics = AssertUnwindSafe(|| {
        transaction(&mut db, &trace, |db| -> Result<()> {
            db.execute("DELETE FROM account", [])?;
            panic!("in the transaction")
        })
    });
    assert!(catch_unwind(panics).is_err());
    assert_eq!(trace.take(), ["rollback"]);
    // The `COMMIT` of `okdefer!` fails, so that `errdefer!` runs.
    let committed = transaction(&mut db, &trace, |db| Ok(db.execute_batch("COMMIT")?));
    assert!(matches!(committed, Err(Error::Sql(_))));
    assert_eq!(trace.take(), ["rollback"]);
    assert!(db.is_autocommit());
    assert_eq!(report(&db, &trace).unwrap(), (107, Some("a".to_owned())));
    assert_eq!(trace.take(), ["sum", "richest"]);
}

#[test]
fn steps_of_a_migration_are_undone() {
    let trace = Trace::default();
    let db = database(&trace);
    assert_eq!(migrate(&db, &trace).unwrap(), 0);
    db.execute_batch("DROP TABLE account; PRAGMA user_version = 0").unwrap();
    assert!(migrate(&db, &trace).is_err(), "there is an `entry`");
    assert_eq!(trace.take(), ["undo step 1"]);
    let version = db.query_row("PRAGMA user_version", [], |row| row.get(0));
    assert_eq!(version, Ok(1));
}

#[test]
fn connections_are_closed_where_one_fails() {
    let (folder, trace) = (TempDir::new().unwrap(), Trace::default());
    let path = folder.path().join("bank");
    let url = path.to_str().unwrap();
    assert_eq!(connect(url, 3, &trace).unwrap().len(), 3);
    assert!(trace.take().is_empty());
    assert!(connect("/no/such/folder/bank", 3, &trace).is_err());
    assert!(trace.take().is_empty());
}

/// A client, its server, and what both do.
struct Served {
    bank: Arc<Bank>,
    address: std::net::SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<Result<u32>>,
    _folder: TempDir,
}

impl Served {
    async fn new(limit: Duration) -> Self {
        let folder = TempDir::new().unwrap();
        let bank = Bank::open(folder.path().join("bank").to_str().unwrap(), 2, Trace::default()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let server = tokio::spawn(serve(Arc::clone(&bank), listener, limit, stop.clone()));
        Served {
            bank,
            address,
            stop,
            server,
            _folder: folder,
        }
    }

    async fn client(&self) -> BufReader<TcpStream> {
        BufReader::new(TcpStream::connect(self.address).await.unwrap())
    }

    /// What was done, once it is so many lines.
    async fn traced(&self, count: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let done = timeout(LONG, async {
            while lines.len() < count {
                sleep(Duration::from_millis(1)).await;
                lines.extend(self.bank.trace.take());
            }
        });
        done.await.unwrap();
        lines
    }
}

async fn say(client: &mut BufReader<TcpStream>, line: &str) -> String {
    client.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_line(&mut answer).await.unwrap();
    answer.trim_end().to_owned()
}

async fn rest(client: &mut BufReader<TcpStream>) -> String {
    let mut rest = String::new();
    client.read_to_string(&mut rest).await.unwrap();
    rest
}

#[tokio::test]
async fn a_session_ends_well() {
    let served = Served::new(LONG).await;
    let mut client = served.client().await;
    for (line, answer) in [
        ("open a", "opened"),
        ("open b", "opened"),
        ("move a b 30", "70 left"),
        ("move a b x", "x cents"),
        ("quit", "bye after 5"),
    ] {
        assert_eq!(say(&mut client, line).await, answer);
    }
    let expected = [
        "ok open a",
        "ok open b",
        "a -30",
        "b +30",
        "ok move a b 30",
        "move a b x: Refused(\"x cents\")",
        "hung up, Normally",
        "Ok(5)",
        "reaped",
    ];
    assert_eq!(served.traced(9).await, expected);
    served.stop.cancel();
    assert!(matches!(served.server.await, Ok(Ok(1001))));
}

#[tokio::test]
async fn a_session_ends_by_its_time_limit() {
    let served = Served::new(SHORT).await;
    let mut client = served.client().await;
    assert_eq!(say(&mut client, "sleep").await, "bye after 1");
    assert_eq!(served.traced(3).await, ["hung up, Normally", "Err(Late)", "reaped"]);
    assert_eq!(served.bank.sessions(), 0);
}

#[tokio::test]
async fn a_session_ends_by_a_panic() {
    let served = Served::new(LONG).await;
    let mut client = served.client().await;
    assert_eq!(say(&mut client, "panic").await, "bye after 1");
    let said = served.traced(3).await;
    assert_eq!((&*said[0], &*said[2]), ("hung up, Panicking", "reaped"));
    assert!(said[1].contains("as you wish"));
    assert_eq!(served.bank.sessions(), 0);
}

#[tokio::test]
async fn a_shutdown_waits_for_the_farewells() {
    let served = Served::new(LONG).await;
    let (mut asleep, mut idle) = (served.client().await, served.client().await);
    asleep.write_all(b"sleep\n").await.unwrap();
    assert_eq!(say(&mut idle, "what").await, "what is what?");
    while served.bank.sessions() == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    served.stop.cancel();
    let Served { bank, server, .. } = served;
    assert!(matches!(server.await, Ok(Ok(1000))));
    assert_eq!(bank.sessions(), 0);
    let mut said = bank.trace.take();
    said.sort();
    let expected = [
        "hung up, Cancelled",
        "hung up, Cancelled",
        "stop with 2 open",
        "what: Refused(\"what is what?\")",
    ];
    assert_eq!(said, expected);
    assert_eq!(rest(&mut asleep).await, "bye after 1\n");
    assert_eq!(rest(&mut idle).await, "bye after 1\n");
}

#[tokio::test]
async fn a_connection_comes_back_from_a_query_that_nobody_awaits() {
    let trace = Trace::default();
    let folder = TempDir::new().unwrap();
    let bank = Bank::open(folder.path().join("bank").to_str().unwrap(), 1, trace.clone()).unwrap();
    let (go_on, waits) = std::sync::mpsc::channel::<()>();
    let query = bank.with(move |_, _| Ok(waits.recv().is_ok()));
    assert!(timeout(SHORT, query).await.is_err());
    assert_eq!(trace.take(), ["query abandoned"]);
    drop(go_on);
    assert!(
        bank.with(|_, _| -> Result<()> { panic!("in the query") })
            .await
            .is_err()
    );
    let sum = bank.with(|db, trace| report(db, trace)).await;
    assert_eq!(sum.unwrap(), (0, None));
}

#[tokio::test]
async fn a_panic_loses_one_job() {
    let (jobs, next) = mpsc::channel::<Box<dyn FnOnce() -> u32 + Send>>(3);
    let (done, mut lines) = mpsc::channel(3);
    jobs.send(Box::new(|| 7)).await.unwrap();
    jobs.send(Box::new(|| panic!("bang"))).await.unwrap();
    jobs.send(Box::new(|| 8)).await.unwrap();
    drop(jobs);
    assert_eq!(worker(next, done).await, 16);
    let mut said = Vec::new();
    while let Some(line) = lines.recv().await {
        said.push(line);
    }
    assert_eq!(said, ["7", "lost: bang", "8"]);
}
