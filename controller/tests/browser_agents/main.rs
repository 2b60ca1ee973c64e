//! A browser as a device, from its hello to the verdict: a whole controller on loopback and a client that plays the
//! extension.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

mod stand;
mod device;
mod jobs;
mod breaks;
mod doors;
mod abilities;
mod pages;
#[path = "../watcher/mod.rs"]
mod watcher;
