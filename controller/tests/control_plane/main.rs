//! The control plane as its users meet it: planner, lease, queue, and agents over loopback gRPC.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, and in what only tests call, a panic is the report"
)]

mod samples;
mod plan;
mod plan_properties;
mod lease;
mod lease_properties;
#[path = "../postgres/mod.rs"]
mod postgres;
mod queue;
mod fleet_rows;
mod small_lab;
mod scripted_agent;
mod agents;
mod projects;
mod agent_files;
mod job_routes;
mod fleet_routes;
mod queue_routes;
mod schedule_routes;
#[path = "../watcher/mod.rs"]
mod watcher;
mod live_jobs;
mod sessions;
mod encrypted;
mod one_folder;
