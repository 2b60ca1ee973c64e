//! The attempts' jobs, spools and folders. Disk writes are small and stay in the page cache, so they are done in place;
//! what may take long (assembling, hashing, removing folders) is done beside.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use protocol::{
    AgentMessage, Assignment, AttemptOutcome, AttemptRef, DeviceAdvert, ProcessList, SampleBatch,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::{error, info, warn};

use super::RunJob;
use super::lists::{Lists, Question};
use crate::chain::chain;
use crate::drive::job::{JobEnvironment, JobEvent, JobReport};
use crate::session::config::AgentConfig;
use crate::session::effect::{Effect, Input, Leftover};
use crate::spool::{AttemptFolder, FolderError, Sealed, Spool, SpoolError, read_chunk, seal};

/// Events of all jobs that wait for the session; a full queue holds the jobs back.
const QUEUE: usize = 256;
/// How long a canceled job may take to end when the session ends without it.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// What jobs and background work report.
#[derive(Debug)]
pub(super) enum Happening {
    Told { attempt: AttemptRef, event: JobEvent },
    Ended { attempt: AttemptRef, report: JobReport },
    Sealed { attempt: AttemptRef, sealed: Sealed },
    Listed { request: u64, answer: Result<ProcessList, String> },
}

/// Everything that is held for attempts.
pub(super) struct Attempts<J> {
    jobs: Arc<J>,
    root: PathBuf,
    config: AgentConfig,
    held: BTreeMap<AttemptRef, Held>,
    happenings: mpsc::Receiver<Happening>,
    happens: mpsc::Sender<Happening>,
    tasks: JoinSet<()>,
    lists: Lists,
}

struct Held {
    folder: AttemptFolder,
    spool: Option<Spool>,
    assignment: Option<Box<Assignment>>,
    cancel: CancellationToken,
    finish: CancellationToken,
    report: Option<JobReport>,
    sealed: Option<Sealed>,
    /// Why the samples are not whole, if they are not.
    failure: Option<String>,
}

impl<J: RunJob> Attempts<J> {
    /// Takes up what an earlier life of the agent left on disk.
    pub(super) fn take_up(
        config: &AgentConfig,
        root: PathBuf,
        jobs: J,
    ) -> Result<(Self, Vec<Leftover>), FolderError> {
        let mut held = BTreeMap::new();
        let mut leftovers = Vec::new();
        for folder in AttemptFolder::list(&root)? {
            let (taken, leftover) = Held::take_up(folder, config.spool_limit_bytes);
            held.insert(leftover.attempt, taken);
            leftovers.push(leftover);
        }
        let (happens, happenings) = mpsc::channel(QUEUE);
        let (jobs, config, tasks) = (Arc::new(jobs), config.clone(), JoinSet::new());
        let lists = Lists::default();
        Ok((Self { jobs, root, config, held, happenings, happens, tasks, lists }, leftovers))
    }

    pub(super) fn devices(&self) -> Vec<DeviceAdvert> {
        self.jobs.devices()
    }

    pub(super) async fn next(&mut self) -> Happening {
        loop {
            tokio::select! {
                Some(happening) = self.happenings.recv() => return happening,
                Some(_finished) = self.tasks.join_next() => {}
            }
        }
    }

    pub(super) fn take(&mut self, happening: Happening) -> Input {
        match happening {
            Happening::Told { attempt, event } => Input::Job { attempt, event },
            Happening::Ended { attempt, report } => {
                info!(job_id = %attempt.job, attempt = attempt.number.0, outcome = ?report.outcome, "job ended");
                if let Some(held) = self.held.get_mut(&attempt) {
                    held.report = Some(report);
                }
                Input::JobEnded(attempt)
            }
            Happening::Sealed { attempt, sealed } => {
                if let Some(held) = self.held.get_mut(&attempt) {
                    held.sealed = Some(sealed.clone());
                }
                Input::Sealed { attempt, sealed }
            }
            Happening::Listed { request, answer } => Input::Listed { request, answer },
        }
    }

