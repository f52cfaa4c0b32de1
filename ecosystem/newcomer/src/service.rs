//! A bank that speaks lines over TCP: sessions on tokio, accounts in `SQLite`, transfers as transactions, a shutdown that waits for
//! what cancelled sessions still have to do.

use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, recover, with_defer};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a client is told, or ends it.
#[derive(Debug)]
pub enum Error {
    /// The connection.
    Io(std::io::Error),
    /// The database.
    Sql(rusqlite::Error),
    /// What was asked for.
    Refused(String),
    /// It took too long.
    Late,
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Io(error)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Sql(error)
    }
}

impl From<tokio::time::error::Elapsed> for Error {
    fn from(_: tokio::time::error::Elapsed) -> Self {
        Error::Late
    }
}

/// What everything here gives.
pub type Result<T> = std::result::Result<T, Error>;

/// What was done, in order.
#[derive(Clone, Default)]
pub struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    /// Adds a line.
    pub fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    /// The lines since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// The connections to the database, and the sessions that use them.
pub struct Bank {
    connections: Mutex<Vec<Connection>>,
    free: Arc<Semaphore>,
    open: Mutex<BTreeMap<usize, String>>,
    next: AtomicUsize,
    /// What was done.
    pub trace: Trace,
    /// Counts what cancelled sessions still have to do.
    pub cleanup: TaskTracker,
}

const STEPS: [&str; 2] = [
    "CREATE TABLE account (name TEXT PRIMARY KEY, cents INTEGER NOT NULL CHECK (cents >= 0))",
    "CREATE TABLE entry (source TEXT, target TEXT, cents INTEGER)",
];

/// Brings a database to the newest schema; each step is made as a whole.
#[with_defer]
pub fn migrate(db: &Connection, trace: &Trace) -> Result<usize> {
    let from: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (n, step) in STEPS.iter().enumerate().skip(from as usize) {
        db.execute_batch("SAVEPOINT step")?;
        errdefer!(|| {
            trace.note(format!("undo step {n}"));
            let _ = db.execute_batch("ROLLBACK TO step; RELEASE step");
        });
        db.execute_batch(step)?;
        okdefer!(db.execute_batch("RELEASE step")?);
        db.pragma_update(None, "user_version", n as u32 + 1)?;
    }
    Ok(STEPS.len() - from as usize)
}

/// Runs `work` in a transaction.
#[with_defer]
pub fn transaction<T>(db: &mut Connection, trace: &Trace, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    errdefer!(db.execute_batch("ROLLBACK")?);
    errdefer!(trace.note("rollback"));
    okdefer!(db.execute_batch("COMMIT")?);
    work(db)
}

/// Moves money; gives what is left.
#[with_defer]
pub fn transfer(db: &mut Connection, trace: &Trace, from: &str, to: &str, cents: i64) -> Result<i64> {
    errdefer!(|err| {
        if let Error::Sql(error) = err {
            *err = Error::Refused(error.to_string());
        }
    });
    transaction(db, trace, |db| {
        let update = |name: &str, cents: i64| {
            defer!(trace.note(format!("{name} {cents:+}")));
            db.execute(
                "UPDATE account SET cents = cents + ?2 WHERE name = ?1",
                params![name, cents],
            )
        };
        for (name, cents) in [(from, -cents), (to, cents)] {
            if update(name, cents)? == 0 {
                return Err(Error::Refused(format!("no account {name}")));
            }
        }
        db.execute("INSERT INTO entry VALUES (?1, ?2, ?3)", params![from, to, cents])?;
        Ok(db.query_row("SELECT cents FROM account WHERE name = ?1", [from], |row| row.get(0))?)
    })
}

/// The sum of all accounts, and the richest one.
#[with_defer(scope = block)]
pub fn report(db: &Connection, trace: &Trace) -> Result<(i64, Option<String>)> {
    let sum = {
        let mut statement = db.prepare("SELECT cents FROM account")?;
        defer!(trace.note("sum"));
        let mut rows = statement.query([])?;
        let mut sum = 0;
        while let Some(row) = rows.next()? {
            sum += row.get::<_, i64>(0)?;
        }
        sum
    };
    let mut statement = db.prepare("SELECT name FROM account ORDER BY cents DESC LIMIT 1")?;
    defer!(trace.note("richest"));
    let richest = statement.query_row([], |row| row.get(0)).optional()?;
    Ok((sum, richest))
}

/// Opens `size` connections; if one can't be opened, the earlier ones are closed.
#[with_defer]
pub fn connect(url: &str, size: usize, trace: &Trace) -> Result<Vec<Connection>> {
    let mut connections = Vec::new();
    errdefer!(|| {
        for db in connections.drain(..) {
            let db: Connection = db;
            trace.note("close");
            let _ = db.close();
        }
    });
    for n in 0..size {
        let db = Connection::open(url)?;
        db.busy_timeout(Duration::from_secs(5))?;
        if n == 0 {
            migrate(&db, trace)?;
        }
        connections.push(db);
    }
    Ok(connections)
}

impl Bank {
    /// Opens the database with so many connections.
    pub fn open(url: &str, size: usize, trace: Trace) -> Result<Arc<Bank>> {
        let connections = connect(url, size, &trace)?;
        let bank = Bank {
            connections: Mutex::new(connections),
            free: Arc::new(Semaphore::new(size)),
            open: Mutex::default(),
            next: AtomicUsize::new(1),
            trace,
            cleanup: TaskTracker::new(),
        };
        Ok(Arc::new(bank))
    }

