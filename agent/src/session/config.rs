//! How one agent is set up. Never prints its token.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use protocol::Labels;

use super::effect::DrainPolicy;
use crate::drive::GuardCommand;

/// Samples of one attempt that fit on the disk, bytes, unless the operator says otherwise: days of ordinary sampling.
pub const SPOOL_LIMIT_BYTES: u64 = 2 << 30;

/// How one agent is set up.
#[derive(Clone, Debug)]
pub struct AgentConfig {
    /// `host:port`, or an address with `http://` (loopback only) or `https://`.
    pub controller: String,
    /// What the controller knows this agent by.
    pub token: AgentToken,
    /// PEM file with the authority that signed the controller's certificate; needed for `https://`.
    pub ca: Option<PathBuf>,
    /// The agent's name for people.
    pub name: String,
    /// Operator's labels.
    pub labels: Labels,
    /// Folder for the agent's id and for attempts under way; one agent at a time.
    pub data: PathBuf,
    /// Outside programs that `exec` steps may run, by name.
    pub allowed_programs: BTreeMap<String, PathBuf>,
    /// How the process is started that reaps a job's browser when the agent is killed.
    pub guard: GuardCommand,
    /// What `exec` steps find in their environment beside their site and attempt; masked in logs.
    pub program_environment: BTreeMap<String, String>,
    /// What becomes of running jobs when the agent is stopped.
    pub drain: DrainPolicy,
    /// For how long an unreachable controller is tried; for ever where absent.
    pub give_up_after: Option<Duration>,
    /// Largest spool of one attempt, bytes; an attempt that needs more ends as an infrastructure failure.
    pub spool_limit_bytes: u64,
}

/// The secret that an agent shows to its controller.
#[derive(Clone)]
pub struct AgentToken(String);

impl AgentToken {
    /// Wraps a token.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AgentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgentToken(hidden)")
    }
}
