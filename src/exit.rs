//! The exit codes that people build pipelines on, and the error that carries one.

use std::fmt;
use std::process::ExitCode;

/// Why the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing got worse.
    Passed,
    /// At least one metric regressed.
    Regressed,
    /// Bad usage, or a mistake in the scenario or Dataset.
    Usage,
    /// A step of the scenario failed.
    ScenarioFailed,
    /// No agent, no driver, a lost device, a controller that is not there.
    Infrastructure,
    /// The data cannot tell, and a verdict was required.
    Inconclusive,
    /// Interrupted.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Passed => 0,
            Exit::Regressed => 1,
            Exit::Usage => 2,
            Exit::ScenarioFailed => 3,
            Exit::Infrastructure => 4,
            Exit::Inconclusive => 5,
            Exit::Interrupted => 130,
        })
    }
}

/// An error with the exit code that it leads to.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The code.
    pub(crate) exit: Exit,
    /// The chain of causes.
    pub(crate) error: anyhow::Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

/// What every subcommand gives back.
pub(crate) type CommandResult = Result<Exit, Failure>;

/// Names the exit code of an error where it crosses into the command line.
pub(crate) trait FailWith<T> {
    /// This error means `exit`.
    fn fail_with(self, exit: Exit) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> FailWith<T> for Result<T, E> {
    fn fail_with(self, exit: Exit) -> Result<T, Failure> {
        self.map_err(|error| Failure { exit, error: error.into() })
    }
}
