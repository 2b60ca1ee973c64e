//! What a finished job is told as: a table for people, JSON for programs, `JUnit` for CI.

mod judgment;
mod table;
mod junit;

pub(crate) use judgment::Judgment;
pub(crate) use junit::junit;
pub(crate) use table::{judgment_rows, table};

use analysis::Verdict;
use serde::{Deserialize, Serialize};

use crate::exit::Exit;

/// How one job ended, with everything that a reader asks for next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct JobReport {
    /// The job.
    pub(crate) job_id: String,
    /// The scenario's name.
    pub(crate) scenario: String,
    /// Title of its run: the scenario with the values of its parameters.
    pub(crate) title: String,
    /// How it ended.
    pub(crate) ending: Ending,
    /// The stored run, where there is one.
    pub(crate) run_id: Option<String>,
    /// Address of the run's page.
    pub(crate) url: Option<String>,
    /// The judgment, where there was something to judge.
    pub(crate) verdict: Option<Judgment>,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Ending {
    /// Every step succeeded.
    Completed,
    /// A step failed.
    ScenarioFailed {
        /// Which, and why.
        reason: String,
    },
    /// Not the scenario's fault.
    Infrastructure {
        /// What happened.
        reason: String,
    },
    /// Somebody canceled it.
    Canceled,
}

impl JobReport {
    /// The exit code of this job alone.
    pub(crate) fn exit(&self, require_verdict: bool) -> Exit {
        match &self.ending {
            Ending::ScenarioFailed { .. } => Exit::ScenarioFailed,
            Ending::Infrastructure { .. } => Exit::Infrastructure,
            Ending::Canceled => Exit::Interrupted,
            Ending::Completed => {
                // What was never judged is as good as what could not be.
                let word = self.verdict.as_ref().map_or(Verdict::Inconclusive, |judgment| judgment.verdict);
                exit_of(word, require_verdict)
            }
        }
    }
}

/// The exit code of a verdict.
pub(crate) fn exit_of(verdict: Verdict, require_verdict: bool) -> Exit {
    match verdict {
        Verdict::Regressed => Exit::Regressed,
        Verdict::Inconclusive if require_verdict => Exit::Inconclusive,
        Verdict::Improved | Verdict::Unchanged | Verdict::Inconclusive => Exit::Passed,
    }
}

/// The exit code of several jobs: the one that asks for most attention.
pub(crate) fn exit_of_all(reports: &[JobReport], require_verdict: bool) -> Exit {
    let rank = |exit: &Exit| match exit {
        Exit::Passed => 0,
        Exit::Inconclusive => 1,
        Exit::Regressed => 2,
        Exit::ScenarioFailed => 3,
        Exit::Infrastructure => 4,
        Exit::Usage => 5,
        Exit::Interrupted => 6,
    };
    reports.iter().map(|report| report.exit(require_verdict)).max_by_key(rank).unwrap_or(Exit::Infrastructure)
}
