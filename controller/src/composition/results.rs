//! From an agent's result to the intake, and from an agent's token to the tokens' table.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::FutureExt;
use protocol::{JobId, RunId};

use super::system_clock;
use crate::agent_api::{AttemptRecord, Intake, IntakeError, TokenCheck};
use crate::doors::Doors;
use crate::intake::{Context, IncomingFile, Overrides, Source};
use crate::lease::Serves;
use crate::store::tokens::Scope;
use crate::store::{DEFAULT_PROJECT, Store, StoreError};

type Cause = Box<dyn Error + Send + Sync>;

/// The run of an attempt whose job nobody knows.
#[derive(Debug, thiserror::Error)]
#[error("there is no job {job}")]
struct NoSuchJob {
    job: JobId,
}

/// How results come in: with the project and the baseline rule of their job.
pub(super) fn intake(doors: &Doors, store: &Store) -> Intake {
    let (doors, store) = (doors.clone(), store.clone());
    Arc::new(move |record| {
        let (doors, store) = (doors.clone(), store.clone());
        async move { take_in(&doors, &store, record).await }.boxed()
    })
}

async fn take_in(doors: &Doors, store: &Store, record: AttemptRecord) -> Result<RunId, IntakeError> {
    let context = context(store, &record).await?;
    let attachments = record.attachments.into_iter().map(incoming).collect();
    let source = Source { dataset: record.dataset_path, attachments };
    let stored = doors.store_run(source, context).await.map_err(refused)?;
    Ok(stored.run)
}

async fn context(store: &Store, record: &AttemptRecord) -> Result<Context, IntakeError> {
    let lost = |source: StoreError| IntakeError::Store(Box::new(source));
    let id = record.attempt.job;
    let job = store.job(id).await.map_err(lost)?;
    let work = store.job_work(id).await.map_err(lost)?;
    let (Some(job), Some(work)) = (job, work) else {
        return Err(IntakeError::Unusable(Box::new(NoSuchJob { job: id })));
    };
    Ok(Context {
        run: record.attempt.run(),
        now: system_clock()(),
        project: job.project,
        origin: Some(record.attempt),
        overrides: Overrides::default(),
        rule: work.baseline(),
    })
}

fn incoming(path: PathBuf) -> IncomingFile {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    IncomingFile { name, path }
}

/// What the sender can mend by sending something else, told from what only the operator can.
fn refused(error: crate::intake::IntakeError) -> IntakeError {
    if error.is_permanent() {
        IntakeError::Unusable(Box::new(error))
    } else {
        IntakeError::Store(Box::new(error))
    }
}

/// Whose jobs the agent with this secret serves, where the secret is a valid token with the scope `agent`.
pub(super) fn agent_tokens(store: &Store) -> TokenCheck {
    let store = store.clone();
    Arc::new(move |secret| {
        let store = store.clone();
        async move {
            let token = store.token_of_secret(&secret, system_clock()()).await.map_err(Cause::from)?;
            let may_connect =
                |scopes: &[Scope]| scopes.iter().any(|scope| matches!(scope, Scope::Agent | Scope::Admin));
            let token = token.filter(|token| may_connect(&token.scopes));
            Ok(token
                .map(|token| Serves::Project(token.project.unwrap_or_else(|| DEFAULT_PROJECT.to_owned()))))
        }
        .boxed()
    })
}
