//! A server whose connections, a thousand in all, come to their end by themselves, by a time limit, by an abort or by its
//! shutdown. On each way its table is left empty, and the client told which it was. A shutdown waits for the cleanup that takes
//! longer, in `server/orders.rs`. `cargo run --example server`

#[path = "server/orders.rs"]
mod orders;

use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, with_defer};
use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// A client that is in the table.
struct Session {
    stream: TcpStream,
    peer: SocketAddr,
    server: Arc<Server>,
}

impl Session {
    /// Enters the client into the table, and greets it. Where that fails, or is cancelled, the client isn't left there.
    #[with_defer]
    async fn open(stream: TcpStream, peer: SocketAddr, server: Arc<Server>) -> io::Result<Session> {
        let mut session = Session { stream, peer, server };
        let number = session.enter();
        errdefer!(session.leave()); // `Ok` takes the session along, and with it what is to be undone.
        if number > AT_ONCE {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        session.stream.write_all(HELLO).await?;
        Ok(session)
    }

    /// How many there are with this one.
    fn enter(&self) -> usize {
        let mut table = self.server.table();
        table.insert(self.peer);
        table.len()
    }

    fn leave(&self) {
        self.server.table().remove(&self.peer);
    }
}

/// Sends back what the client sends, until the client is done. Nothing of the body is about being cancelled.
#[with_defer]
async fn serve(stream: TcpStream, peer: SocketAddr, server: Arc<Server>) -> io::Result<usize> {
    let mut session = Session::open(stream, peer, server.clone()).await?;
    defer!(session.leave());

    okdefer!(server.finished.fetch_add(1, Relaxed));
    errdefer!(server.cut_short.fetch_add(1, Relaxed)); // an error, a panic, a cancellation

    let mut echoed = 0;
    defer!(|| {
        let goodbye = goodbye(leaving!(), echoed);
        // A cancellation polls this once, which will do for what fits into the socket's buffer.
        session.stream.write_all(goodbye.as_bytes()).await?;
        session.stream.shutdown().await?;
    });

    let mut buffer = [0; 512];
    loop {
        let length = session.stream.read(&mut buffer).await?;
        if length == 0 {
            return Ok(echoed);
        }
        session.stream.write_all(&buffer[..length]).await?;
        echoed += length;
    }
}

const HELLO: &[u8] = b"hello\n";

/// What a client is told at the end.
fn goodbye(leaving: Leaving, echoed: usize) -> String {
    match leaving {
        Leaving::Normally => format!("goodbye after {echoed} bytes\n"),
        Leaving::Cancelled => format!("come back later, after {echoed} bytes\n"),
        Leaving::Panicking => format!("broken, after {echoed} bytes\n"),
    }
}

/// What the connections share.
#[derive(Default)]
struct Server {
    table: Mutex<HashSet<SocketAddr>>,
    finished: AtomicUsize,
    cut_short: AtomicUsize,
}

impl Server {
    fn table(&self) -> MutexGuard<'_, HashSet<SocketAddr>> {
        self.table.lock().expect("nobody panics with the table in hand")
    }
}

/// How a connection is made to end.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// The client hangs up.
    Finished,
    /// The client says no more, and its time runs out.
    TimedOut,
    /// Somebody aborts its task.
    Aborted,
    /// The server shuts down.
    ShutDown,
}

const ENDS: [End; 4] = [End::Finished, End::TimedOut, End::Aborted, End::ShutDown];

/// How many ended in which way.
#[derive(Default)]
struct Count {
    finished: usize,
    timed_out: usize,
    aborted: usize,
    shut_down: usize,
    refused: usize,
    told_goodbye: usize,
    told_later: usize,
    at_once: usize,
}

const CONNECTIONS: usize = 1000;

/// Each takes two descriptors, since both of its ends are in this process, which may have no more than 256.
const AT_ONCE: usize = 100;

