//! What a stranger may send, under any bytes: each test replays what a fuzzer found and tries some more. `make fuzz` lets
//! the fuzzer search; what it finds lies in `__fuzz__` beside the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

#[path = "../runs/samples.rs"]
mod samples;
#[path = "../runs/house.rs"]
#[expect(dead_code, reason = "the house serves the tests of runs too")]
mod house;
#[path = "../postgres/mod.rs"]
mod postgres;
#[path = "../access/door.rs"]
#[expect(dead_code, reason = "the door serves the tests of access too")]
mod door;
mod streams;
mod packages;
mod headers;
mod requests;
mod series;
