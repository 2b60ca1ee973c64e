//! Rows and bytes on SQLite or PostgreSQL, and the folder beside them. Row types never leave this folder.

mod connection;
pub mod migration;
mod projects;
pub mod tokens;
mod scenario_names;
mod series;
pub mod objects;
pub mod runs;
pub mod verdicts;
pub mod baselines;
pub mod queue;

pub use connection::{Store, StoreError};
pub use objects::ObjectFolder;
pub use projects::DEFAULT_PROJECT;
pub use runs::RunKeeper;

/// Lower-case hexadecimal, as hashes stand in rows and file formats.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}