/// Serves as many connections as there may be at once, a quarter of them for each end.
async fn serve_some(server: &Arc<Server>, count: &mut Count) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let mut sessions = JoinSet::new();
    let mut connected = Vec::new();
    for end in ENDS.into_iter().cycle().take(AT_ONCE) {
        let both_ends = tokio::try_join!(TcpStream::connect(address), listener.accept())?;
        let (mut client, (stream, peer)) = both_ends;
        let limit = match end {
            End::TimedOut => Duration::from_millis(100),
            _ => Duration::from_secs(60),
        };
        let session = sessions.spawn(timeout(limit, serve(stream, peer, server.clone())));
        client.read_exact(&mut [0; HELLO.len()]).await?;
        client.write_all(b"ping").await?;
        client.readable().await?; // From here on the answer is known to be on its way.
        connected.push((end, client, session));
    }
    let one_more = tokio::try_join!(TcpStream::connect(address), listener.accept())?;
    let (_client, (stream, peer)) = one_more;
    count.refused += usize::from(serve(stream, peer, server.clone()).await.is_err());
    count.at_once = count.at_once.max(server.table().len());

    let mut clients = JoinSet::new();
    for (end, client, session) in connected {
        clients.spawn(listen(client, end == End::Finished));
        if end == End::Aborted {
            session.abort();
        }
    }
    while sessions.len() > AT_ONCE / ENDS.len() {
        match sessions.join_next().await {
            Some(Ok(Ok(served))) => {
                served?;
                count.finished += 1;
            }
            Some(Ok(Err(_elapsed))) => count.timed_out += 1,
            Some(Err(cancelled)) if cancelled.is_cancelled() => count.aborted += 1,
            Some(Err(panicked)) => return Err(panicked.into()),
            None => break,
        }
    }
    count.shut_down += sessions.len();
    sessions.shutdown().await;

    while let Some(heard) = clients.join_next().await {
        let heard = heard??;
        count.told_goodbye += usize::from(heard.ends_with(&goodbye(Leaving::Normally, 4)));
        count.told_later += usize::from(heard.ends_with(&goodbye(Leaving::Cancelled, 4)));
    }
    Ok(())
}

/// The client's end: all that it hears, until the server has closed its own.
async fn listen(mut stream: TcpStream, hangs_up: bool) -> io::Result<String> {
    if hangs_up {
        stream.shutdown().await?;
    }
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await?;
    Ok(heard)
}

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let (server, mut count) = (Arc::default(), Count::default());
    for _ in 0..CONNECTIONS / AT_ONCE {
        serve_some(&server, &mut count).await?;
    }

    let cancelled = count.timed_out + count.aborted + count.shut_down;
    let (finished, cut_short) = (server.finished.load(Relaxed), server.cut_short.load(Relaxed));
    let left = server.table().len();
    println!("{CONNECTIONS} connections, up to {} at once", count.at_once);
    println!(
        "   > {:4} finished, {finished} by the count of `okdefer!`",
        count.finished
    );
    println!("   > {cancelled:4} were cancelled, {cut_short} by the count of `errdefer!`:");
    println!("          {:4} by a time limit", count.timed_out);
    println!("          {:4} by an abort", count.aborted);
    println!("          {:4} by the shutdown", count.shut_down);
    println!("   > {:4} were told goodbye", count.told_goodbye);
    println!("   > {:4} were told to come back later", count.told_later);
    println!("   > {:4} more were refused", count.refused);
    println!("   > {left:4} are left in the table");

    let books = orders::shut_down().await?;
    println!("An order of 3 pieces, and one of 5 that the shutdown cancels: {books:?}");

    let is_right = left == 0
        && (finished, cut_short) == (count.finished, cancelled)
        && finished + cut_short == CONNECTIONS
        && (count.told_goodbye, count.told_later) == (finished, cut_short)
        && count.refused == CONNECTIONS / AT_ONCE
        && (books.pieces, books.rolled_back) == (3, 1);
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
#[tokio::test]
async fn a_shutdown_waits_for_cleanup() -> io::Result<()> {
    for _ in 0..20 {
        let books = orders::shut_down().await?;
        assert_eq!((books.pieces, books.rolled_back), (3, 1));
    }
    Ok(())
}