    /// Does what concerns attempts; what concerns the link is the driver's.
    pub(super) fn carry_out(
        &mut self,
        effect: Effect,
        inputs: &mut VecDeque<Input>,
        outbox: &mut VecDeque<AgentMessage>,
    ) {
        match effect {
            Effect::Prepare(assignment) => inputs.push_back(self.prepare(assignment)),
            Effect::StartJob(attempt) => self.start(attempt),
            Effect::CancelJob { attempt, reason } => {
                info!(job_id = %attempt.job, attempt = attempt.number.0, reason, "job is canceled");
                if let Some(held) = self.held.get(&attempt) {
                    held.cancel.cancel();
                }
            }
            Effect::FinishJob { attempt, reason } => {
                info!(job_id = %attempt.job, attempt = attempt.number.0, reason, "session is stopped");
                if let Some(held) = self.held.get(&attempt) {
                    held.finish.cancel();
                }
            }
            Effect::ListProcesses { request, cpu_over, ask_browsers } => {
                let question = Question { request, cpu_over, ask_browsers };
                inputs.extend(self.lists.begin(question, &mut self.tasks, self.happens.clone()));
            }
            Effect::Persist(batch) => inputs.extend(self.persist(batch)),
            Effect::SendSamples { attempt, first, last } => {
                inputs.extend(self.send_samples(attempt, first..=last, outbox));
            }
            Effect::KeepAcknowledged { attempt, up_to } => {
                if let Some(Err(error)) =
                    self.held.get(&attempt).map(|held| held.folder.keep_acknowledged(up_to))
                {
                    warn_of(attempt, &error, "cannot keep the acknowledgment; samples may be sent twice");
                }
            }
            Effect::Seal { attempt, failure } => self.seal(attempt, failure),
            Effect::SendChunk { attempt, file, offset_bytes } => {
                inputs.extend(self.send_chunk(attempt, file, offset_bytes, outbox));
            }
            Effect::DropAttempt(attempt) => self.forget(attempt),
            Effect::Connect | Effect::Disconnect | Effect::Send(_) | Effect::Finish(_) => {}
        }
    }

    /// Ends every job and waits, within a limit, until all that runs beside has come to its end.
    pub(super) async fn stop_all(&mut self) {
        self.held.values().for_each(|held| held.cancel.cancel());
        // Jobs that still tell something must not wait for a listener that is gone.
        self.happenings.close();
        let ended =
            tokio::time::timeout(STOP_LIMIT, async { while self.tasks.join_next().await.is_some() {} });
        if ended.await.is_err() {
            error!(left = self.tasks.len(), "jobs did not end when they were told to");
        }
    }

    fn prepare(&mut self, assignment: Box<Assignment>) -> Input {
        let attempt = assignment.attempt;
        let prepared = AttemptFolder::create(&self.root, attempt)
            .map_err(|error| chain(&error))
            .map(|folder| (Spool::open(&folder.samples(), self.config.spool_limit_bytes), folder));
        match prepared {
            Ok((Ok(spool), folder)) => {
                let held = Held { assignment: Some(assignment), ..Held::new(folder, Some(spool)) };
                self.held.insert(attempt, held);
                Input::Prepared(attempt)
            }
            Ok((Err(error), folder)) => {
                self.held.insert(attempt, Held::new(folder, None));
                Input::PreparationFailed { attempt, reason: chain(&error) }
            }
            Err(reason) => Input::PreparationFailed { attempt, reason },
        }
    }

