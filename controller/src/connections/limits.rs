//! How much of a listener's room and time one client may take. Decides nothing.

use std::time::Duration;

/// What every connection is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; further ones wait in the system's queue.
    pub connections: usize,
    /// A TLS handshake takes no longer.
    pub handshake: Duration,
    /// A client that reads nothing for this long while something waits for it is gone.
    pub unread: Duration,
    /// The head of a request is complete within this time of the connection or of the answer before it, so that neither a
    /// silent connection nor a dripping one is kept.
    pub head: Duration,
    /// Size of a request's head, bytes.
    pub head_bytes: usize,
    /// Fields of a request's head.
    pub head_fields: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            handshake: Duration::from_secs(10),
            unread: Duration::from_mins(1),
            head: Duration::from_secs(30),
            head_bytes: 64 * 1024,
            head_fields: 100,
        }
    }
}
