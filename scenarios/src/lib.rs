//! YAML text to a checked [`Scenario`] or [`Suite`]. Reads no file, no environment and no clock: all of that enters as arguments.

mod source;
mod yaml;
mod words;
mod nearest;
mod duration;
mod fill;
mod read;
mod declared;
mod build;
mod parse;
mod mistake;
pub mod scenario;
pub mod step;
mod page;
mod plan;
mod secret;
mod schema;
mod suite;
mod library;

pub use library::{LibraryScenario, LibrarySuite, library, library_suites};
pub use mistake::{Mistake, Mistakes};
pub use page::{page_at, page_media_type};
pub use parse::{pages_folder, parse, parse_bytes};
pub use plan::Plan;
pub use scenario::{
    Aggregate, BaselineRule, BrowserKind, BrowserSpec, CollectionMode, CollectionSpec, Direction, MetricSpec,
    MetricStandard, Requirements, Retries, Scenario, Site, Timeouts, Viewport,
};
pub use schema::{schema, suite_schema};
pub use secret::{MASK, UnknownSecret, mask, reveal};
pub use source::{Inputs, Overrides, Source};
pub use step::{Condition, LoadState, Phase, ScrollTo, Selector, Step, StepKind};
pub use suite::{MAX_CELLS, Suite, SuiteCell, SuiteSource, parse_suite, scenarios_of_suite};
