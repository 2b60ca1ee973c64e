//! Why a frame of an agent was not taken, in words that say how to mend it.

use protocol::AttemptRef;

use crate::http_api::wire::error::Code;
use crate::intake::streaming::FrameFault;

/// A frame was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum AgentFault {
    /// It is none, or one of its values is of another type or range.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// Another frame came first.
    #[error("the first frame of a socket is a hello")]
    NoHello,
    /// Nobody knows this type of frame.
    #[error(
        "unknown frame type `{found}`; send heartbeat, accepted, rejected, step, attachment, result or draining"
    )]
    UnknownType {
        /// What was found.
        found: String,
    },
    /// A file that cannot be kept. It is acknowledged all the same: sent again it would be no better.
    #[error("the attachment `{name}` is left out: {why}")]
    Attachment {
        /// Whose.
        attempt: AttemptRef,
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: AttachmentFault,
    },
}

/// A file that cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AttachmentFault {
    /// Its name.
    #[error("its name is not a plain file name")]
    Name,
    /// Its content.
    #[error("its content is not base64 with padding")]
    Base64,
    /// Its size.
    #[error("it has more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
}

impl AgentFault {
    /// The number that clients tell faults apart by.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Frame(FrameFault::NotJson { .. } | FrameFault::Binary | FrameFault::Twice { .. }) => {
                Code::Format
            }
            Self::Frame(
                FrameFault::TooLarge { .. } | FrameFault::TooMany { .. } | FrameFault::RunFull { .. },
            )
            | Self::Attachment { why: AttachmentFault::TooLarge { .. }, .. } => Code::TooLarge,
            Self::Frame(FrameFault::Value { .. })
            | Self::Attachment { why: AttachmentFault::Name | AttachmentFault::Base64, .. } => Code::Sample,
            Self::Frame(FrameFault::Time { .. }) => Code::Time,
            Self::Frame(
                FrameFault::UnknownType { .. } | FrameFault::Gap { .. } | FrameFault::Mixed { .. },
            )
            | Self::NoHello
            | Self::UnknownType { .. } => Code::Parameter,
        }
    }
}
