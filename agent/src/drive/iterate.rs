//! Drives the iterations of a job, step by step. Never measures anything itself.

use dataset::{FailedStep, LogLevel};
use protocol::StepState;
use scenarios::Step;
use tokio::time::sleep;

use super::narrator::Position;
use super::results::Driven;
use super::stage::Stage;
use super::steps::act;
use super::steps::failure::StepError;
use crate::chain::chain;
use crate::collect::Boundary;

/// Where a scenario starts from, and what a page is left for.
const BLANK: &str = "about:blank";

/// How the iterations ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All of them succeeded.
    Completed,
    /// A step failed.
    StepFailed(FailedStep),
    /// Somebody canceled the job.
    Canceled,
    /// Driver, browser or machine.
    Infrastructure { reason: String },
}

/// Runs warm-up and measured iterations. Each begins on a blank page in the same browser and tab: cookies, storage
/// and caches are those that earlier iterations left, unless a step restarts the browser.
pub(crate) async fn iterate(stage: &mut Stage, driven: &mut Vec<Driven>) -> Ending {
    let (warmup, measured) = (stage.scenario.warmup, stage.scenario.iterations);
    for index in 0..warmup + measured {
        if index > 0 {
            cool_down(stage).await;
        }
        stage.iteration = index;
        if let Err(error) = blank(stage).await {
            return Ending::Infrastructure { reason: reason(stage, &error) };
        }
        let before = boundary(stage).await;
        let mut one = Driven::begun(index, index < warmup, stage.narrator.now(), before);
        driven.push(one.clone());
        let ended = run_steps(stage).await;
        one.ended_at = stage.narrator.now();
        one.after = boundary(stage).await;
        close_phases(stage).await;
        if let Err(ending) = ended {
            return ending;
        }
        one.finished = true;
        driven.pop();
        driven.push(one);
    }
    // Pages report their last values when they are left; a browser that is gone by now has been measured.
    if let Err(error) = blank(stage).await {
        return Ending::Infrastructure { reason: reason(stage, &error) };
    }
    Ending::Completed
}

async fn run_steps(stage: &mut Stage) -> Result<(), Ending> {
    let scenario = std::sync::Arc::clone(&stage.scenario);
    for (number, step) in (1..).zip(&scenario.steps) {
        let position = Position { iteration: stage.iteration, number, kind: step.kind.word() };
        let name = step.name.as_deref().unwrap_or(step.kind.word());
        let narrator = stage.narrator.clone();
        narrator.step(&position, name, StepState::Began).await;
        match with_retries(stage, step).await {
            Ok(()) => narrator.step(&position, name, StepState::Succeeded).await,
            Err(error) => {
                let reason = reason(stage, &error);
                narrator.step(&position, name, StepState::Failed(reason.clone())).await;
                let text =
                    format!("step {number} ({name}) of iteration {} failed: {reason}", position.iteration);
                narrator.log(LogLevel::Error, "step", &text).await;
                if error.is_infrastructure() {
                    return Err(Ending::Infrastructure { reason });
                }
                let screenshot = picture_of_failure(stage, number).await;
                let Position { iteration, number, kind } = position;
                let failed = FailedStep {
                    number,
                    kind: kind.to_owned(),
                    iteration,
                    reason,
                    screenshot,
                    unknown: dataset::Unknown::default(),
                };
                return Err(Ending::StepFailed(failed));
            }
        }
    }
    Ok(())
}

async fn with_retries(stage: &mut Stage, step: &Step) -> Result<(), StepError> {
    let mut left = stage.scenario.retries.step;
    loop {
        match act(stage, step).await {
            Err(error) if left > 0 && !error.is_infrastructure() => {
                let text = format!("{}; tried again, {left} left", reason(stage, &error));
                stage.narrator.log(LogLevel::Warn, "step", &text).await;
                left -= 1;
            }
            done => return done,
        }
    }
}

/// The picture's file name; without one the log says why.
async fn picture_of_failure(stage: &mut Stage, number: u32) -> Option<String> {
    match stage.take_picture(&format!("failed-step-{number}")).await {
        Ok(name) => Some(name),
        Err(error) => {
            let text = format!("no screenshot of the failure: {}", chain(&error));
            stage.narrator.log(LogLevel::Warn, "agent", &text).await;
            None
        }
    }
}

async fn blank(stage: &mut Stage) -> Result<(), StepError> {
    let limit = stage.scenario.timeouts.step;
    stage.limit_pages(limit).await?;
    Ok(stage.session().open(BLANK).await?)
}

async fn boundary(stage: &Stage) -> Boundary {
    match &stage.collector {
        Some(collector) => collector.boundary().await,
        None => Boundary::default(),
    }
}

/// Phases that a scenario never ended stand in the run without an end.
async fn close_phases(stage: &mut Stage) {
    for (name, started_at) in std::mem::take(&mut stage.phases) {
        let mark = dataset::Mark {
            name,
            iteration: Some(stage.iteration),
            started_at,
            ended_at: None,
            unknown: dataset::Unknown::default(),
        };
        stage.narrator.mark(mark).await;
    }
}

async fn cool_down(stage: &Stage) {
    stage.narrator.progress();
    sleep(stage.scenario.cool_down).await;
    stage.narrator.progress();
}

fn reason(stage: &Stage, error: &StepError) -> String {
    stage.narrator.masked(&chain(error))
}
