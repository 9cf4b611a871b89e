//! Connections: how many may be open, and which go first when there are too many.
//!
//! A connection costs a file descriptor whether or not anybody says anything over it. So their number has a limit that leaves
//! the store the descriptors that it needs; one that comes when all places are taken gets the place of the one that has been
//! silent for longest. Connections over which something is being answered keep theirs.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::Notify,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// All open connections.
pub struct Connections {
    most: usize,
    idle: Duration,
    begun: Instant,
    numbers: AtomicU64,
    open: Mutex<BTreeMap<u64, Arc<State>>>,
    /// One was closed, or has nothing more to answer.
    changed: Notify,
}

struct State {
    peer: SocketAddr,
    /// How many requests are being answered.
    answering: AtomicUsize,
    /// When it was last asked or answered something, in nanoseconds since the beginning: so fine that no two are equal.
    used: AtomicU64,
    /// Since when the other end does not take what is sent; 0 if it does.
    stalled: AtomicU64,
    close: CancellationToken,
}

/// An open connection. All requests that come over it have one as an extension.
#[derive(Clone)]
pub struct Connection {
    all: Arc<Connections>,
    state: Arc<State>,
}

/// Something is being answered over a connection, until this is dropped.
pub struct Answering(Connection);

impl Connections {
    /// At most so many; those over which nothing is asked for `idle` are closed by [`tidy`](Self::tidy).
    #[must_use]
    pub fn new(most: usize, idle: Duration) -> Arc<Self> {
        Arc::new(Self {
            most,
            idle,
            begun: Instant::now(),
            numbers: AtomicU64::new(0),
            open: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// At most so many.
    #[must_use]
    pub const fn most(&self) -> usize {
        self.most
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<State>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Never 0.
    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// Waits for a place, which may be that of a silent connection, and puts this one there.
    pub(crate) async fn admit<S>(self: &Arc<Self>, stream: S, peer: SocketAddr) -> Guarded<S> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some((number, connection)) = self.place(peer) {
                let closed = Box::pin(connection.state.close.clone().cancelled_owned());
                return Guarded { stream, closed, number, connection };
            }
            changed.await;
        }
    }

    /// A place; if there is none, the connection that was silent for longest is told to go.
    fn place(self: &Arc<Self>, peer: SocketAddr) -> Option<(u64, Connection)> {
        let mut open = self.open();
        if open.len() >= self.most {
            let leaves = open.values().any(|state| state.close.is_cancelled());
            let silent = open.values().filter(|state| state.answering.load(Relaxed) == 0);
            if let Some(silent) = silent.min_by_key(|state| state.used.load(Relaxed)).filter(|_| !leaves) {
                metrics::counter!(crate::metrics::CONNECTIONS_CLOSED, "reason" => "displaced").increment(1);
                silent.close.cancel();
            }
            return None;
        }
        let state = Arc::new(State {
            peer,
            answering: AtomicUsize::new(0),
            used: AtomicU64::new(self.now()),
            stalled: AtomicU64::new(0),
            close: CancellationToken::new(),
        });
        let number = self.numbers.fetch_add(1, Relaxed);
        open.insert(number, state.clone());
        metrics::gauge!(crate::metrics::CONNECTIONS).set(open.len() as f64);
        Some((number, Connection { all: self.clone(), state }))
    }

    /// Closes connections over which nothing was asked, or whose other end took nothing, for too long. To be called about
    /// once a second.
    pub fn tidy(&self) {
        let idle = u64::try_from(self.idle.as_nanos()).unwrap_or(u64::MAX);
        let early = self.now().saturating_sub(idle);
        for state in self.open().values().filter(|state| !state.close.is_cancelled()) {
            let silent = state.answering.load(Relaxed) == 0 && state.used.load(Relaxed) < early;
            let stalled = (1..early).contains(&state.stalled.load(Relaxed));
            if silent || stalled {
                let reason = if silent { "idle" } else { "stalled" };
                metrics::counter!(crate::metrics::CONNECTIONS_CLOSED, "reason" => reason).increment(1);
                state.close.cancel();
            }
        }
    }
}

impl Connection {
    /// Who is at its other end: the client, or a proxy.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.state.peer
    }

    /// Something is being answered over it: it keeps its place.
    #[must_use]
    pub fn answering(&self) -> Answering {
        self.state.answering.fetch_add(1, Relaxed);
        self.state.used.store(self.all.now(), Relaxed);
        Answering(self.clone())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let Connection { all, state } = &self.0;
        state.used.store(all.now(), Relaxed);
        if state.answering.fetch_sub(1, Relaxed) == 1 {
            all.changed.notify_waiters();
        }
    }
}

/// A connection's stream, which ends when the connection has to go.
pub struct Guarded<S> {
    stream: S,
    closed: Pin<Box<WaitForCancellationFutureOwned>>,
    number: u64,
    connection: Connection,
}

impl<S> Guarded<S> {
    /// Its connection.
    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    fn go_on(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.closed.as_mut().poll(context) {
            Poll::Pending => Ok(()),
            Poll::Ready(()) => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }

    /// Notes since when nothing is taken.
    fn sent<T>(&self, sent: Poll<T>) -> Poll<T> {
        let stalled = &self.connection.state.stalled;
        if sent.is_ready() {
            stalled.store(0, Relaxed);
        } else if stalled.load(Relaxed) == 0 {
            stalled.store(self.connection.all.now(), Relaxed);
        }
        sent
    }
}

impl<S> Drop for Guarded<S> {
    fn drop(&mut self) {
        let all = &self.connection.all;
        let mut open = all.open();
        open.remove(&self.number);
        metrics::gauge!(crate::metrics::CONNECTIONS).set(open.len() as f64);
        drop(open);
        all.changed.notify_waiters();
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.go_on(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.go_on(cx)?;
        let sent = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.sent(sent)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.go_on(cx)?;
        let sent = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.sent(sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // One that is told to go does not wait for a farewell.
        if self.go_on(cx).is_err() {
            return Poll::Ready(Ok(()));
        }
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    async fn come(all: &Arc<Connections>) -> (Guarded<DuplexStream>, DuplexStream) {
        let (here, there) = duplex(64);
        (all.admit(here, SocketAddr::from(([192, 0, 2, 1], 5))).await, there)
    }

    /// A connection as the server has it: it reads until it has to go.
    async fn served(all: &Arc<Connections>) -> (Connection, DuplexStream) {
        let (mut guarded, there) = come(all).await;
        let connection = guarded.connection().clone();
        tokio::spawn(async move { while guarded.read_u8().await.is_ok() {} });
        (connection, there)
    }

    async fn is_closed(mut there: DuplexStream) -> bool {
        there.read(&mut [0]).await.unwrap() == 0
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_silent_for_longest_makes_room() {
        let all = Connections::new(3, Duration::from_secs(60));
        let (first, one) = served(&all).await;
        let (_second, two) = served(&all).await;
        let (_third, _three) = served(&all).await;
        let answering = first.answering();
        let (_fourth, _four) = served(&all).await;
        assert!(is_closed(two).await);
        assert_eq!(all.open().len(), 3);
        drop(answering);
        // It was used last: the others go first.
        for _ in 0..2 {
            drop(served(&all).await);
        }
        assert!(!first.state.close.is_cancelled());
        drop(one);
    }

    #[tokio::test(start_paused = true)]
    async fn while_all_are_answered_others_wait() {
        let all = Connections::new(2, Duration::from_secs(60));
        let (first, one) = served(&all).await;
        let (second, _two) = served(&all).await;
        let (answering, _kept) = (first.answering(), second.answering());
        let late = tokio::spawn({
            let all = all.clone();
            async move { served(&all).await }
        });
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert!(!late.is_finished());
        drop(answering);
        let (_late, _there) = late.await.unwrap();
        assert!(is_closed(one).await);
    }

    #[tokio::test]
    async fn who_is_silent_or_takes_nothing_for_too_long_goes() {
        let all = Connections::new(9, Duration::ZERO);
        let (_idle, there) = served(&all).await;
        let (busy, _open) = served(&all).await;
        let _answering = busy.answering();
        let (mut stalled, _never_reads) = come(&all).await;
        let stays = stalled.connection().answering();
        let sending = tokio::spawn(async move { stalled.write_all(&[0; 1000]).await });
        tokio::time::sleep(Duration::from_millis(20)).await;
        all.tidy();
        assert!(is_closed(there).await);
        assert_eq!(sending.await.unwrap().unwrap_err().kind(), io::ErrorKind::ConnectionAborted);
        assert!(!busy.state.close.is_cancelled());
        drop(stays);
    }
}
