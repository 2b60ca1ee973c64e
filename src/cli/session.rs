//! What can be typed about manual sessions: processes that a person chooses on a device and watches.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{OneController, RunLabels};

/// `perfsight session`
#[derive(Args, Clone, Debug)]
pub(crate) struct SessionArgs {
    /// What to do
    #[command(subcommand)]
    pub(crate) action: SessionAction,
}

/// What to do with manual sessions.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum SessionAction {
    /// Show the processes of a device, the busiest first
    Processes(ProcessesArgs),
    /// Watch chosen processes until Ctrl-C, and keep what was measured as a run
    Start(StartArgs),
    /// End a session that was started elsewhere or left alone; what it measured becomes a run
    Stop(StopArgs),
}

/// `perfsight session processes`
#[derive(Args, Clone, Debug)]
pub(crate) struct ProcessesArgs {
    /// The device, as the dashboard names it
    pub(crate) device: String,
    /// Whose device
    #[command(flatten)]
    pub(crate) at: OneController,
    /// How many to show; all of them in JSON
    #[arg(long, env = "PERFSIGHT_TOP", default_value_t = 30, value_name = "N")]
    pub(crate) top: usize,
    /// Print the list as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
}

/// `perfsight session start`
#[derive(Args, Clone, Debug)]
pub(crate) struct StartArgs {
    /// The device, as the dashboard names it
    pub(crate) device: String,
    /// Ids of the processes to watch
    #[arg(required = true, value_name = "PID")]
    pub(crate) pids: Vec<u32>,
    /// Whose device
    #[command(flatten)]
    pub(crate) at: OneController,
    /// Whose view is measured
    #[arg(long, env = "PERFSIGHT_MODE", default_value = "system", value_name = "MODE")]
    pub(crate) mode: Mode,
    /// Sampling interval in milliseconds
    #[arg(long, env = "PERFSIGHT_INTERVAL_MS", default_value_t = 1_000, value_name = "MS")]
    pub(crate) interval_ms: u64,
    /// After which time it ends by itself, e.g. 90s or 2h
    #[arg(long, env = "PERFSIGHT_LIMIT", default_value = "1h", value_name = "TIME")]
    pub(crate) limit: String,
    /// Title of the run; the names of the processes where absent
    #[arg(long, env = "PERFSIGHT_TITLE", value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// What to call it
    #[command(flatten)]
    pub(crate) labels: RunLabels,
    /// Print the session's id and leave it alone; `stop` ends it
    #[arg(long, env = "PERFSIGHT_DETACH")]
    pub(crate) detach: bool,
    /// Where to write the Dataset of the run, too
    #[arg(long, short, env = "PERFSIGHT_OUTPUT", conflicts_with = "detach", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// `perfsight session stop`
#[derive(Args, Clone, Debug)]
pub(crate) struct StopArgs {
    /// Its id, as `start` printed it
    pub(crate) id: String,
    /// Whose session
    #[command(flatten)]
    pub(crate) at: OneController,
}

/// Whose view of the processes is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// The operating system's
    System,
    /// The browser's own
    Browser,
    /// Both; the system's alone where no browser can be asked
    Hybrid,
}

impl Mode {
    /// The API's word for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Browser => "browser",
            Self::Hybrid => "hybrid",
        }
    }
}
