//! Why a call over the debugging socket failed. Never decides what follows from it.

use std::time::Duration;

use tokio_tungstenite::tungstenite;

/// A call failed, or the socket cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CdpError {
    /// Nobody answers at the debugging address.
    #[error("cannot reach the browser's debugging address `{address}`")]
    Connect {
        /// `host:port`.
        address: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// What answers at the debugging address is no browser.
    #[error("the debugging address `{address}` does not answer as a browser does")]
    NotABrowser {
        /// `host:port`.
        address: String,
    },
    /// The socket refused the handshake.
    #[error("cannot open the browser's debugging socket at `{address}`")]
    Handshake {
        /// `host:port`.
        address: String,
        /// What the socket said.
        #[source]
        source: Box<tungstenite::Error>,
    },
    /// The browser refused the call.
    #[error("the browser refused `{method}`: {reason}")]
    Refused {
        /// The method.
        method: String,
        /// The browser's words.
        reason: String,
    },
    /// No answer came in time: a page is busy or hangs.
    #[error("the browser did not answer `{method}` in {limit:?}")]
    TimedOut {
        /// The method.
        method: &'static str,
        /// How long was waited.
        limit: Duration,
    },
    /// The socket is closed.
    #[error("the browser closed its debugging socket")]
    Closed,
}
