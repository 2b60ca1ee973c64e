//! YAML text to a checked [`Scenario`]. Reads no file, no environment and no clock: all of that enters as arguments.

pub mod scenario;
pub mod step;

pub use scenario::{
    Aggregate, BaselineRule, BrowserKind, BrowserSpec, CollectionMode, CollectionSpec, Direction, MetricSpec,
    MetricStandard, Requirements, Retries, Scenario, Site, Timeouts, Viewport,
};
pub use step::{Condition, LoadState, Phase, ScrollTo, Selector, Step, StepKind};
