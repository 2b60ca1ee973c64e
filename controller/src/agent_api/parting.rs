//! Why the controller ends a conversation with an agent. Names no transport; each says it in its own way.

use std::time::Duration;

use crate::agent_api::introduction::IntroductionError;
use crate::agent_api::upload::UploadError;
use crate::lease::{DeskClosed, RegistrationError};

/// Why the controller ends a conversation.
#[derive(Debug, thiserror::Error)]
pub enum Parting {
    /// Another message came first.
    #[error("the first message of a stream is a hello")]
    NoHello,
    /// The agent left before it introduced itself.
    #[error("the stream ended before a hello")]
    EndedEarly,
    /// The agent introduced itself again.
    #[error("a second hello on one stream")]
    SecondHello,
    /// What it says of itself cannot be believed.
    #[error(transparent)]
    Introduction(#[from] IntroductionError),
    /// It is not let in.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// What it sends is no file of an attempt.
    #[error(transparent)]
    Upload(UploadError),
    /// It said nothing.
    #[error("nothing heard for {} s", .0.as_secs())]
    Silent(Duration),
    /// It is gone.
    #[error("the agent has left")]
    Left,
    /// It does not read.
    #[error("the agent does not read")]
    Deaf,
    /// It came again by another stream.
    #[error("a newer stream of this agent has taken over")]
    Replaced,
    /// Our disk is full or broken; the log says which.
    #[error("the controller's disk does not take more now")]
    Disk,
    /// We failed.
    #[error("the controller cannot write now")]
    Failed,
    /// The controller ends.
    #[error(transparent)]
    Closed(#[from] DeskClosed),
}

/// What an agent can make of the end of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// It said what no agent may say; coming again as it is helps nothing.
    Mend,
    /// Another agent has its device, or it works for another project at the moment.
    Conflict,
    /// Nothing: come again.
    Return,
    /// Nothing: this stream is of no use any more.
    Leave,
}

impl Parting {
    /// What the agent can make of it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::NoHello | Self::SecondHello | Self::Introduction(_) | Self::Upload(_) => Remedy::Mend,
            Self::Registration(RegistrationError::DeviceTaken { .. } | RegistrationError::OtherProject) => {
                Remedy::Conflict
            }
            Self::Registration(RegistrationError::Storage(_) | RegistrationError::Closed(_))
            | Self::Disk
            | Self::Failed
            | Self::Closed(_) => Remedy::Return,
            Self::EndedEarly | Self::Silent(_) | Self::Left | Self::Deaf | Self::Replaced => Remedy::Leave,
        }
    }

    /// What the agent reads: of our own failures no more than that we failed.
    pub fn told(&self) -> String {
        match self {
            Self::Registration(error @ RegistrationError::Storage(_)) => {
                tracing::error!(error = %crate::doors::chain(error), "an agent cannot be registered");
                "the controller cannot register an agent now".to_owned()
            }
            Self::NoHello
            | Self::EndedEarly
            | Self::SecondHello
            | Self::Introduction(_)
            | Self::Registration(_)
            | Self::Upload(_)
            | Self::Silent(_)
            | Self::Left
            | Self::Deaf
            | Self::Replaced
            | Self::Disk
            | Self::Failed
            | Self::Closed(_) => self.to_string(),
        }
    }
}
