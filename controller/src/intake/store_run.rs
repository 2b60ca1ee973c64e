//! The entry that every door calls.

use std::fs::File;
use std::sync::Arc;

use dataset::Timestamp;
use protocol::RunId;

use super::attach::{Unnamed, attach};
use super::describe::{Content, describe};
use super::error::IntakeError;
use super::package::{Archive, Package};
use super::pass::{Passed, pass};
use super::record::NewRun;
use super::source::{Context, Source};
use super::storage::{Kept, RunStorage, Staging};

/// A run that is stored, now or before.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRun {
    /// Its id.
    pub run: RunId,
    /// When it took place.
    pub created_at: Timestamp,
    /// Whether the same content was stored before; then nothing was added.
    pub duplicate: bool,
}

/// A run has been stored that was not there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunStored {
    /// Which.
    pub run: RunId,
}

impl StoredRun {
    /// What happened, for whoever comes next; nothing for a duplicate.
    pub fn event(&self) -> Option<RunStored> {
        (!self.duplicate).then_some(RunStored { run: self.run })
    }
}

/// Checks, describes and keeps a run. After an error nothing of it is kept.
pub async fn store_run<S: RunStorage>(
    storage: &Arc<S>,
    source: Source,
    context: Context,
) -> Result<StoredRun, IntakeError> {
    store(storage, source, None, context).await
}

/// [`store_run`] for a run that came as one archive: it is kept beside what it held, and so is every file in it.
pub async fn store_package<S: RunStorage>(
    storage: &Arc<S>,
    package: Package,
    context: Context,
) -> Result<StoredRun, IntakeError> {
    store(storage, package.source, Some(package.archive), context).await
}

async fn store<S: RunStorage>(
    storage: &Arc<S>,
    source: Source,
    archive: Option<Archive>,
    context: Context,
) -> Result<StoredRun, IntakeError> {
    let reading = Arc::clone(storage);
    let work = tokio::task::spawn_blocking(move || read(&*reading, &source, archive.as_ref(), &context));
    let (staging, run) = work.await.expect("reading neither panics nor is it aborted")?;
    let identity = run.record.identity();
    let (record, duplicate) = match storage.existing(&identity).await? {
        Some(existing) => (Box::new(existing), true),
        None => match storage.keep(staging, run).await? {
            Kept::New(record) => (record, false),
            Kept::Duplicate(record) => (record, true),
            Kept::ClientIdTaken(run) => {
                let client_id = identity.client_id.unwrap_or_default();
                return Err(IntakeError::ClientIdTaken { client_id, run });
            }
        },
    };
    tracing::info!(
        run_id = %record.id,
        scenario = record.scenario,
        release = record.release,
        client_platform = record.platform,
        dataset_bytes = record.dataset_bytes,
        duplicate,
        "run stored"
    );
    Ok(StoredRun { run: record.id, created_at: record.created_at, duplicate })
}

fn read<S: RunStorage>(
    storage: &S,
    source: &Source,
    archive: Option<&Archive>,
    context: &Context,
) -> Result<(S::Staging, NewRun), IntakeError> {
    let file = File::open(&source.dataset).map_err(|source| IntakeError::Received { source })?;
    let Passed { mut staging, reading, sha256, bytes, summaries } = pass(file, storage.stage(context.run)?)?;
    let mut flags: Vec<String> = reading.flags.iter().map(ToString::to_string).collect();
    let unnamed = if archive.is_some() { Unnamed::Kept } else { Unnamed::Dropped };
    flags.extend(attach(&mut staging, &reading.dataset.report.attachments, &source.attachments, unnamed)?);
    if let Some(archive) = archive {
        staging.archive(archive)?;
    }
    let came_as = archive.map_or_else(|| sha256.clone(), |archive| archive.sha256.clone());
    let found = Content { dataset_sha256: sha256, sha256: came_as, bytes, flags, summaries };
    Ok((staging, describe(reading.dataset.report, found, context)?))
}
