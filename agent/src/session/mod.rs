//! One agent's conversation with its controller: a sans-I/O state machine and the driver that feeds it.

pub mod config;
pub mod effect;
mod batching;
pub mod state_machine;
pub mod data_folder;
pub mod connection;
pub mod driver;

pub use config::{AgentConfig, AgentToken, SPOOL_LIMIT_BYTES};
pub use driver::{RunJob, SessionError, run};
pub use effect::DrainPolicy;
