//! What a door hands to intake: where the bytes lie and what the door knows of them.

use std::path::PathBuf;

use dataset::Timestamp;
use protocol::{AttemptRef, RunId};
use scenarios::BaselineRule;

/// Where the bytes of a run lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The Dataset, a file of the door's own.
    pub dataset: PathBuf,
    /// Files that came with it.
    pub attachments: Vec<IncomingFile>,
}

/// A file that came with a Dataset. It is stored if the Dataset names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its name in the Dataset.
    pub name: String,
    /// Where its content lies.
    pub path: PathBuf,
}

/// What a door knows of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// A fresh id.
    pub run: RunId,
    /// Now.
    pub now: Timestamp,
    /// The project that the run is added to.
    pub project: String,
    /// The attempt that produced it; absent for uploads.
    pub origin: Option<AttemptRef>,
    /// What the sender says over what the Dataset says.
    pub overrides: Overrides,
    /// What it is to be judged against.
    pub rule: BaselineRule,
}

/// Largest Dataset that any door takes, bytes.
pub const MAX_DATASET_BYTES: u64 = 1 << 30;
/// The rule for runs that come without a scenario, as uploads do.
pub const UPLOAD_RULE: BaselineRule = BaselineRule::PreviousRelease;

/// What the sender says over what the Dataset says. The Dataset's bytes stay as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Replaces the Dataset's client id.
    pub client_id: Option<String>,
    /// Whether `client_id` names this content and no other: a run of other content that carries it refuses this one.
    pub client_id_is_key: bool,
    /// Replaces the Dataset's title.
    pub title: Option<String>,
    /// Replaces the Dataset's `release:` tag.
    pub release: Option<String>,
    /// Replaces the Dataset's scenario.
    pub scenario: Option<String>,
    /// Replaces the Dataset's build.
    pub build_id: Option<String>,
    /// Added to the Dataset's tags.
    pub tags: Vec<String>,
}
