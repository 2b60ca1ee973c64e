//! Jobs in a real Chromium, checked by what the page saw. Never leaves a process behind.

#![expect(clippy::float_cmp, reason = "pages count in whole numbers")]

mod stand;
mod steps;
mod failures;
mod guard;
