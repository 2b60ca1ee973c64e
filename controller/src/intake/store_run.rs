//! The entry that every door calls.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;

use dataset::{Attachment, Timestamp};
use protocol::RunId;

use super::describe::{Content, describe};
use super::error::IntakeError;
use super::pass::{Passed, pass, sha256_of};
use super::record::NewRun;
use super::source::{Context, IncomingFile, Source};
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
    let reading = Arc::clone(storage);
    let work = tokio::task::spawn_blocking(move || read(&*reading, &source, context));
    let (staging, run) = work.await.expect("reading neither panics nor is it aborted")?;
    let (record, duplicate) = match storage.existing(&run.record.identity()).await? {
        Some(existing) => (Box::new(existing), true),
        None => match storage.keep(staging, run).await? {
            Kept::New(record) => (record, false),
            Kept::Duplicate(record) => (record, true),
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
    context: Context,
) -> Result<(S::Staging, NewRun), IntakeError> {
    let file = File::open(&source.dataset).map_err(|source| IntakeError::Received { source })?;
    let Passed { mut staging, reading, sha256, bytes, summaries } = pass(file, storage.stage(context.run)?)?;
    let mut flags: Vec<String> = reading.flags.iter().map(ToString::to_string).collect();
    flags.extend(attach(&mut staging, &reading.dataset.report.attachments, &source.attachments)?);
    let found = Content { sha256, bytes, flags, summaries };
    Ok((staging, describe(reading.dataset.report, found, context)?))
}

/// Stages the files that the Dataset names, and says which of them did not come.
fn attach(
    staging: &mut impl Staging,
    named: &[Attachment],
    incoming: &[IncomingFile],
) -> Result<Vec<String>, IntakeError> {
    let came: BTreeMap<&str, &IncomingFile> =
        incoming.iter().map(|file| (file.name.as_str(), file)).collect();
    let mut flags = Vec::new();
    for attachment in named {
        let Some(file) = came.get(attachment.name.as_str()) else {
            flags.push(format!("the attachment `{}` is named and did not come", attachment.name));
            continue;
        };
        let found = sha256_of(&file.path).map_err(|source| IntakeError::Received { source })?;
        if found != attachment.sha256 {
            return Err(IntakeError::Attachment { name: attachment.name.clone(), found });
        }
        staging.attachment(attachment, &file.path)?;
    }
    Ok(flags)
}
