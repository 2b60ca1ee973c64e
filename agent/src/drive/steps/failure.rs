//! Why a step did not succeed. Never without a word on what was tried.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::drive::address::AddressError;
use crate::drive::keys::ChordError;
use crate::drive::secrets::SecretError;
use crate::drive::stage::PictureError;
use crate::drive::webdriver::browser::StartBrowserError;
use crate::drive::webdriver::failure::CommandError;

/// A step that did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error("no element matches {selector}")]
    Absent { selector: String },
    #[error("{selector} is there and cannot be acted upon: {message}")]
    NotReady { selector: String, message: String },
    #[error("{condition} did not come true within {} s", limit.as_secs_f64())]
    NotFulfilled { condition: String, limit: Duration },
    #[error("the page did not finish loading within {} s", limit.as_secs_f64())]
    NotLoaded { limit: Duration },
    #[error("the step took longer than {} s", limit.as_secs_f64())]
    TooLong { limit: Duration },
    #[error("the script gave {value} instead of a number; write an expression, or `return` its value")]
    NotANumber { value: String },
    #[error("`{name}` is not a plain file name")]
    NotAFileName { name: String },
    #[error("phase `{name}` ends without having begun")]
    NoSuchPhase { name: String },
    #[error("phase `{name}` begins a second time without having ended")]
    PhaseIsOpen { name: String },
    #[error("cannot write `{path}`")]
    Write { path: PathBuf, source: io::Error },
    #[error("the agent's configuration does not allow the program `{program}`; allowed: {allowed}")]
    NotAllowed { program: String, allowed: String },
    #[error("cannot start the program `{program}`")]
    NotStarted { program: String, source: io::Error },
    #[error("the program `{program}` ended with {status}")]
    Unsuccessful { program: String, status: String },
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Chord(#[from] ChordError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("cannot restart the browser")]
    Restart(#[from] StartBrowserError),
    #[error(transparent)]
    Picture(#[from] PictureError),
}

impl StepError {
    /// Whether the machinery failed, not the page or the scenario.
    pub(crate) fn is_infrastructure(&self) -> bool {
        match self {
            Self::Command(error) | Self::Picture(PictureError::Command(error)) => error.is_infrastructure(),
            Self::Restart(_) | Self::Write { .. } | Self::Picture(PictureError::Write { .. }) => true,
            Self::Absent { .. }
            | Self::NotReady { .. }
            | Self::NotFulfilled { .. }
            | Self::NotLoaded { .. }
            | Self::TooLong { .. }
            | Self::NotANumber { .. }
            | Self::NotAFileName { .. }
            | Self::NoSuchPhase { .. }
            | Self::PhaseIsOpen { .. }
            | Self::NotAllowed { .. }
            | Self::NotStarted { .. }
            | Self::Unsuccessful { .. }
            | Self::Address(_)
            | Self::Chord(_)
            | Self::Secret(_) => false,
        }
    }
}
