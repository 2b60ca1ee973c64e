//! Samples the driven browser from outside and inside at drift-free ticks. Never changes what it measures.

pub mod seam;
pub mod clock;
pub mod cpu_meter;
pub mod ticks;
pub mod system;
pub mod browser;
pub mod accounts;
pub mod batch;
pub mod definitions;
pub mod overhead;
pub mod processes;
pub mod listing;
mod outbox;
mod watch;
pub mod collector;

pub use collector::{CollectError, Collector};
pub use seam::{Boundary, Chosen, Collected, CollectionReport, Target};