    fn start(&mut self, attempt: AttemptRef) {
        let Some(held) = self.held.get_mut(&attempt) else { return };
        let Some(assignment) = held.assignment.take() else { return };
        let devices = self.jobs.devices();
        let Some(device) = devices.into_iter().find(|advert| advert.device == assignment.device) else {
            let reason = format!("the device `{}` is gone", assignment.device);
            let report = failed(reason);
            let happens = self.happens.clone();
            self.tasks.spawn(async move { tell(&happens, Happening::Ended { attempt, report }).await });
            return;
        };
        info!(
            job_id = %attempt.job,
            attempt = attempt.number.0,
            device_id = %assignment.device,
            scenario = assignment.work.name(),
            "job starts"
        );
        let environment = JobEnvironment {
            device,
            folder: held.folder.job(),
            allowed_programs: self.config.allowed_programs.clone(),
            labels: self.config.labels.clone(),
            agent_version: env!("CARGO_PKG_VERSION").to_owned(),
            guard: self.config.guard.clone(),
            program_environment: self.config.program_environment.clone(),
            finish: held.finish.clone(),
        };
        let (jobs, happens, cancel) = (Arc::clone(&self.jobs), self.happens.clone(), held.cancel.clone());
        self.tasks.spawn(watch(jobs, *assignment, environment, happens, cancel));
    }

    fn persist(&mut self, batch: SampleBatch) -> Option<Input> {
        let (attempt, sequence) = (batch.attempt, batch.sequence);
        let held = self.held.get_mut(&attempt)?;
        let spool = held.spool.as_mut().filter(|_| held.failure.is_none())?;
        Some(match spool.append(batch) {
            Ok(()) => Input::Spooled { attempt, sequence },
            Err(error) => held.spool_failed(attempt, &error),
        })
    }

    fn send_samples(
        &mut self,
        attempt: AttemptRef,
        sequences: std::ops::RangeInclusive<u64>,
        outbox: &mut VecDeque<AgentMessage>,
    ) -> Option<Input> {
        let held = self.held.get_mut(&attempt)?;
        for sequence in sequences {
            match held.spool.as_mut()?.read(sequence) {
                Ok(batch) => outbox.push_back(AgentMessage::Samples(batch)),
                Err(error) => return Some(held.spool_failed(attempt, &error)),
            }
        }
        None
    }

    fn seal(&mut self, attempt: AttemptRef, failure: Option<String>) {
        let Some(held) = self.held.get_mut(&attempt) else { return };
        let report = held.report.take();
        let failure = failure.or(held.failure.clone());
        let report = match (report, failure) {
            (Some(report), None) => report,
            (_, Some(reason)) => failed(reason),
            (None, None) => failed("the job left no report".to_owned()),
        };
        let (folder, happens) = (held.folder.clone(), self.happens.clone());
        self.tasks.spawn(async move {
            let sealing = tokio::task::spawn_blocking(move || seal_or_fail(&folder, report)).await;
            let sealed = sealing.unwrap_or_else(|panic| {
                let reason = format!("making the attempt's files ready broke off: {panic}");
                Sealed { outcome: AttemptOutcome::Infrastructure { reason }, files: Vec::new() }
            });
            tell(&happens, Happening::Sealed { attempt, sealed }).await;
        });
    }

    fn send_chunk(
        &mut self,
        attempt: AttemptRef,
        file: usize,
        offset_bytes: u64,
        outbox: &mut VecDeque<AgentMessage>,
    ) -> Option<Input> {
        let held = self.held.get(&attempt)?;
        match read_chunk(&held.folder, held.sealed.as_ref()?.files.get(file)?, offset_bytes) {
            Ok(chunk) => {
                outbox.push_back(AgentMessage::Upload(chunk));
                None
            }
            Err(error) => {
                warn_of(attempt, &error, "cannot read a file of the attempt again");
                Some(Input::SpoolFailed { attempt, reason: chain(&error) })
            }
        }
    }

    fn forget(&mut self, attempt: AttemptRef) {
        let Some(held) = self.held.remove(&attempt) else { return };
        info!(job_id = %attempt.job, attempt = attempt.number.0, "attempt is done with");
        self.tasks.spawn_blocking(move || {
            if let Err(error) = held.folder.remove() {
                warn_of(attempt, &error, "cannot remove the attempt's folder");
            }
        });
    }
}

