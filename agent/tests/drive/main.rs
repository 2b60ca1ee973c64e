//! Jobs in a real Chromium, checked by what the page saw. Never leaves a process behind.

#![expect(clippy::unwrap_used, reason = "a panic is the report of a test, also in what tests share")]
#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks at one kind of event")]
#![expect(clippy::float_cmp, reason = "pages count in whole numbers")]

mod stand;
mod steps;
mod measured;
mod firefox;
mod failures;
mod guard;
