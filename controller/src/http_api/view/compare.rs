//! Runs side by side.

use serde::Serialize;
use utoipa::ToSchema;

use super::compared_metric::ComparedMetricView;
use super::compared_process::{ComparedProcessView, ComparedTypeView};
use super::run::RunView;
use super::verdict::RulesView;

/// Two to twenty runs side by side. Every list `runs` and `values` below has one entry per run, in the order of this one's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CompareView {
    /// Id of the run that the others are set against.
    pub reference: String,
    /// The runs, in the order asked.
    pub runs: Vec<ComparedView>,
    /// What differs between their circumstances; what forbids a verdict first.
    pub differences: Vec<ConditionView>,
    /// Every metric that has a value per iteration, the largest change in practical limits first.
    pub metrics: Vec<ComparedMetricView>,
    /// Each metric of the run as a whole and of all processes of a type together.
    pub types: Vec<ComparedTypeView>,
    /// Each process. Processes are matched by type and title, never by process id.
    pub processes: Vec<ComparedProcessView>,
    /// Types of which a run has so many processes that they are not listed one by one.
    pub folded: Vec<String>,
    /// By what the series can be aligned: `start`, `phase`, `iteration`.
    pub alignments: Vec<String>,
    /// The constants of the judgment.
    pub rules: RulesView,
}

/// One of the compared runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedView {
    /// The run with its own verdict, which stands on its own baseline.
    pub run: RunView,
    /// How it is judged against the reference; nothing is stored. Absent for the reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ComparedVerdictView>,
}

/// A run judged against the reference of a comparison.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedVerdictView {
    /// `regressed`, `improved`, `unchanged` or `inconclusive`.
    pub verdict: String,
    /// One sentence in words and numbers; what it calls the baseline is the reference.
    pub summary: String,
}

/// A condition in which compared runs differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ConditionView {
    /// What differs.
    pub key: String,
    /// Whether it belongs to the fingerprint: runs that differ in it are not judged against each other.
    pub decisive: bool,
    /// Each run's value; null where it has none.
    pub values: Vec<Option<String>>,
}
