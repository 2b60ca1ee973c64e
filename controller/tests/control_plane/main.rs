//! The control plane as its users meet it: planner, lease and queue. Starts no process but a database, reads no clock.

mod samples;
mod plan;
mod plan_properties;
mod lease;
mod lease_properties;
