//! Writes the values of runs that were stored before there were any. A few at a time, so that nobody waits for it.

use dataset::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::row::missing;
use super::write::{ValueOwner, insert_values};
use crate::intake::run_values;
use crate::store::runs::row::runs;
use crate::store::runs::run_id;
use crate::store::{Store, StoreError};

/// Runs per transaction.
const RUNS_AT_ONCE: u64 = 100;

impl Store {
    /// Writes the values of some runs that lack them, and says of how many; 0 once all have theirs.
    pub async fn backfill_values(&self) -> Result<usize, StoreError> {
        let query = missing::Entity::find().order_by_asc(missing::Column::RunId).limit(RUNS_AT_ONCE);
        let rows = query.all(self.writer()).await.map_err(StoreError::query("list runs without values"))?;
        let ids: Vec<String> = rows.into_iter().map(|row| row.run_id).collect();
        if ids.is_empty() {
            return Ok(0);
        }
        let query = runs::Entity::find().filter(runs::Column::Id.is_in(&ids));
        let runs = query.all(self.reader()).await.map_err(StoreError::query("read runs without values"))?;
        let mut found = Vec::with_capacity(runs.len());
        for run in runs {
            let id = run_id(&run.id);
            let Some((side, _)) = self.side(id).await? else { continue };
            let statistics = if side.values.is_empty() { self.statistics(id).await? } else { Vec::new() };
            found.push((run_values(&side, &statistics), run));
        }
        let transaction = self.begin().await?;
        for (values, run) in &found {
            insert_values(&transaction, &owner_of(run), values).await?;
        }
        let done = missing::Entity::delete_many().filter(missing::Column::RunId.is_in(&ids));
        done.exec(&transaction).await.map_err(StoreError::query("note which runs have values"))?;
        transaction.commit().await.map_err(StoreError::query("commit the values of runs"))?;
        Ok(ids.len())
    }
}

fn owner_of(run: &runs::Model) -> ValueOwner<'_> {
    ValueOwner {
        run: run.id.clone(),
        project: &run.project_id,
        scenario: &run.scenario,
        platform: run.platform.as_deref(),
        device_class: run.device_class.as_deref(),
        created_at: Timestamp::from_epoch_ms(run.created_at),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, PaginatorTrait};

    use super::super::row::run_values;
    use super::*;

    /// A run as a controller of before stored it: with its side and without values.
    const OLD_RUN: &[&str] = &[
        "INSERT INTO runs (id, project_id, client_key, content_sha256, title, scenario, fingerprint_sha256, created_at,
            stored_at, duration_ms, mode, outcome, judgment, iterations, dataset_bytes, tags, headline)
         VALUES ('00000000-0000-0000-0000-000000000001', 'default', '', 'a', 'old', 'shop', 'f', 5, 6, 7, 'system',
            'completed', 'done', 2, 8, '[]', '[]')",
        r#"INSERT INTO run_sides (run_id, rule, side) VALUES ('00000000-0000-0000-0000-000000000001', '"none"',
            '{"values":{"js_heap_size":[1.0,3.0]},"definitions":{},"fingerprint":{},"completed":true}')"#,
        "INSERT INTO run_values_missing (run_id) VALUES ('00000000-0000-0000-0000-000000000001')",
    ];

    #[tokio::test]
    async fn runs_of_before_get_their_values_once() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        for statement in OLD_RUN {
            store.writer().execute_unprepared(statement).await.unwrap();
        }
        assert_eq!(store.backfill_values().await.unwrap(), 1);
        assert_eq!(store.backfill_values().await.unwrap(), 0);
        let values = run_values::Entity::find().all(store.reader()).await.unwrap();
        assert_eq!((values.len(), values[0].value, values[0].created_at), (1, 2.0, 5));
        assert_eq!(missing::Entity::find().count(store.reader()).await.unwrap(), 0);
    }
}
