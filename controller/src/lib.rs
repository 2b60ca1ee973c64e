//! Schedules scenarios onto agents, stores what they measure, judges it and shows it. Never measures anything.

mod hex;
mod loopback;
pub mod schedule;
pub mod lease;
pub mod intake;
pub mod baseline_check;
pub mod alert;
pub mod access;
pub mod oidc;
pub mod store;
pub mod metrics;
pub mod trace;
pub mod doors;
pub mod connections;
pub mod agent_api;
pub mod http_api;
pub mod live;
pub mod composition;
