//! How requests are read and answers are written: envelope, paging, error codes. Knows no route.

pub mod error;
pub mod envelope;
pub mod extract;
pub mod paging;
pub(crate) mod address;
pub(crate) mod expiry;
pub(crate) mod parameter;
pub(crate) mod precondition;
