//! How many jobs are in each state. Never reads a job as a whole.

use sea_orm::{ColumnTrait, EntityTrait, QuerySelect};

use super::column::job_state;
use super::rows::job;
use crate::schedule::JobState;
use crate::store::{Store, StoreError};

impl Store {
    /// The number of jobs in each state, states that nothing is in included.
    pub async fn job_counts(&self) -> Result<Vec<(JobState, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = job::Entity::find()
            .select_only()
            .column(job::Column::State)
            .column_as(job::Column::Id.count(), "jobs")
            .group_by(job::Column::State)
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("count jobs"))?;
        let mut counts: Vec<(JobState, u64)> = JobState::ALL.into_iter().map(|state| (state, 0)).collect();
        for (word, number) in rows {
            let state = job_state("of a count", &word)?;
            counts
                .iter_mut()
                .filter(|(known, _)| *known == state)
                .for_each(|(_, count)| *count = number.unsigned_abs());
        }
        Ok(counts)
    }
}
