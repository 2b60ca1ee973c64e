//! Alerts from the verdict to the receiver of the webhook: lifecycle, rows on both databases, outbox, HTTP.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

#[path = "../runs/samples.rs"]
mod samples;
#[expect(dead_code, reason = "the samples, the house and its door serve the tests of runs and of access too")]
#[path = "../runs/house.rs"]
mod house;
#[path = "../postgres/mod.rs"]
mod postgres;
#[expect(dead_code, reason = "the samples, the house and its door serve the tests of runs and of access too")]
#[path = "../access/door.rs"]
mod door;
mod night;
mod lifecycle;
mod lifecycle_properties;
mod store_suite;
mod crash;
mod receiver;
mod outbox;
mod api;
mod api_errors;
