//! What the controller says to an agent, as frames. Pure; sends nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::ws::Message;
use dataset::Timestamp;
use protocol::{Assignment, AttemptRef, ControllerMessage, Work};
use scenarios::{Scenario, Site};
use serde::Serialize;

/// A frame of the controller's.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum AgentAnswer {
    /// Answers hello.
    Registered {
        heartbeat_interval_ms: u64,
        lease_duration_ms: u64,
        /// Epoch milliseconds.
        server_time: i64,
        /// Attempts to drop.
        ended: Vec<AttemptRef>,
    },
    /// Run this.
    Assignment(Box<AssignmentFrame>),
    /// Stop this attempt and send its result.
    Cancel { attempt: AttemptRef, reason: String },
    /// Take nothing new.
    Drain,
    /// The attempt is over: stop it, keep nothing.
    AttemptEnded { attempt: AttemptRef },
    /// The file is on disk, or is not wanted.
    AttachmentAcknowledged { attempt: AttemptRef, name: String },
    /// The result is stored.
    ResultAcknowledged { attempt: AttemptRef },
}

/// A job handed to the agent's device.
#[derive(Debug, Serialize)]
pub(super) struct AssignmentFrame {
    attempt: AttemptRef,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<String>,
    tags: Vec<String>,
    lease_duration_ms: u64,
    scenario: Box<Scenario>,
    /// Where the controller serves the scenario's pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pages_url: Option<String>,
}

impl AgentAnswer {
    /// The frame of a message. `pages_url` gives the address of an attempt's pages. Nothing for what answers messages that
    /// agents of this door do not send.
    pub(super) fn of(
        message: ControllerMessage,
        now: Timestamp,
        pages_url: impl Fn(AttemptRef) -> Option<String>,
    ) -> Option<Self> {
        Some(match message {
            ControllerMessage::Registered { heartbeat_interval, lease_duration, ended } => Self::Registered {
                heartbeat_interval_ms: ms(heartbeat_interval),
                lease_duration_ms: ms(lease_duration),
                server_time: now.epoch_ms(),
                ended,
            },
            ControllerMessage::Assignment(assignment) => {
                Self::Assignment(Box::new(AssignmentFrame::of(*assignment, pages_url)?))
            }
            ControllerMessage::UploadAcknowledged { attempt, name, received_bytes: _ } => {
                Self::AttachmentAcknowledged { attempt, name }
            }
            ControllerMessage::ResultAcknowledged { attempt, run: _ } => Self::ResultAcknowledged { attempt },
            ControllerMessage::AttemptEnded(attempt) => Self::AttemptEnded { attempt },
            ControllerMessage::Cancel { attempt, reason } => Self::Cancel { attempt, reason },
            ControllerMessage::Drain => Self::Drain,
            ControllerMessage::SamplesAcknowledged { .. }
            | ControllerMessage::ListProcesses { .. }
            | ControllerMessage::Finish { .. } => return None,
        })
    }

    /// As a text frame.
    pub(super) fn message(&self) -> Message {
        Message::text(serde_json::to_string(self).expect("what the controller says is plain JSON"))
    }
}

impl AssignmentFrame {
    /// Nothing for a manual session, which no device of this door is ever given: it says that it watches no processes.
    fn of(assignment: Assignment, pages_url: impl Fn(AttemptRef) -> Option<String>) -> Option<Self> {
        let Assignment { attempt, device: _, work, title, build, tags, lease_duration } = assignment;
        let Work::Scenario(mut scenario) = work else { return None };
        let pages_url = match scenario.site {
            Site::Pages(_) => pages_url(attempt),
            Site::BaseUrl(_) | Site::Absolute => None,
        };
        if let Site::Pages(pages) = &mut scenario.site {
            // The names say that there are pages; the device opens them at their address.
            *pages = std::mem::take(pages)
                .into_keys()
                .map(|name| (name, String::new()))
                .collect::<BTreeMap<_, _>>();
        }
        let lease_duration_ms = ms(lease_duration);
        Some(Self { attempt, title, build, tags, lease_duration_ms, scenario, pages_url })
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
