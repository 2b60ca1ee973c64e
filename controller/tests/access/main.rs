//! Who may do what: every route against every kind of stranger, people, projects, tokens, shares, links, the audit log.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

#[path = "../runs/samples.rs"]
mod samples;
#[expect(dead_code, reason = "the samples and the house serve the tests of runs too")]
#[path = "../runs/house.rs"]
mod house;
#[path = "../postgres/mod.rs"]
mod postgres;
mod door;
mod rows;
mod router;
mod people;
mod identities;
mod sessions;
mod projects;
mod links;
mod edits;
mod deleted;
mod views;
