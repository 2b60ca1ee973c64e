//! Connections before anybody speaks: certificate, handshake, limits. Never looks into what is said over them.

mod limits;
mod certificate;
mod watch;
mod guarded;
mod stream;
mod accept;

pub use accept::{Connection, Peer, Reception, accept};
pub use certificate::{Certificate, CertificateError, TlsFiles};
pub use guarded::Guarded;
pub use limits::Limits;
pub use stream::Stream;
pub use watch::watch;
