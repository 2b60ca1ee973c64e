//! Adds tags to many runs and takes tags away, together. Never touches a run that somebody changed in between.

use dataset::Timestamp;
use sea_orm::DatabaseTransaction;

use super::change::{ChangeError, SeenRun, Settled, held, settled};
use super::edit::{details_of, labels_of, write};
use super::labels::TagChange;
use super::read::{RunSummary, summary_of};
use crate::store::{Store, StoreError};

/// What a change of tags made of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// The run as it is now.
    pub run: RunSummary,
    /// Whether it was different before.
    pub changed: bool,
}

impl Store {
    /// Changes the tags of runs, of each that can be changed or, where the database fails, of none. `by` whom and when.
    pub async fn tag_runs(
        &self,
        runs: &[SeenRun],
        change: &TagChange,
        by: (&str, Timestamp),
    ) -> Result<Settled<Tagged>, StoreError> {
        let transaction = self.begin().await?;
        let mut outcomes = Vec::with_capacity(runs.len());
        for seen in runs {
            outcomes.push((seen.run, settled(tag(&transaction, seen, change, by).await)?));
        }
        let counted = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit the tags of runs"))?;
        counted.rewritten();
        Ok(outcomes)
    }
}

async fn tag(
    transaction: &DatabaseTransaction,
    seen: &SeenRun,
    change: &TagChange,
    by: (&str, Timestamp),
) -> Result<Tagged, ChangeError> {
    let row = held(transaction, seen).await?;
    let old = details_of(transaction, &row.id).await?;
    let before = labels_of(&row, &old.details)?;
    let labels = change.over(before.clone())?;
    if labels == before {
        return Ok(Tagged { run: summary_of(row)?, changed: false });
    }
    let run = write(transaction, (row, old), &labels, (None, by)).await?;
    Ok(Tagged { run, changed: true })
}