impl Held {
    fn new(folder: AttemptFolder, spool: Option<Spool>) -> Self {
        let (cancel, finish) = (CancellationToken::new(), CancellationToken::new());
        Self { folder, spool, assignment: None, cancel, finish, report: None, sealed: None, failure: None }
    }

    /// A folder that cannot be read any more still owes the controller an answer.
    fn take_up(folder: AttemptFolder, limit_bytes: u64) -> (Self, Leftover) {
        let attempt = folder.attempt();
        let lost = |error: &dyn std::error::Error| {
            let outcome = AttemptOutcome::Infrastructure { reason: chain(error) };
            Some(Sealed { outcome, files: Vec::new() })
        };
        let acknowledged = folder.acknowledged().unwrap_or(0);
        let (sealed, spool) = match (Sealed::load(&folder), Spool::open(&folder.samples(), limit_bytes)) {
            (Ok(sealed), Ok(spool)) => (sealed, Some(spool)),
            (Err(error), _) => (lost(&error), None),
            (_, Err(error)) => (lost(&error), None),
        };
        let spooled = spool.as_ref().map_or(0, Spool::last);
        let leftover = Leftover { attempt, spooled, acknowledged, sealed: sealed.clone() };
        (Self { sealed, ..Self::new(folder, spool) }, leftover)
    }

    fn spool_failed(&mut self, attempt: AttemptRef, error: &SpoolError) -> Input {
        warn_of(attempt, error, "the samples of an attempt cannot be kept");
        let reason = chain(error);
        self.failure.get_or_insert_with(|| reason.clone());
        Input::SpoolFailed { attempt, reason }
    }
}

/// Runs a job and passes on what it tells, the end last.
async fn watch<J: RunJob>(
    jobs: Arc<J>,
    assignment: Assignment,
    environment: JobEnvironment,
    happens: mpsc::Sender<Happening>,
    cancel: CancellationToken,
) {
    let attempt = assignment.attempt;
    let (events, mut told) = mpsc::channel(QUEUE);
    // A job that is given up is dropped, which ends what it started.
    let mut job = AbortOnDropHandle::new(tokio::spawn(async move {
        jobs.run_job(assignment, environment, events, cancel).await
    }));
    let ended = loop {
        tokio::select! {
            biased;
            Some(event) = told.recv() => tell(&happens, Happening::Told { attempt, event }).await,
            ended = &mut job => break ended,
        }
    };
    while let Ok(event) = told.try_recv() {
        tell(&happens, Happening::Told { attempt, event }).await;
    }
    let report = ended.unwrap_or_else(|panic| failed(format!("the job broke off: {panic}")));
    tell(&happens, Happening::Ended { attempt, report }).await;
}

pub(super) async fn tell(happens: &mpsc::Sender<Happening>, happening: Happening) {
    // A session that is over listens no more; what matters is on disk.
    let _over = happens.send(happening).await;
}

fn seal_or_fail(folder: &AttemptFolder, report: JobReport) -> Sealed {
    seal(folder, report).unwrap_or_else(|error| {
        warn_of(folder.attempt(), &error, "the attempt's files cannot be made ready");
        let sealed =
            Sealed { outcome: AttemptOutcome::Infrastructure { reason: chain(&error) }, files: Vec::new() };
        if let Err(error) = sealed.keep(folder) {
            warn_of(folder.attempt(), &error, "the attempt's result will not survive a restart");
        }
        sealed
    })
}

fn failed(reason: String) -> JobReport {
    JobReport { outcome: AttemptOutcome::Infrastructure { reason }, dataset: None, attachments: Vec::new() }
}

fn warn_of(attempt: AttemptRef, error: &(dyn std::error::Error + 'static), event: &'static str) {
    warn!(job_id = %attempt.job, attempt = attempt.number.0, error, "{event}");
}
