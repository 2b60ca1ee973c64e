//! From a journal to a stored run, through the one intake. Safe to repeat: the journal goes only when the run is stored.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;

use dataset::WriteError;
use tokio::time::sleep;

use super::outgoing::{Closing, Said};
use super::run_task::RunTask;
use crate::http_api::wire::error::Code;
use crate::intake::streaming::{AssembleError, EndReason, assemble};
use crate::intake::{Context, IntakeError, Overrides, Source, UPLOAD_RULE};
use crate::store::StoreError;

/// Name of the Dataset within the folder of a run.
const DATASET: &str = "dataset.json";

/// A run that has ended is not stored.
#[derive(Debug, thiserror::Error)]
enum FinishError {
    #[error("cannot write down why the run ended")]
    End,
    #[error("cannot look up whether the run is stored")]
    LookUp(#[from] StoreError),
    #[error("cannot write the Dataset of a run to `{}`", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("cannot hand the run of an attempt over")]
    HandOver(#[source] io::Error),
    #[error("cannot make a Dataset of the journal")]
    Assemble(#[from] AssembleError),
    #[error("the run is not taken in")]
    Intake(#[from] IntakeError),
}

impl FinishError {
    /// Whether trying again is pointless.
    fn is_permanent(&self) -> bool {
        match self {
            Self::Intake(error) => error.is_permanent(),
            Self::Assemble(AssembleError::Write(WriteError::Refused(_))) => true,
            Self::Assemble(
                AssembleError::Journal(_) | AssembleError::Write(WriteError::Output(_) | WriteError::Json(_)),
            )
            | Self::End
            | Self::LookUp(_)
            | Self::HandOver(_)
            | Self::File { .. } => false,
        }
    }
}

impl RunTask {
    /// Stores the run, however often that must be tried, and tells its client.
    pub(super) async fn finish(&mut self, why: EndReason) {
        let run_id = self.head.run;
        loop {
            let stored =
                if self.write_end(why).await { self.deliver(why).await } else { Err(FinishError::End) };
            match stored {
                Ok(()) => {
                    tracing::info!(%run_id, ended_reason = why.word(), "a streamed run is delivered");
                    self.say(Said::Stopped { run_id, url: format!("/runs/{run_id}") });
                    self.close(Closing::Done);
                    return self.clear_away().await;
                }
                Err(error) if error.is_permanent() => {
                    let error = crate::doors::chain(&error);
                    tracing::error!(%run_id, error, "a streamed run cannot be stored; its journal is set aside");
                    self.say(Said::fatal(Code::Format, format!("the run cannot be stored: {error}")));
                    self.close(Closing::Failed);
                    return self.set_aside().await;
                }
                Err(error) => {
                    let error = crate::doors::chain(&error);
                    tracing::error!(%run_id, error, "a streamed run cannot be stored now; it is tried again");
                    let msg = "the run is on disk and cannot be stored now; it is stored as soon as that is possible";
                    self.say(Said::fatal(Code::Internal, msg));
                    self.close(Closing::Failed);
                }
            }
            tokio::select! {
                () = sleep(self.shared.settings.retry_interval) => {}
                () = self.shared.shutdown.cancelled() => return,
            }
        }
    }

    /// Stores the run; that of an attempt is left to its result, which decides whether it counts.
    async fn deliver(&mut self, why: EndReason) -> Result<(), FinishError> {
        let Some(attempt) = self.head.attempt else { return self.store().await };
        self.let_go();
        let (attempts, journal) = (self.shared.attempts.clone(), self.shared.folder_of(self.head.run));
        let is_whole = why == EndReason::Stopped;
        let moved = tokio::task::spawn_blocking(move || attempts.take_stream(attempt, &journal, is_whole));
        moved.await.expect("moving neither panics nor is it aborted").map_err(FinishError::HandOver)?;
        self.shared.attempts.has_grown();
        Ok(())
    }

    async fn store(&self) -> Result<(), FinishError> {
        let (run, project) = (self.head.run, self.head.project.clone());
        // It may have been stored right before the controller ended.
        if self.shared.store.run(&project, run).await?.is_some() {
            return Ok(());
        }
        let folder = self.shared.folder_of(run);
        let dataset = folder.join(DATASET);
        let path = dataset.clone();
        let work = tokio::task::spawn_blocking(move || {
            let file = File::create(&path).map_err(|source| FinishError::File { path, source })?;
            assemble(&folder, BufWriter::new(file))?;
            Ok::<_, FinishError>(())
        });
        work.await.expect("writing neither panics nor is it aborted")?;
        let context = Context {
            run,
            now: self.shared.clock.now(),
            project,
            origin: None,
            overrides: Overrides::default(),
            rule: UPLOAD_RULE,
        };
        Box::pin(self.shared.doors.store_run(Source { dataset, attachments: Vec::new() }, context)).await?;
        Ok(())
    }

    /// The run is stored: the journal has done its work.
    async fn clear_away(&self) {
        if self.head.attempt.is_some() {
            return;
        }
        let folder = self.shared.folder_of(self.head.run);
        let removed = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
        if let Err(error) = removed.expect("removing neither panics nor is it aborted") {
            tracing::warn!(run_id = %self.head.run, %error, "the journal of a stored run stays until the next start");
        }
    }

    /// Keeps the journal as evidence, under a name that no start takes up.
    async fn set_aside(&self) {
        let folder = self.shared.folder_of(self.head.run);
        let aside = self.shared.folder.join(format!("refused-{}", self.head.run));
        let renamed = tokio::task::spawn_blocking(move || std::fs::rename(folder, aside)).await;
        if let Err(error) = renamed.expect("renaming neither panics nor is it aborted") {
            tracing::error!(run_id = %self.head.run, %error, "the journal of a refused run cannot be set aside");
        }
    }
}
