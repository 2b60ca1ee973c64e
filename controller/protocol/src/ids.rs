//! Newtypes of everything that is counted or named across the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id that an edge made or read.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The id itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id! {
    /// A request to run one scenario once.
    JobId
}
uuid_id! {
    /// A recorded execution.
    RunId
}
uuid_id! {
    /// An installed agent; kept in its data folder, so that it is the same after a restart.
    AgentId
}

/// Makes ids: UUIDs of version 7, which sort by the time at which they were made. Handed to whoever needs new ids, so
/// that decisions stay free of clocks and of chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ids;

impl Ids {
    /// A new job's id.
    pub fn job(self) -> JobId {
        JobId(self.uuid())
    }

    /// A new run's id.
    pub fn run(self) -> RunId {
        RunId(self.uuid())
    }

    /// A newly installed agent's id.
    pub fn agent(self) -> AgentId {
        AgentId(self.uuid())
    }

    /// An id of any other kind.
    #[expect(clippy::disallowed_methods, reason = "this is the one source of ids")]
    pub fn uuid(self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A device as its agent names it, unique within the controller: `<agent name>/<device name>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(String);

impl DeviceId {
    /// Wraps a device's name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Counts the attempts at one job from 1. It is the fencing token: a message of a lower attempt is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttemptNumber(pub u32);

/// One attempt at one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttemptRef {
    /// The job.
    pub job: JobId,
    /// Which attempt.
    pub number: AttemptNumber,
}

impl AttemptRef {
    /// The id that the run of this attempt gets: known before there is a run, and the same however often it is sent.
    pub fn run(self) -> RunId {
        RunId(Uuid::from_u128(self.job.0.as_u128() ^ Self::mask(self.number)))
    }

    /// The attempt with this number whose run has this id, if any has.
    pub fn of_run(run: RunId, number: AttemptNumber) -> Self {
        Self { job: JobId(Uuid::from_u128(run.0.as_u128() ^ Self::mask(number))), number }
    }

    /// Touches nothing but random bits of a UUID of version 7, so that runs still sort by the time of their jobs.
    fn mask(number: AttemptNumber) -> u128 {
        (1 << 61) | u128::from(number.0)
    }
}

impl fmt::Display for AttemptRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.job, self.number.0)
    }
}
