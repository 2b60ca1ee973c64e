//! Suites and schedules in virtual time: which ticks fire, on both databases, whatever ends in between.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, and in what only tests call, a panic is the report"
)]

mod calendar;
mod expression;
mod decide;
mod bench;
mod ticks;
mod overlap;
mod suites;
mod owed;
#[path = "../postgres/mod.rs"]
mod postgres;
