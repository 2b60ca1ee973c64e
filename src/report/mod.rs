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

/// Which verdicts a pipeline insists on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Required {
    /// Whether it insists at all.
    pub(crate) verdict: bool,
    /// Metrics that must be decided: those that the scenario itself names.
    pub(crate) metrics: Vec<String>,
}

impl Required {
    /// Whether the data leave open what they must decide.
    fn is_open(&self, judgment: Option<&Judgment>) -> bool {
        let Some(judgment) = judgment else { return self.verdict };
        let decided = |name: &String| {
            judgment
                .metrics
                .iter()
                .any(|metric| metric.metric == *name && metric.verdict != Verdict::Inconclusive)
        };
        self.verdict && (judgment.verdict == Verdict::Inconclusive || !self.metrics.iter().all(decided))
    }
}

impl JobReport {
    /// The exit code of this job alone.
    pub(crate) fn exit(&self, required: &Required) -> Exit {
        match &self.ending {
            Ending::ScenarioFailed { .. } => Exit::ScenarioFailed,
            Ending::Infrastructure { .. } => Exit::Infrastructure,
            Ending::Canceled => Exit::Interrupted,
            Ending::Completed => exit_of(self.verdict.as_ref(), required),
        }
    }
}

/// The exit code of a judgment. What was never judged is as good as what could not be.
pub(crate) fn exit_of(judgment: Option<&Judgment>, required: &Required) -> Exit {
    let regressed = judgment.is_some_and(|judgment| judgment.verdict == Verdict::Regressed);
    if regressed {
        Exit::Regressed
    } else if required.is_open(judgment) {
        Exit::Inconclusive
    } else {
        Exit::Passed
    }
}

/// The exit code of several jobs: the one that asks for most attention.
pub(crate) fn exit_of_all(reports: &[JobReport], required: &Required) -> Exit {
    let rank = |exit: &Exit| match exit {
        Exit::Passed => 0,
        Exit::Inconclusive => 1,
        Exit::Regressed => 2,
        Exit::ScenarioFailed => 3,
        Exit::Infrastructure => 4,
        Exit::Usage => 5,
        Exit::Interrupted => 6,
    };
    reports.iter().map(|report| report.exit(required)).max_by_key(rank).unwrap_or(Exit::Infrastructure)
}
