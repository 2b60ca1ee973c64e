//! One job from assignment to report. Never panics, never leaves a process or a folder behind, and never runs longer
//! than its scenario allows.

use std::sync::Arc;
use std::time::Duration;

use dataset::LogLevel;
use protocol::{Assignment, AttemptRef, Work};
use scenarios::{BrowserKind, Scenario};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::guarded::guarded;
use super::iterate::{Ending, iterate};
use super::job::{JobEnvironment, JobEvent, JobReport};
use super::narrator::Narrator;
use super::process::scratch::Scratch;
use super::report::{Measured, compose};
use super::secrets::Secrets;
use super::stage::{Executables, Stage};
use super::{simulated, up, watch};
use crate::chain::chain;

/// How long the collector and the browser may take to end in good order.
const GOOD_ORDER: Duration = Duration::from_secs(15);
/// A canceled job has to be gone within a second.
const AT_ONCE: Duration = Duration::from_millis(300);

/// Runs a job to its end. When it returns, or when its future is dropped, nothing that it started is left but the
/// files in its folder. The events come in order; a full channel slows the job down.
pub async fn run_job(
    assignment: &Assignment,
    environment: JobEnvironment,
    events: mpsc::Sender<JobEvent>,
    cancel: CancellationToken,
) -> JobReport {
    let secrets = match &assignment.work {
        Work::Scenario(scenario) => scenario.secrets.as_slice(),
        Work::Watch(_) => &[],
    };
    let secrets = Secrets::look_up(secrets, |name| std::env::var(name).ok())
        .and_mask(environment.program_environment.values().cloned());
    let narrator = Narrator::new(events, assignment.attempt, Arc::new(secrets));
    let mut environment = environment;
    // A later sweep compares real paths; a folder that is not there is told by whoever writes to it.
    if let Ok(folder) = environment.folder.canonicalize() {
        environment.folder = folder;
    }
    let environment = Arc::new(environment);
    let measured = match &assignment.work {
        Work::Watch(chosen) => {
            let narrator = narrator.clone().without_iterations();
            watch::run(chosen, assignment, &environment, &narrator, &cancel).await
        }
        Work::Scenario(scenario) if scenario.browser.kind == BrowserKind::Simulated => {
            simulated::run(scenario, &narrator, &cancel).await
        }
        Work::Scenario(scenario) => {
            let job = Job {
                scenario: Arc::new((**scenario).clone()),
                attempt: assignment.attempt,
                environment: Arc::clone(&environment),
                narrator: narrator.clone(),
                cancel,
            };
            guarded(assignment.attempt, &environment, &narrator, |scratch| job.run(scratch)).await
        }
    };
    compose(assignment, &environment, &narrator, measured).await
}

struct Job {
    scenario: Arc<Scenario>,
    attempt: AttemptRef,
    environment: Arc<JobEnvironment>,
    narrator: Narrator,
    cancel: CancellationToken,
}

impl Job {
    async fn run(self, scratch: Scratch) -> Measured {
        let scenario = Arc::clone(&self.scenario);
        let executables = match up::executables(&scenario.browser) {
            Ok(executables) => executables,
            Err(error) => return Measured::nothing(chain(&error), self.narrator.now()),
        };
        let deadline = Instant::now() + scenario.timeouts.job;
        let mut stage = self.stage(scenario, executables, scratch);
        let mut measured = Measured::begun(self.narrator.now());
        let up = tokio::select! {
            up = up::bring_up(&mut stage, &self.narrator) => match up {
                Ok(up) => Ok(up),
                Err(error) => Err(Ending::Infrastructure { reason: self.narrator.masked(&chain(&error)) }),
            },
            ending = self.given_up(deadline) => Err(ending),
        };
        let up = match up {
            Ok(up) => Some(up),
            Err(ending) => {
                measured.ending = ending;
                None
            }
        };
        if up.is_some() {
            measured.ending = tokio::select! {
                ending = iterate(&mut stage, &mut measured.driven) => ending,
                ending = self.given_up(deadline) => ending,
            };
        }
        bring_down(stage, up, &mut measured).await;
        measured
    }

    fn stage(&self, scenario: Arc<Scenario>, executables: Executables, scratch: Scratch) -> Stage {
        Stage {
            scenario,
            environment: Arc::clone(&self.environment),
            attempt: self.attempt.to_string(),
            scratch,
            narrator: self.narrator.clone(),
            base: None,
            executables,
            browser: None,
            collector: None,
            starts: 0,
            uploads: 0,
            iteration: 0,
            phases: std::collections::BTreeMap::new(),
            attachments: Vec::new(),
        }
    }

    /// Ends when the job must: canceled, too long, or silent for too long.
    async fn given_up(&self, deadline: Instant) -> Ending {
        let timeouts = self.scenario.timeouts;
        let silent = async {
            loop {
                let until = self.narrator.last_progress() + timeouts.silence;
                if until <= Instant::now() {
                    return;
                }
                sleep_until(until).await;
            }
        };
        tokio::select! {
            () = self.cancel.cancelled() => Ending::Canceled,
            () = sleep_until(deadline) => {
                too_long(&self.narrator, timeouts.job)
            }
            () = silent => Ending::Infrastructure {
                reason: format!("the job showed no sign of progress for {} s", timeouts.silence.as_secs()),
            },
        }
    }
}

/// A step that was under way is what took too long; before the first one it was the machinery.
fn too_long(narrator: &Narrator, limit: Duration) -> Ending {
    let reason = format!("the job took longer than its limit of {} s", limit.as_secs_f64());
    match narrator.record().position.clone() {
        Some(position) => Ending::StepFailed(dataset::FailedStep {
            number: position.number,
            kind: position.kind.to_owned(),
            iteration: position.iteration,
            reason,
            screenshot: None,
            unknown: dataset::Unknown::default(),
        }),
        None => Ending::Infrastructure { reason },
    }
}

/// Ends collector and browser, in good order where the job has time for it; what does not end is reaped later.
async fn bring_down(mut stage: Stage, up: Option<up::Up>, measured: &mut Measured) {
    let canceled = measured.ending == Ending::Canceled;
    let limit = if canceled { AT_ONCE } else { GOOD_ORDER };
    if let Some(collector) = stage.collector.take() {
        measured.collection = timeout(limit, collector.stop()).await.ok();
    }
    measured.ended_at = stage.narrator.now();
    if let Some(up::Up { pages, relay }) = up {
        // Everything that the collector sent before it stopped is in the channel now.
        let _relayed = timeout(limit, relay).await;
        drop(pages);
    }
    measured.attachments = std::mem::take(&mut stage.attachments);
    let Some(browser) = stage.browser.take() else { return };
    measured.browser = Some(super::report::BrowserFacts {
        version: browser.version.clone(),
        arguments: browser.arguments.clone(),
        viewport: browser.viewport,
    });
    if measured.ending == Ending::Completed {
        if let Err(error) = browser.end().await {
            let text = format!("the browser did not end in good order: {}", chain(&error));
            stage.narrator.log(LogLevel::Warn, "driver", &text).await;
        }
    } else {
        browser.kill().await;
    }
}
