//! Streamed runs: the state machine under random histories, the parser under random bytes, sockets on loopback.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

mod machine;
mod frames;
mod journal;
mod stand;
mod client;
mod sockets;
mod bad_frames;
mod resuming;
#[cfg(target_os = "linux")]
mod full_disk;
#[path = "../watcher/mod.rs"]
mod watcher;
mod watching;
