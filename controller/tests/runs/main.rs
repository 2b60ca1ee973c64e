//! Runs from the upload to the answer: store, intake, baseline check and HTTP, on both databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the report")]

mod samples;
mod house;
mod store_suite;
mod series;
mod windows;
mod tokens;
mod judging;
mod intake_faults;
#[cfg(target_os = "linux")]
mod full_disk;
mod tight_files;
mod filters;
mod edits;
mod api;
mod api_errors;
mod compare;
mod compare_series;
mod uploads;
mod coded_uploads;
mod client_ids;
mod zips;
mod packages;
mod package_uploads;
#[path = "../postgres/mod.rs"]
mod postgres;
