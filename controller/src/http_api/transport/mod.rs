//! How requests come: the listening socket, what the operator decides, proxies, pace, the log of each. Knows nobody.

pub mod policy;
pub(crate) mod upload_limits;
pub mod forwarded;
pub(crate) mod pace;
pub(crate) mod observe;
pub(crate) mod serve;
