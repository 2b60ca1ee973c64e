//! One file per promise to a user, kept by real processes, a real browser and real faults.

#[path = "../lab/mod.rs"]
mod lab;

mod access;
mod alerts;
mod bad_input;
mod description;
mod faults;
mod measurement;
mod nightly;
mod planted_slowdown;
mod sessions;
mod streams;
mod suites;
mod uploads;
