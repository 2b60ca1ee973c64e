//! Loads, chooses, judges, stores. Decides nothing that the pure functions beside it do not.

use analysis::{Rules, Side, Verdict, judge};
use dataset::Timestamp;
use protocol::RunId;
use scenarios::BaselineRule;

use super::choose::{Basis, Choices, choose};
use super::release::previous_release;
use super::storage::{BaselineStorage, BaselineStorageError, Judgment, Subject};

/// A verdict stands on a run.
#[derive(Clone, Debug, PartialEq)]
pub struct VerdictRecorded {
    /// The run.
    pub run: RunId,
    /// The word.
    pub verdict: Verdict,
}

/// A run could not be judged.
#[derive(Debug, thiserror::Error)]
#[error("cannot judge run {run}")]
pub struct CheckError {
    /// Which.
    pub run: RunId,
    /// Why.
    pub source: BaselineStorageError,
}

/// Judges a stored run against its baseline and stores the verdict. Nothing where it is not to be judged.
pub async fn check(
    storage: &impl BaselineStorage,
    run: RunId,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<VerdictRecorded>, CheckError> {
    judged(storage, run, rules, now).await.map_err(|source| CheckError { run, source })
}

async fn judged(
    storage: &impl BaselineStorage,
    run: RunId,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<VerdictRecorded>, BaselineStorageError> {
    let Some(subject) = storage.subject(run).await? else { return Ok(None) };
    let basis = chosen(storage, &subject).await?;
    if basis.is_none() && subject.rule == BaselineRule::None {
        storage.record(run, None).await?;
        return Ok(None);
    }
    let baseline = match &basis {
        Some(basis) => Some(pooled(storage, basis).await?),
        None => None,
    };
    let verdict = judge(&subject.side, baseline.as_ref(), rules);
    let recorded = VerdictRecorded { run, verdict: verdict.verdict };
    storage.record(run, Some(&Judgment { verdict, basis, judged_at: now })).await?;
    Ok(Some(recorded))
}

async fn chosen(
    storage: &impl BaselineStorage,
    subject: &Subject,
) -> Result<Option<Basis>, BaselineStorageError> {
    let requested = storage.requested(subject).await?;
    let pinned = storage.pinned(subject).await?;
    if requested.is_some() || pinned.is_some() || subject.rule == BaselineRule::None {
        let choices = Choices {
            requested: requested.as_ref(),
            pinned: pinned.as_ref(),
            previous_release: &[],
            recent: &[],
        };
        return Ok(choose(subject.rule, &subject.fingerprint_sha256, choices));
    }
    let before = match (subject.rule, &subject.release) {
        (BaselineRule::PreviousRelease, Some(own)) => {
            let releases = storage.releases(subject).await?;
            match previous_release(own, &releases) {
                Some(release) => storage.candidates(subject, Some(release)).await?,
                None => Vec::new(),
            }
        }
        (BaselineRule::PreviousRelease, None) | (BaselineRule::LastGood(_) | BaselineRule::None, _) => {
            Vec::new()
        }
    };
    let recent = storage.candidates(subject, None).await?;
    let choices = Choices { requested: None, pinned: None, previous_release: &before, recent: &recent };
    Ok(choose(subject.rule, &subject.fingerprint_sha256, choices))
}

async fn pooled(storage: &impl BaselineStorage, basis: &Basis) -> Result<Side, BaselineStorageError> {
    let mut sides = Vec::with_capacity(basis.runs.len());
    // Oldest first, as the pool takes them.
    for run in basis.runs.iter().rev() {
        sides.extend(storage.side_of(*run).await?);
    }
    match <[Side; 1]>::try_from(sides) {
        Ok([side]) => Ok(side),
        Err(sides) => Ok(Side::pool(&sides)),
    }
}
