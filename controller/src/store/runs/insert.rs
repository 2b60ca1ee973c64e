//! Writes all rows of a run in one transaction, or none.

use dataset::Attachment;
use protocol::RunId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde::Serialize;

use super::key;
use super::row::{ARCHIVE, artifacts, details, mode_word, outcome_word, run_tags, runs, sides, summaries};
use super::search::write_words;
use super::text::{storable, storable_json};
use crate::intake::package::MEDIA_TYPE;
use crate::intake::{Archive, NewRun, RunRecord, run_values};
use crate::store::objects::ObjectFolder;
use crate::store::trends::{ValueOwner, insert_values};
use crate::store::verdicts::PENDING;
use crate::store::{Store, StoreError, projects, scenario_names};

/// Rows per statement: SQLite binds at most 32,766 values.
const ROWS_PER_STATEMENT: usize = 2000;

/// Sizes and names of the files that are in place already.
pub(super) struct PublishedFiles<'a> {
    /// Compressed size of the Dataset, bytes.
    pub stored_bytes: u64,
    /// Attachments beside it.
    pub attachments: &'a [Attachment],
    /// The archive that it came as.
    pub archive: Option<&'a Archive>,
}

/// What became of the rows of a run.
pub(super) enum Inserted {
    /// They are there.
    New,
    /// The same content has a row already.
    SameContent,
    /// Its client id is a key, and this run of other content carries it.
    ClientIdTaken(RunId),
}

impl Store {
    /// Writes the rows of a run, or none.
    pub(super) async fn insert_run(
        &self,
        run: &NewRun,
        files: &PublishedFiles<'_>,
    ) -> Result<Inserted, StoreError> {
        let transaction = self.begin().await?;
        if run.client_id_is_key
            && let Some(other) = key::taken_by(&transaction, &run.record).await?
        {
            return Ok(Inserted::ClientIdTaken(other));
        }
        projects::ensure(&transaction, &run.record.project, run.record.stored_at).await?;
        let insert = runs::Entity::insert(row_of(&run.record)?.into_active_model()).on_conflict(
            OnConflict::columns([
                runs::Column::ProjectId,
                runs::Column::ClientKey,
                runs::Column::ContentSha256,
            ])
            .do_nothing()
            .to_owned(),
        );
        let inserted =
            insert.exec_without_returning(&transaction).await.map_err(StoreError::query("store a run"))?;
        if inserted == 0 {
            return Ok(Inserted::SameContent);
        }
        insert_tags(&transaction, &run.record).await?;
        write_words(&transaction, &run.record).await?;
        insert_artifacts(&transaction, run, files).await?;
        insert_summaries(&transaction, run).await?;
        insert_documents(&transaction, run).await?;
        let values = run_values(&run.side, &run.statistics);
        insert_values(&transaction, &owner_of(&run.record), &values).await?;
        scenario_names::ensure(&transaction, &run.record).await?;
        let change = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit a run"))?;
        change.added(&run.record);
        Ok(Inserted::New)
    }
}

fn row_of(record: &RunRecord) -> Result<runs::Model, StoreError> {
    let text = |text: &Option<String>| text.as_deref().map(storable);
    Ok(runs::Model {
        id: record.id.to_string(),
        project_id: record.project.clone(),
        client_key: storable(record.client_id.as_deref().unwrap_or_default()),
        content_sha256: record.content_sha256.clone(),
        job_id: record.origin.map(|origin| origin.job.to_string()),
        attempt: record.origin.map(|origin| origin.number.0 as i32),
        title: storable(&record.title),
        scenario: storable(&record.scenario),
        release: text(&record.release),
        build_id: text(&record.build_id),
        environment: text(&record.environment),
        platform: text(&record.platform),
        device: text(&record.device),
        device_class: text(&record.device_class),
        browser: text(&record.browser),
        fingerprint_sha256: record.fingerprint_sha256.clone(),
        created_at: record.created_at.epoch_ms(),
        stored_at: record.stored_at.epoch_ms(),
        duration_ms: i64::try_from(record.duration.as_millis()).unwrap_or(i64::MAX),
        mode: mode_word(record.mode).to_owned(),
        outcome: outcome_word(record.outcome).to_owned(),
        verdict: None,
        verdict_summary: None,
        baseline_run_id: None,
        judgment: PENDING.to_owned(),
        iterations: record.iterations as i64,
        dataset_bytes: record.dataset_bytes as i64,
        tags: json("tags", &record.tags, record)?.to_string(),
        headline: json("headline", &record.headline, record)?.to_string(),
        version: 1,
        edited_at: None,
        edited_by: None,
    })
}

fn owner_of(record: &RunRecord) -> ValueOwner<'_> {
    ValueOwner {
        run: record.id.to_string(),
        project: &record.project,
        scenario: &record.scenario,
        platform: record.platform.as_deref(),
        device_class: record.device_class.as_deref(),
        created_at: record.created_at,
    }
}

