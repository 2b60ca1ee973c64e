//! Jobs in a real Chromium, checked by what the page saw. Never leaves a process behind.

mod stand;
mod steps;
mod failures;
mod guard;
