//! Sign-in by `OpenID` Connect against a certified provider: the whole way through its own pages, and everything that can be
//! altered on the way.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

#[path = "../runs/samples.rs"]
mod samples;
#[expect(dead_code, reason = "the samples and the house serve the tests of runs too")]
#[path = "../runs/house.rs"]
mod house;
#[path = "../postgres/mod.rs"]
mod postgres;
mod provider;
mod between;
mod browser;
mod stand;
mod people;
mod outages;
mod forgeries;
mod returns;