/// Writes the rows by which a run is found by its tags.
pub(super) async fn insert_tags(
    transaction: &DatabaseTransaction,
    record: &RunRecord,
) -> Result<(), StoreError> {
    if record.tags.is_empty() {
        return Ok(());
    }
    let rows = record.tags.iter().map(|tag| run_tags::ActiveModel {
        run_id: Set(record.id.to_string()),
        tag: Set(storable(tag)),
        project_id: Set(record.project.clone()),
        created_at: Set(record.created_at.epoch_ms()),
    });
    let insert = run_tags::Entity::insert_many(rows).exec_without_returning(transaction).await;
    insert.map_err(StoreError::query("store the tags of a run"))?;
    Ok(())
}

async fn insert_artifacts(
    transaction: &DatabaseTransaction,
    run: &NewRun,
    files: &PublishedFiles<'_>,
) -> Result<(), StoreError> {
    let record = &run.record;
    let dataset = artifacts::Model {
        run_id: record.id.to_string(),
        kind: "dataset".to_owned(),
        name: "dataset.json".to_owned(),
        media_type: "application/json".to_owned(),
        object_key: ObjectFolder::dataset_key(record.id),
        encoding: "zstd".to_owned(),
        size_bytes: record.dataset_bytes as i64,
        stored_bytes: files.stored_bytes as i64,
        sha256: run.dataset_sha256.clone(),
    };
    let archive = files.archive.map(|archive| artifacts::Model {
        run_id: record.id.to_string(),
        kind: ARCHIVE.to_owned(),
        name: format!("{}.zip", record.id),
        media_type: MEDIA_TYPE.to_owned(),
        object_key: ObjectFolder::archive_key(record.id),
        encoding: "identity".to_owned(),
        size_bytes: archive.bytes as i64,
        stored_bytes: archive.bytes as i64,
        sha256: archive.sha256.clone(),
    });
    let attachments = files.attachments.iter().map(|attachment| artifacts::Model {
        run_id: record.id.to_string(),
        kind: "attachment".to_owned(),
        name: attachment.name.clone(),
        media_type: storable(&attachment.media_type),
        object_key: ObjectFolder::attachment_key(record.id, &attachment.name),
        encoding: "identity".to_owned(),
        size_bytes: attachment.size_bytes as i64,
        stored_bytes: attachment.size_bytes as i64,
        sha256: attachment.sha256.clone(),
    });
    let rows = std::iter::once(dataset).chain(archive).chain(attachments);
    let rows = rows.map(IntoActiveModel::into_active_model);
    let insert = artifacts::Entity::insert_many(rows).exec_without_returning(transaction).await;
    insert.map_err(StoreError::query("store the artifacts of a run"))?;
    Ok(())
}

async fn insert_summaries(transaction: &DatabaseTransaction, run: &NewRun) -> Result<(), StoreError> {
    let id = run.record.id.to_string();
    for statistics in run.statistics.chunks(ROWS_PER_STATEMENT) {
        let rows = statistics.iter().map(|statistic| summaries::ActiveModel {
            run_id: Set(id.clone()),
            pid: Set(i64::from(statistic.pid)),
            source: Set(statistic.source.clone()),
            metric: Set(storable(&statistic.metric)),
            process_type: Set(statistic.process_type.clone()),
            count: Set(statistic.count as i64),
            avg: Set(statistic.avg),
            min: Set(statistic.min),
            max: Set(statistic.max),
            p50: Set(statistic.p50),
            p95: Set(statistic.p95),
            p99: Set(statistic.p99),
        });
        let insert = summaries::Entity::insert_many(rows).exec_without_returning(transaction).await;
        insert.map_err(StoreError::query("store the summary of a run"))?;
    }
    Ok(())
}

async fn insert_documents(transaction: &DatabaseTransaction, run: &NewRun) -> Result<(), StoreError> {
    let id = run.record.id.to_string();
    let report = json("report", &run.report, &run.record)?;
    let document = serde_json::json!({ "report": report, "flags": run.flags });
    let details = details::ActiveModel { run_id: Set(id.clone()), details: Set(storable_json(document)) };
    details.insert(transaction).await.map_err(StoreError::query("store the details of a run"))?;
    let side = sides::ActiveModel {
        run_id: Set(id),
        rule: Set(json("baseline rule", &run.rule, &run.record)?),
        side: Set(storable_json(json("side", &run.side, &run.record)?)),
    };
    side.insert(transaction).await.map_err(StoreError::query("store the side of a run"))?;
    Ok(())
}

fn json(
    what: &'static str,
    value: &impl Serialize,
    record: &RunRecord,
) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(StoreError::row(what, record.id))
}
