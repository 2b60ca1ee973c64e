//! Starts drivers and ends everything that a job started. Never touches a process of anybody else.

pub mod marker;
pub mod scratch;
pub mod reap;
pub mod sweep;
pub(crate) mod group;
pub(crate) mod lines;
pub(crate) mod driver;
