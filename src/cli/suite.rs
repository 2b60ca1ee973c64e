//! What can be typed about suites.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{OneController, RunLabels};

/// `perfsight suite`
#[derive(Args, Clone, Debug)]
pub(crate) struct SuiteArgs {
    /// What to do
    #[command(subcommand)]
    pub(crate) action: SuiteAction,
}

/// What to do with suites.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum SuiteAction {
    /// Check a suite, and the scenarios beside it that it names, and show the jobs it becomes
    Check(SuiteCheckArgs),
    /// Keep a suite on a controller, with the scenarios beside it that it names
    Keep(SuiteKeepArgs),
    /// Start a suite that a controller keeps
    Start(SuiteStartArgs),
}

/// `perfsight suite check`
#[derive(Args, Clone, Debug)]
pub(crate) struct SuiteCheckArgs {
    /// Suite file
    pub(crate) file: PathBuf,
}

/// `perfsight suite keep`
#[derive(Args, Clone, Debug)]
pub(crate) struct SuiteKeepArgs {
    /// Suite file
    pub(crate) file: PathBuf,
    /// Where
    #[command(flatten)]
    pub(crate) at: OneController,
}

/// `perfsight suite start`
#[derive(Args, Clone, Debug)]
pub(crate) struct SuiteStartArgs {
    /// The suite, by name
    pub(crate) name: String,
    /// Where
    #[command(flatten)]
    pub(crate) at: OneController,
    /// What to call its runs
    #[command(flatten)]
    pub(crate) labels: RunLabels,
    /// Name of this start and no other, e.g. a CI job's id: what is sent twice is started once
    #[arg(long, env = "PERFSIGHT_KEY", value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// Wait for the end of every job, and end with what they found, as `perfsight run` does
    #[arg(long, env = "PERFSIGHT_WAIT")]
    pub(crate) wait: bool,
    /// End with 5 if the data cannot tell
    #[arg(long, env = "PERFSIGHT_REQUIRE_VERDICT", requires = "wait")]
    pub(crate) require_verdict: bool,
    /// Print the result as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
    /// Write the result as `JUnit` XML: one test case per judged metric
    #[arg(long, env = "PERFSIGHT_JUNIT", value_name = "FILE", requires = "wait")]
    pub(crate) junit: Option<PathBuf>,
}
