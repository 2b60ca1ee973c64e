//! What pages report through our binding: web vitals and custom metrics. The observers only listen.

mod report;

pub use report::{PageReport, ReportError, ReportKind};

/// The binding by which the observers report; they take it away from the page.
pub const BINDING: &str = "__perfsight";

/// Runs in every document before its own scripts.
pub const OBSERVERS: &str = include_str!("observers.js");
