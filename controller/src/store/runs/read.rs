//! Reads what was kept of one run.

use std::time::Duration;

use analysis::{Side, Verdict};
use dataset::{Report, Timestamp};
use protocol::{AttemptNumber, AttemptRef, JobId, RunId};
use scenarios::BaselineRule;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;

use super::row::{ARCHIVE, artifacts, details, mode_of, outcome_of, runs, sides, summaries};
use crate::intake::{Identity, RunRecord, Statistic};
use crate::store::verdicts::verdict_of;
use crate::store::{Store, StoreError};

/// A run as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSummary {
    /// Index fields.
    pub record: RunRecord,
    /// The verdict; absent until the run is judged, and where it is not to be.
    pub verdict: Option<Verdict>,
    /// The verdict in one sentence.
    pub verdict_summary: Option<String>,
    /// The run that it was judged against; of several the newest.
    pub baseline_run: Option<RunId>,
    /// Counts its edits from 1 on.
    pub version: u64,
    /// Who edited it last, and when; absent where nobody did.
    pub edited: Option<(String, Timestamp)>,
}

/// The report of a run without series and log.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct StoredReport {
    /// The report.
    pub report: Report,
    /// What was recomputed or doubted, in words.
    pub flags: Vec<String>,
}

/// A file beside a Dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAttachment {
    /// Plain file name.
    pub name: String,
    /// E.g. `image/png`.
    pub media_type: String,
    /// Size, bytes.
    pub size_bytes: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

impl Store {
    /// A run of a project.
    pub async fn run(&self, project: &str, run: RunId) -> Result<Option<RunSummary>, StoreError> {
        let query = runs::Entity::find_by_id(run.to_string()).filter(runs::Column::ProjectId.eq(project));
        let row = query.one(self.reader()).await.map_err(StoreError::query("read a run"))?;
        row.map(summary_of).transpose()
    }

    /// A run, whichever project it is in.
    pub(in crate::store) async fn run_anywhere(&self, run: RunId) -> Result<Option<RunSummary>, StoreError> {
        let row = runs::Entity::find_by_id(run.to_string()).one(self.reader()).await;
        row.map_err(StoreError::query("read a run"))?.map(summary_of).transpose()
    }

    /// The run of this content.
    pub async fn run_of_content(&self, identity: &Identity) -> Result<Option<RunSummary>, StoreError> {
        let client_key = super::text::storable(identity.client_id.as_deref().unwrap_or_default());
        let query = runs::Entity::find()
            .filter(runs::Column::ProjectId.eq(identity.project.as_str()))
            .filter(runs::Column::ClientKey.eq(client_key))
            .filter(runs::Column::ContentSha256.eq(identity.content_sha256.as_str()));
        // Asked of the writer, so that a run that was committed a moment ago is seen.
        let row =
            query.one(self.writer()).await.map_err(StoreError::query("look up a run by its content"))?;
        row.map(summary_of).transpose()
    }

    /// Runs of a job's attempts, the latest attempt first.
    pub async fn runs_of_job(&self, job: JobId) -> Result<Vec<RunSummary>, StoreError> {
        let query = runs::Entity::find()
            .filter(runs::Column::JobId.eq(job.to_string()))
            .order_by_desc(runs::Column::Attempt)
            .order_by_desc(runs::Column::Id);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read the runs of a job"))?;
        rows.into_iter().map(summary_of).collect()
    }

    /// The report of a run without series and log.
    pub async fn report(&self, run: RunId) -> Result<Option<StoredReport>, StoreError> {
        let row = details::Entity::find_by_id(run.to_string()).one(self.reader()).await;
        let row = row.map_err(StoreError::query("read the report of a run"))?;
        row.map(|row| of_json("report", &row.run_id, row.details)).transpose()
    }

    /// What judgments of a run are made of, and what it is to be judged against.
    pub async fn side(&self, run: RunId) -> Result<Option<(Side, BaselineRule)>, StoreError> {
        let row = sides::Entity::find_by_id(run.to_string()).one(self.reader()).await;
        let Some(row) = row.map_err(StoreError::query("read the side of a run"))? else { return Ok(None) };
        let side = of_json("side", &row.run_id, row.side)?;
        Ok(Some((side, of_json("baseline rule", &row.run_id, row.rule)?)))
    }

    /// The summaries of a run's series, by process, source and metric.
    pub async fn statistics(&self, run: RunId) -> Result<Vec<Statistic>, StoreError> {
        let query = summaries::Entity::find()
            .filter(summaries::Column::RunId.eq(run.to_string()))
            .order_by_asc(summaries::Column::Pid)
            .order_by_asc(summaries::Column::Source)
            .order_by_asc(summaries::Column::Metric);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read the summary of a run"))?;
        Ok(rows.into_iter().map(statistic_of).collect())
    }

