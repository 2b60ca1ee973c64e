//! Which runs a list is about and in which order. Pure: it describes a query and runs none.

use std::str::FromStr;

use analysis::Verdict;
use dataset::{OutcomeStatus, Timestamp};

use super::search::SearchWords;

/// All conditions that are given must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFilter {
    /// The project; a list never crosses projects.
    pub project: String,
    /// Release.
    pub release: Option<String>,
    /// Scenario.
    pub scenario: Option<String>,
    /// Tags; a run must carry all of them.
    pub tags: Vec<String>,
    /// Build.
    pub build_id: Option<String>,
    /// Environment.
    pub environment: Option<String>,
    /// Platform.
    pub platform: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Verdict.
    pub verdict: Option<VerdictFilter>,
    /// Outcome.
    pub outcome: Option<Outcome>,
    /// Earliest creation, inclusive.
    pub from: Option<Timestamp>,
    /// Latest creation, exclusive.
    pub to: Option<Timestamp>,
    /// Words that its title, scenario, build and tags hold, in any of them each, whatever the case.
    pub words: SearchWords,
    /// Order.
    pub sort: RunSort,
}

impl RunFilter {
    /// Every run of a project, newest first.
    pub fn all(project: impl Into<String>) -> Self {
        Self {
            project: project.into(),
            release: None,
            scenario: None,
            tags: Vec::new(),
            build_id: None,
            environment: None,
            platform: None,
            device: None,
            verdict: None,
            outcome: None,
            from: None,
            to: None,
            words: SearchWords::default(),
            sort: RunSort { key: SortKey::CreatedAt, descending: true },
        }
    }
}

/// A condition on the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictFilter {
    /// This word.
    Is(Verdict),
    /// Not judged.
    None,
}

/// A condition on the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This one.
    Is(OutcomeStatus),
    /// The Dataset does not tell.
    Unknown,
}

/// Order of a list; runs that are equal by its key follow by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSort {
    /// By what.
    pub key: SortKey,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// What lists can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// When the run took place.
    CreatedAt,
    /// How long it took.
    Duration,
    /// Its title.
    Title,
    /// Its scenario.
    Scenario,
    /// Its release, as text.
    Release,
    /// Its build, as text.
    Build,
    /// Its device.
    Device,
    /// How bad its verdict is: not judged, improved, unchanged, inconclusive, regressed.
    Verdict,
}

/// A word that names no such condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is unknown; choose among {choices}")]
pub struct UnknownWord {
    word: String,
    choices: &'static str,
}

fn unknown(word: &str, choices: &'static str) -> UnknownWord {
    UnknownWord { word: word.to_owned(), choices }
}

impl FromStr for VerdictFilter {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "regressed" => Ok(Self::Is(Verdict::Regressed)),
            "improved" => Ok(Self::Is(Verdict::Improved)),
            "unchanged" => Ok(Self::Is(Verdict::Unchanged)),
            "inconclusive" => Ok(Self::Is(Verdict::Inconclusive)),
            "none" => Ok(Self::None),
            _ => Err(unknown(word, "regressed, improved, unchanged, inconclusive and none")),
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "completed" => Ok(Self::Is(OutcomeStatus::Completed)),
            "failed" => Ok(Self::Is(OutcomeStatus::Failed)),
            "canceled" => Ok(Self::Is(OutcomeStatus::Canceled)),
            "disconnected" => Ok(Self::Is(OutcomeStatus::Disconnected)),
            "unknown" => Ok(Self::Unknown),
            _ => Err(unknown(word, "completed, failed, canceled, disconnected and unknown")),
        }
    }
}

impl FromStr for RunSort {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let (descending, key) = word.strip_prefix('-').map_or((false, word), |key| (true, key));
        let key = match key {
            "created_at" => SortKey::CreatedAt,
            "duration" | "duration_ms" => SortKey::Duration,
            "title" => SortKey::Title,
            "scenario" => SortKey::Scenario,
            "release" => SortKey::Release,
            "build" | "build_id" => SortKey::Build,
            "device" => SortKey::Device,
            "verdict" => SortKey::Verdict,
            _ => {
                return Err(unknown(
                    word,
                    "created_at, duration, title, scenario, release, build, device and verdict, \
                     each with or without a leading -",
                ));
            }
        };
        Ok(Self { key, descending })
    }
}
