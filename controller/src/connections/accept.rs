//! Accepts connections, shakes hands where there is a certificate, and hands over those that are ready. A slow handshake
//! keeps nobody else waiting.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::{Certificate, Guarded, Limits, Stream};
use crate::metrics::Sockets;

/// Connections that are ready and wait for whoever serves them.
const READY: usize = 16;
/// A connection that says nothing is asked for a sign after this long, and again after each [`KEEPALIVE_STEP`].
const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_STEP: Duration = Duration::from_secs(10);
/// Unanswered asks after which the other side is gone.
const KEEPALIVE_TRIES: u32 = 3;
/// When the system has no room for another connection, the next try waits this long.
const BREATH: Duration = Duration::from_secs(1);

/// How connections are received; by default in the clear, and counted for nobody.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    /// The certificate; without one everything is said in the clear.
    pub certificate: Option<Certificate>,
    /// What each connection is held to.
    pub limits: Limits,
    /// Where they are counted.
    pub sockets: Sockets,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// Whether the connection is encrypted.
    pub encrypted: bool,
}

/// A connection on which something can be said.
#[derive(Debug)]
pub struct Connection {
    /// Its bytes.
    pub stream: Stream,
    /// Its other end.
    pub peer: Peer,
}

/// Accepts until `shutdown` or until nobody takes connections any more; the listener is closed then.
pub fn accept(
    listener: TcpListener,
    reception: Reception,
    protocols: &[&[u8]],
    shutdown: CancellationToken,
) -> mpsc::Receiver<Connection> {
    let (ready, connections) = mpsc::channel(READY);
    let Reception { certificate, limits, sockets } = reception;
    let entrance = Entrance { tls: certificate.map(|pair| pair.acceptor(protocols)), limits, ready };
    tokio::spawn(async move {
        tokio::select! {
            () = entrance.receive(listener, sockets) => {}
            () = entrance.ready.closed() => {}
            () = shutdown.cancelled() => {}
        }
    });
    connections
}

#[derive(Clone)]
struct Entrance {
    tls: Option<TlsAcceptor>,
    limits: Limits,
    ready: mpsc::Sender<Connection>,
}

impl Entrance {
    async fn receive(&self, listener: TcpListener, sockets: Sockets) {
        let room = Arc::new(Semaphore::new(self.limits.connections));
        loop {
            let place = Arc::clone(&room).acquire_owned().await.expect("the semaphore is never closed");
            let (stream, address) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) if is_of_one_connection(&error) => continue,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept connections; trying again");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            };
            if let Err(error) = keep_alive(&stream) {
                // The client went away between the two calls.
                tracing::debug!(%error, %address, "a connection ended before it began");
                continue;
            }
            let stream = Guarded::new(stream, sockets.open(), self.limits.unread, place);
            tokio::spawn(self.clone().welcome(stream, address));
        }
    }

    async fn welcome(self, stream: Guarded, address: SocketAddr) {
        let Self { tls, limits, ready } = self;
        let peer = Peer { address, encrypted: tls.is_some() };
        let stream = match tls {
            None => Stream::Plain(stream),
            Some(tls) => match tokio::time::timeout(limits.handshake, tls.accept(stream)).await {
                Ok(Ok(stream)) => Stream::Encrypted(Box::new(stream)),
                Ok(Err(error)) => {
                    tracing::debug!(%error, %address, "a TLS handshake failed");
                    return;
                }
                Err(_) => {
                    tracing::debug!(%address, "a TLS handshake took too long");
                    return;
                }
            },
        };
        // Nobody takes it: the door is closing, and dropping it closes the connection.
        let _closing = ready.send(Connection { stream, peer }).await;
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

/// Lets the system find out that the other side is gone, and sends small answers at once.
fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let signs =
        TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_STEP).with_retries(KEEPALIVE_TRIES);
    SockRef::from(stream).set_tcp_keepalive(&signs)
}