    /// Lends a connection to `work` on a thread of its own.
    #[with_defer]
    pub async fn with<T, F>(self: &Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection, &Trace) -> Result<T> + Send + 'static,
    {
        let permit = Arc::clone(&self.free).acquire_owned().await.unwrap();
        let bank = Arc::clone(self);
        let job = tokio::task::spawn_blocking(move || {
            defer!(drop(permit));
            let mut db = bank.connections.lock().unwrap().pop().unwrap();
            defer! { bank.connections.lock().unwrap().push(db); }
            work(&mut db, &bank.trace)
        });
        defer!(|| {
            if leaving!() == Leaving::Cancelled {
                self.trace.note("query abandoned");
            }
        });
        job.await.map_err(|error| Error::Refused(error.to_string()))?
    }

    /// Notes a session as long as it lasts.
    #[with_defer]
    async fn listed<T>(&self, name: &str, body: impl Future<Output = Result<T>>) -> Result<T> {
        let id = self.next.fetch_add(1, Relaxed);
        self.open.lock().unwrap().insert(id, name.to_owned());
        defer! { self.open.lock().unwrap().remove(&id); }
        body.await
    }

    /// How many lines are being answered.
    pub fn sessions(&self) -> usize {
        self.open.lock().unwrap().len()
    }
}

/// One line, one answer.
#[with_defer]
async fn answer(bank: &Arc<Bank>, line: &str) -> Result<String> {
    let trace = &bank.trace;
    okdefer!(trace.note(format!("ok {line}")));
    errdefer!(|err| trace.note(format!("{line}: {err:?}")));
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["open", name] => {
            let name = name.to_owned();
            bank.with(move |db, _| Ok(db.execute("INSERT INTO account VALUES (?1, 100)", [name])?))
                .await?;
            Ok("opened".to_owned())
        }
        ["move", from, to, cents] => {
            let cents = cents.parse().map_err(|_| Error::Refused(format!("{cents} cents")))?;
            let (from, to) = (from.to_owned(), to.to_owned());
            let left = bank
                .with(move |db, trace| transfer(db, trace, &from, &to, cents))
                .await?;
            Ok(format!("{left} left"))
        }
        ["sleep"] => {
            sleep(Duration::from_secs(60)).await;
            Ok("slept".to_owned())
        }
        ["panic"] => panic!("as you wish"),
        _ => Err(Error::Refused(format!("what is {line}?"))),
    }
}

/// Serves a client until it hangs up, with a time limit for each line.
#[with_defer(detach = |task| cleanup.spawn(task))]
pub async fn session(cleanup: TaskTracker, bank: Arc<Bank>, stream: TcpStream, limit: Duration) -> Result<u32> {
    let (input, mut output) = stream.into_split();
    let mut lines = BufReader::new(input).lines();
    let mut answered = 0;
    defer!(|| {
        output.write_all(format!("bye after {answered}\n").as_bytes()).await?;
        output.shutdown().await?;
        bank.trace.note(format!("hung up, {:?}", leaving!()));
    });
    while let Some(line) = lines.next_line().await? {
        defer!(|| answered += 1);
        defer!(output.flush().await?);
        if line == "quit" {
            break;
        }
        let text = match timeout(limit, bank.listed(&line, answer(&bank, &line))).await? {
            Ok(text) => text,
            Err(Error::Refused(why)) => why,
            Err(error) => return Err(error),
        };
        output.write_all(text.as_bytes()).await?;
        output.write_all(b"\n").await?;
    }
    Ok(answered)
}

/// Accepts clients until `stop`, then cancels those that are left, and waits for their farewells.
#[with_defer(ended)]
pub async fn serve(bank: Arc<Bank>, listener: TcpListener, limit: Duration, stop: CancellationToken) -> Result<u32> {
    let mut sessions = JoinSet::new();
    defer!(|| {
        bank.trace.note(format!("stop with {} open", sessions.len()));
        sessions.shutdown().await;
        bank.cleanup.close();
        bank.cleanup.wait().await;
        if let Ok(n) = &mut ended {
            *n += 1000;
        }
    });
    loop {
        let gone = tokio::select! {
            () = stop.cancelled() => return ended,
            client = listener.accept() => {
                let (stream, _) = client?;
                sessions.spawn(session(bank.cleanup.clone(), Arc::clone(&bank), stream, limit));
                continue;
            }
            Some(gone) = sessions.join_next() => gone,
        };
        okdefer!(bank.trace.note("reaped"));
        match gone {
            Ok(result) => bank.trace.note(format!("{result:?}")),
            Err(error) => bank.trace.note(error.to_string()),
        }
        if let Ok(n) = &mut ended {
            *n += 1;
        }
    }
}

/// Runs each job that comes in; one that panics is reported, and the next one is taken.
#[with_defer]
pub async fn worker(mut jobs: mpsc::Receiver<Box<dyn FnOnce() -> u32 + Send>>, done: mpsc::Sender<String>) -> u32 {
    let mut sum = 0;
    let tell = async |text: String| done.send(text).await.is_ok();
    while let Some(job) = jobs.recv().await {
        defer!(|| {
            if let Some(panic) = recover!() {
                sum += 1;
                tell(format!("lost: {panic}")).await;
            }
        });
        let result = job();
        sum += result;
        tell(result.to_string()).await;
    }
    sum
}
