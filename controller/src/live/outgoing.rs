//! What the controller says on a socket. Never says more of a failure of its own than that it failed.

use axum::extract::ws::{CloseFrame, Message, close_code};
use dataset::Timestamp;
use protocol::RunId;
use serde::Serialize;

use super::settings::Settings;
use crate::http_api::wire::error::{ApiError, Code};
use crate::intake::streaming::{FrameFault, HelloFault};

/// A frame of the controller's.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    /// The run is open.
    HelloAck(HelloAck),
    /// Everything up to this number is on disk.
    Ack {
        /// The number.
        seq: u64,
    },
    /// A frame was not taken.
    Error(Fault),
    /// The run is stored.
    Stopped {
        /// Its id.
        run_id: RunId,
        /// Where it is shown.
        url: String,
    },
}

/// The answer to a hello.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct HelloAck {
    pub(super) run_id: RunId,
    pub(super) url: String,
    pub(super) resume_token: String,
    pub(super) last_seq: u64,
    pub(super) ack_interval_ms: u64,
    pub(super) idle_timeout_ms: u64,
    /// Epoch milliseconds.
    pub(super) server_time: i64,
}

/// Something went wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Fault {
    /// The number that clients tell faults apart by.
    code: u16,
    msg: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    /// Whether the socket closes now.
    fatal: bool,
}

/// Why a socket closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// All is said.
    Done,
    /// The client must change something before it comes again.
    Refused,
    /// The client was silent.
    Idle,
    /// A newer socket speaks for the run.
    Replaced,
    /// The controller ends; come again.
    Leaving,
    /// Too many sockets; come again later.
    Busy,
    /// The controller failed.
    Failed,
}

impl Said {
    /// As a text frame.
    pub(super) fn message(&self) -> Message {
        Message::text(serde_json::to_string(self).expect("what the controller says is plain JSON"))
    }

    /// A frame that was not taken.
    pub(super) fn frame_fault(fault: &FrameFault, seq: Option<u64>, fatal: bool) -> Self {
        Self::Error(Fault { code: number(fault).number(), msg: fault.to_string(), seq, fatal })
    }

    /// A hello that was not taken.
    pub(super) fn hello_fault(fault: &HelloFault) -> Self {
        let code = match fault {
            HelloFault::Frame(fault) => number(fault),
            HelloFault::NotHello | HelloFault::NoScenario | HelloFault::Label { .. } => Code::Parameter,
        };
        Self::fatal(code, fault.to_string())
    }

    /// What the API would answer.
    pub(super) fn refusal(error: &ApiError) -> Self {
        Self::fatal(error.code(), error.to_string())
    }

    /// A fault behind which the socket stays open.
    pub(super) fn fault(code: Code, msg: impl Into<String>) -> Self {
        Self::Error(Fault { code: code.number(), msg: msg.into(), seq: None, fatal: false })
    }

    /// A fault behind which the socket closes.
    pub(super) fn fatal(code: Code, msg: impl Into<String>) -> Self {
        Self::Error(Fault { code: code.number(), msg: msg.into(), seq: None, fatal: true })
    }

    /// More sockets than are served at once.
    pub(super) fn too_many(most: usize) -> Self {
        let msg = format!("{most} sockets are open, as many as this controller serves; try again later");
        Self::Error(Fault { code: 1004, msg, seq: None, fatal: true })
    }
}

impl HelloAck {
    pub(super) fn new(
        settings: &Settings,
        run_id: RunId,
        url: String,
        resume_token: String,
        now: Timestamp,
    ) -> Self {
        let ms = |period: std::time::Duration| u64::try_from(period.as_millis()).unwrap_or(u64::MAX);
        Self {
            run_id,
            url,
            resume_token,
            last_seq: 0,
            ack_interval_ms: ms(settings.ack_interval),
            idle_timeout_ms: ms(settings.idle_timeout),
            server_time: now.epoch_ms(),
        }
    }
}

impl Closing {
    /// As a frame (RFC 6455, section 7.4; 4000 is ours).
    pub(super) fn message(self) -> Message {
        let (code, reason) = match self {
            Self::Done => (close_code::NORMAL, "done"),
            Self::Refused => (close_code::POLICY, "refused"),
            Self::Idle => (close_code::POLICY, "nothing heard"),
            Self::Replaced => (4000, "a newer socket has taken over"),
            Self::Leaving => (close_code::AWAY, "the controller ends"),
            Self::Busy => (close_code::AGAIN, "too many sockets"),
            Self::Failed => (close_code::ERROR, "internal error"),
        };
        Message::Close(Some(CloseFrame { code, reason: reason.into() }))
    }
}

fn number(fault: &FrameFault) -> Code {
    match fault {
        FrameFault::NotJson { .. } | FrameFault::Binary | FrameFault::Twice { .. } => Code::Format,
        FrameFault::UnknownType { .. } | FrameFault::Gap { .. } | FrameFault::Mixed { .. } => Code::Parameter,
        FrameFault::Value { .. } => Code::Sample,
        FrameFault::Time { .. } => Code::Time,
        FrameFault::TooLarge { .. } | FrameFault::TooMany { .. } | FrameFault::RunFull { .. } => {
            Code::TooLarge
        }
    }
}
