//! Why a Dataset cannot be accepted, and where in it; never a position that only a program could find.

use crate::Timestamp;

/// One thing that a Dataset must not hold, at the path where it stands.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{path}: {fault}")]
pub struct Refusal {
    /// Path inside the file, e.g. `report.metrics[17].metrics["4321"].memory_rss`.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong at a path. Messages say what would be right.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Required metadata is absent or empty.
    #[error("required and missing")]
    Missing,
    /// The value has another type or range than the format gives it; the message is the parser's.
    #[error("{message}")]
    Shape {
        /// What was found and what was expected.
        message: String,
    },
    /// A number below zero where there is none.
    #[error("{value} is not a percentage (0 or more)")]
    NegativePercentage {
        /// What was found.
        value: f64,
    },
    /// Infinity, or not a number.
    #[error("{value} is not a finite number")]
    NotFinite {
        /// What was found.
        value: f64,
    },
    /// Batches or iterations do not ascend by time.
    #[error("{found} lies before {previous}, the one in front of it; sort ascending by time")]
    TimeGoesBack {
        /// The time of the earlier entry.
        previous: Timestamp,
        /// The time that lies before it.
        found: Timestamp,
    },
    /// A window ends before it starts.
    #[error("ends {ended_at}, before its start {started_at}")]
    EndsBeforeStart {
        /// Start of the window.
        started_at: Timestamp,
        /// End of the window.
        ended_at: Timestamp,
    },
    /// Iterations do not ascend by index.
    #[error("index {found} follows index {previous}; indices ascend")]
    IndexGoesBack {
        /// Index of the iteration in front.
        previous: u32,
        /// Index found.
        found: u32,
    },
    /// A second `release:<version>` tag.
    #[error("`{tag}` is a second release tag beside `{first}`; a run belongs to one release")]
    SecondRelease {
        /// The first one.
        first: String,
        /// The further one.
        tag: String,
    },
    /// The name could lead out of the folder that it is stored in.
    #[error(
        "`{name}` is not a plain file name (no folders, no `..`, no control characters, at most 255 bytes)"
    )]
    NotAFileName {
        /// What was found.
        name: String,
    },
    /// The same key, process or file twice.
    #[error("stands here a second time; keep one")]
    Twice,
    /// The alias `sources` names something that is no source.
    #[error("`{found}` is not a source; use `browser` or `system`")]
    NotASource {
        /// What was found.
        found: String,
    },
    /// The alias `sources` says something else than `mode`.
    #[error("these sources mean `{meant}`, yet `mode` says `{mode}`; drop one of the two")]
    SourcesAgainstMode {
        /// The mode that the sources mean.
        meant: String,
        /// The mode that is given.
        mode: String,
    },
}

impl Refusal {
    pub(crate) fn at(path: impl Into<String>, fault: Fault) -> Self {
        Self { path: path.into(), fault }
    }
}
