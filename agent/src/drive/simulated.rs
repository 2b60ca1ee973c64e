//! A job without a browser: it proves that jobs are scheduled, leased, streamed and stored. Never a measurement, and
//! never looks like one.

use dataset::Mark;
use protocol::StepState;
use scenarios::{Phase, Scenario, StepKind};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::iterate::Ending;
use super::narrator::{Narrator, Position};
use super::report::Measured;
use super::results::Driven;
use crate::collect::Boundary;

/// Tells every step of every iteration; only `sleep` and the cool-down take their time.
pub(crate) async fn run(scenario: &Scenario, narrator: &Narrator, cancel: &CancellationToken) -> Measured {
    let mut measured = Measured::begun(narrator.now());
    measured.simulated = true;
    measured.ending = tokio::select! {
        () = iterations(scenario, narrator, &mut measured.driven) => Ending::Completed,
        () = cancel.cancelled() => Ending::Canceled,
        () = sleep(scenario.timeouts.job) => Ending::Infrastructure {
            reason: format!("the job took longer than its limit of {} s", scenario.timeouts.job.as_secs_f64()),
        },
    };
    measured.ended_at = narrator.now();
    measured
}

async fn iterations(scenario: &Scenario, narrator: &Narrator, driven: &mut Vec<Driven>) {
    for index in 0..scenario.warmup + scenario.iterations {
        if index > 0 {
            sleep(scenario.cool_down).await;
        }
        let one = Driven::begun(index, index < scenario.warmup, narrator.now(), Boundary::default());
        for (number, step) in (1..).zip(&scenario.steps) {
            let position = Position { iteration: index, number, kind: step.kind.word() };
            let name = step.name.as_deref().unwrap_or(step.kind.word());
            narrator.step(&position, name, StepState::Began).await;
            pretend(&step.kind, index, narrator).await;
            narrator.step(&position, name, StepState::Succeeded).await;
        }
        driven.push(Driven { ended_at: narrator.now(), finished: true, ..one });
    }
}

async fn pretend(kind: &StepKind, iteration: u32, narrator: &Narrator) {
    match kind {
        StepKind::Sleep(span) => sleep(*span).await,
        StepKind::Mark { name, phase: Phase::Begin | Phase::Instant } => {
            let mark = Mark {
                name: name.clone(),
                iteration: Some(iteration),
                started_at: narrator.now(),
                ended_at: None,
                unknown: dataset::Unknown::default(),
            };
            narrator.mark(mark).await;
        }
        StepKind::Mark { phase: Phase::End, .. }
        | StepKind::Open { .. }
        | StepKind::Click(_)
        | StepKind::Type { .. }
        | StepKind::Press(_)
        | StepKind::Hover(_)
        | StepKind::Select { .. }
        | StepKind::Scroll(_)
        | StepKind::Drag { .. }
        | StepKind::UploadFile { .. }
        | StepKind::WaitFor(_)
        | StepKind::Script(_)
        | StepKind::Metric { .. }
        | StepKind::Screenshot { .. }
        | StepKind::RestartBrowser
        | StepKind::Exec { .. } => {}
    }
}
