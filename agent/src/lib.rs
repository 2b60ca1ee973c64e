//! Drives a browser, measures it from outside and inside, and streams the samples. Never decides a verdict.

pub mod device;
pub mod session;
pub mod drive;
pub mod collect;
pub mod spool;
mod chain;
