//! What can go wrong with a driver's command, told apart by whose fault it is. Never blames the page for a dead
//! browser.

use std::time::Duration;

use fantoccini::error::{CmdError, ErrorStatus};

/// A command that did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// No answer at all.
    #[error("the driver did not answer `{command}` within {} s", limit.as_secs_f64())]
    Hung {
        /// What was asked.
        command: &'static str,
        /// How long we waited.
        limit: Duration,
    },
    /// The driver cannot be reached any more.
    #[error("the driver was lost during `{command}`")]
    DriverLost {
        /// What was asked.
        command: &'static str,
        /// Why.
        #[source]
        source: Box<CmdError>,
    },
    /// The driver lives, its browser does not.
    #[error("the browser was lost during `{command}`: {message}")]
    BrowserLost {
        /// What was asked.
        command: &'static str,
        /// The driver's words, first line.
        message: String,
    },
    /// The driver and the browser live; the page or the scenario is at fault.
    #[error("{message}")]
    Refused {
        /// How the driver classes it; absent for answers outside the standard.
        status: Option<Refusal>,
        /// The driver's words, first line.
        message: String,
    },
}

/// Kinds of refusal that steps answer in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing matches the selector (yet).
    NoSuchElement,
    /// The element left the page.
    Stale,
    /// It is there and cannot be acted upon (yet).
    NotInteractable,
    /// A page or a script took too long.
    Timeout,
    /// Anything else.
    Other,
}

impl CommandError {
    /// Whether the machinery failed, not the page.
    pub(crate) fn is_infrastructure(&self) -> bool {
        match self {
            Self::Hung { .. } | Self::DriverLost { .. } | Self::BrowserLost { .. } => true,
            Self::Refused { .. } => false,
        }
    }

    /// The kind of refusal, where it is one.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused { status, .. } => *status,
            Self::Hung { .. } | Self::DriverLost { .. } | Self::BrowserLost { .. } => None,
        }
    }

    /// Whether the same command may succeed in a moment.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self.refusal(), Some(Refusal::NoSuchElement | Refusal::Stale | Refusal::NotInteractable))
    }

    /// Classes what fantoccini says.
    pub(crate) fn of(command: &'static str, error: CmdError) -> Self {
        if let CmdError::Standard(answer) = &error {
            let message = first_line(&answer.message);
            return if speaks_of_a_lost_browser(&answer.error, &message) {
                Self::BrowserLost { command, message }
            } else {
                Self::Refused { status: Some(refusal(&answer.error)), message }
            };
        }
        if matches!(error, CmdError::Failed(_) | CmdError::FailedC(_) | CmdError::Lost(_)) {
            return Self::DriverLost { command, source: Box::new(error) };
        }
        Self::Refused { status: None, message: first_line(&error.to_string()) }
    }
}

fn refusal(status: &ErrorStatus) -> Refusal {
    if *status == ErrorStatus::NoSuchElement {
        Refusal::NoSuchElement
    } else if *status == ErrorStatus::StaleElementReference || *status == ErrorStatus::DetachedShadowRoot {
        Refusal::Stale
    } else if *status == ErrorStatus::ElementNotInteractable
        || *status == ErrorStatus::ElementClickIntercepted
        || *status == ErrorStatus::MoveTargetOutOfBounds
    {
        Refusal::NotInteractable
    } else if *status == ErrorStatus::Timeout || *status == ErrorStatus::ScriptTimeout {
        Refusal::Timeout
    } else {
        Refusal::Other
    }
}

fn speaks_of_a_lost_browser(status: &ErrorStatus, message: &str) -> bool {
    *status == ErrorStatus::InvalidSessionId
        || *status == ErrorStatus::NoSuchWindow
        || [
            "disconnected",
            "not reachable",
            "not connected to DevTools",
            "session deleted",
            "invalid session id",
        ]
        .iter()
        .any(|sign| message.contains(sign))
            && !message.contains("tab crashed")
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim().to_owned()
}
