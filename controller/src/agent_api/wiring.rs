//! Joins the agents' door to the intake and to the tokens. The composition calls it; nothing else of this folder knows the store.

use std::sync::Arc;

use protocol::Ids;

use crate::agent_api::access::TokenCheck;
use crate::agent_api::results::{AttemptRecord, Intake, IntakeError};
use crate::doors::Doors;
use crate::intake::{Context, IncomingFile, Overrides, Source};
use crate::lease::Clock;
use crate::store::Store;
use crate::store::tokens::Scope;

/// The job of an attempt is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job of this attempt is not in the store")]
struct JobMissing;

/// An intake that stores and judges an attempt's run as its job says.
pub fn intake(doors: Doors, store: Store, clock: Clock) -> Intake {
    Arc::new(move |record| {
        let (doors, store, clock) = (doors.clone(), store.clone(), Arc::clone(&clock));
        Box::pin(async move {
            let context = context_of(&store, &record, &clock).await?;
            let stored = doors.store_run(source_of(record), context).await.map_err(|error| {
                let permanent = error.is_permanent();
                if permanent {
                    IntakeError::Unusable(Box::new(error))
                } else {
                    IntakeError::Store(Box::new(error))
                }
            })?;
            Ok(stored.run)
        })
    })
}

/// A check that accepts valid tokens with the scope `agent` (or `admin`).
pub fn token_check(store: Store, clock: Clock) -> TokenCheck {
    Arc::new(move |secret| {
        let (store, now) = (store.clone(), clock());
        Box::pin(async move {
            let token = store.token_of_secret(&secret, now).await?;
            let covers = |scope: &Scope| *scope == Scope::Agent || *scope == Scope::Admin;
            Ok(token.is_some_and(|token| token.scopes.iter().any(covers)))
        })
    })
}

async fn context_of(store: &Store, record: &AttemptRecord, clock: &Clock) -> Result<Context, IntakeError> {
    let id = record.attempt.job;
    let job = store.job(id).await.map_err(|error| IntakeError::Store(Box::new(error)))?;
    let scenario = store.job_scenario(id).await.map_err(|error| IntakeError::Store(Box::new(error)))?;
    let (Some(job), Some(scenario)) = (job, scenario) else {
        return Err(IntakeError::Unusable(Box::new(JobMissing)));
    };
    // The release goes by a field of its own, which replaces the tag.
    let tags = job.tags.into_iter().filter(|tag| !tag.starts_with("release:")).collect();
    Ok(Context {
        run: Ids.run(),
        now: clock(),
        project: job.project,
        origin: Some(record.attempt),
        overrides: Overrides {
            client_id: None,
            release: job.release,
            scenario: Some(job.scenario),
            build_id: job.build,
            tags,
        },
        rule: scenario.baseline,
    })
}

fn source_of(record: AttemptRecord) -> Source {
    let named = |path: std::path::PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some(IncomingFile { name, path })
    };
    Source {
        dataset: record.dataset_path,
        attachments: record.attachments.into_iter().filter_map(named).collect(),
    }
}
