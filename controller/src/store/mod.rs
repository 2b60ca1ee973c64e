//! Rows and bytes on SQLite or PostgreSQL, and the folder beside them. Row types never leave this folder.

mod connection;
pub mod migration;
pub mod queue;

pub use connection::{Store, StoreError};