    /// The files beside a run's Dataset, by name.
    pub async fn attachments(&self, run: RunId) -> Result<Vec<StoredAttachment>, StoreError> {
        let query = artifacts::Entity::find()
            .filter(artifacts::Column::RunId.eq(run.to_string()))
            .filter(artifacts::Column::Kind.eq("attachment"))
            .order_by_asc(artifacts::Column::Name);
        let rows =
            query.all(self.reader()).await.map_err(StoreError::query("read the attachments of a run"))?;
        Ok(rows.into_iter().map(attachment_of).collect())
    }

    /// The archive that a run came as, if it came as one.
    pub async fn archive(&self, run: RunId) -> Result<Option<StoredAttachment>, StoreError> {
        let query = artifacts::Entity::find()
            .filter(artifacts::Column::RunId.eq(run.to_string()))
            .filter(artifacts::Column::Kind.eq(ARCHIVE));
        let row = query.one(self.reader()).await.map_err(StoreError::query("read the archive of a run"))?;
        Ok(row.map(attachment_of))
    }

    /// Whether a run has a row.
    pub(crate) async fn has_run(&self, run: RunId) -> Result<bool, StoreError> {
        let row = runs::Entity::find_by_id(run.to_string()).one(self.writer()).await;
        Ok(row.map_err(StoreError::query("look up a run"))?.is_some())
    }
}

/// What lists show of a row.
pub(in crate::store) fn summary_of(row: runs::Model) -> Result<RunSummary, StoreError> {
    let verdict = row.verdict.as_deref().and_then(verdict_of);
    let baseline_run = row.baseline_run_id.as_deref().map(run_id);
    let verdict_summary = row.verdict_summary.clone();
    let version = row.version.unsigned_abs();
    let edited = row.edited_by.clone().zip(row.edited_at.map(Timestamp::from_epoch_ms));
    Ok(RunSummary { record: record_of(row)?, verdict, verdict_summary, baseline_run, version, edited })
}

/// The id in a column.
pub(in crate::store) fn run_id(text: &str) -> RunId {
    text.parse().expect("run ids are written as UUIDs")
}

fn record_of(row: runs::Model) -> Result<RunRecord, StoreError> {
    let job = row.job_id.as_deref().map(|job| job.parse::<JobId>().expect("job ids are written as UUIDs"));
    let number = AttemptNumber(row.attempt.map_or(1, |attempt| attempt as u32));
    Ok(RunRecord {
        id: run_id(&row.id),
        project: row.project_id,
        client_id: (!row.client_key.is_empty()).then_some(row.client_key),
        content_sha256: row.content_sha256,
        origin: job.map(|job| AttemptRef { job, number }),
        title: row.title,
        scenario: row.scenario,
        release: row.release,
        build_id: row.build_id,
        environment: row.environment,
        tags: serde_json::from_str(&row.tags).map_err(StoreError::row("the tags", &row.id))?,
        platform: row.platform,
        device: row.device,
        device_class: row.device_class,
        browser: row.browser,
        fingerprint_sha256: row.fingerprint_sha256,
        created_at: Timestamp::from_epoch_ms(row.created_at),
        stored_at: Timestamp::from_epoch_ms(row.stored_at),
        duration: Duration::from_millis(row.duration_ms as u64),
        mode: mode_of(&row.mode),
        outcome: outcome_of(&row.outcome),
        iterations: row.iterations as u64,
        dataset_bytes: row.dataset_bytes as u64,
        headline: serde_json::from_str(&row.headline).map_err(StoreError::row("the headline", &row.id))?,
    })
}

fn statistic_of(row: summaries::Model) -> Statistic {
    Statistic {
        pid: u32::try_from(row.pid).expect("process ids are written from u32"),
        process_type: row.process_type,
        source: row.source,
        metric: row.metric,
        count: row.count as u64,
        avg: row.avg,
        min: row.min,
        max: row.max,
        p50: row.p50,
        p95: row.p95,
        p99: row.p99,
    }
}

fn attachment_of(row: artifacts::Model) -> StoredAttachment {
    StoredAttachment {
        name: row.name,
        media_type: row.media_type,
        size_bytes: row.size_bytes as u64,
        sha256: row.sha256,
    }
}

fn of_json<T: DeserializeOwned>(
    what: &'static str,
    key: &str,
    json: serde_json::Value,
) -> Result<T, StoreError> {
    serde_json::from_value(json).map_err(StoreError::row(what, key))
}
