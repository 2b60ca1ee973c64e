//! The HTTP door as strangers meet it: TLS, proxies, other origins, limits, and what operators see of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

mod authority;
mod door;
mod openmetrics;
mod encrypted;
mod renewed;
mod slow;
mod proxies;
mod origins;
mod headers;
mod rates;
mod metrics;
mod logs;
