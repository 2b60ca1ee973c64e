//! Rows and bytes on SQLite or PostgreSQL, and the folder beside them. Row types never leave this folder.

mod connection;
pub mod migration;
pub mod projects;
pub mod tokens;
pub mod access;
mod scenario_names;
pub mod series;
pub mod objects;
pub mod runs;
pub mod verdicts;
pub mod baselines;
pub mod alerts;
pub mod baseline_scopes;
pub mod trends;
pub mod annotations;
pub mod saved_views;
pub mod queue;
pub mod schedules;

pub use connection::{Store, StoreError};
pub use objects::ObjectFolder;
pub use projects::DEFAULT_PROJECT;
pub use runs::RunKeeper;
