//! What each kind of step does in a real browser, one file per family. Never says that a step succeeded which the
//! driver did not confirm.

mod element;
mod navigate;
mod pointer;
mod keyboard;
mod form;
mod scroll;
mod wait;
mod javascript;
mod script;
mod mark;
mod restart;
mod exec;
pub(crate) mod failure;

use std::time::Duration;

use scenarios::{Step, StepKind};
use tokio::time::{Instant, sleep, timeout};

use self::failure::StepError;
use super::stage::Stage;
use super::webdriver::session::GRACE;

/// While a step only waits, it shows a sign of life this often.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

/// Does one step; ends at the latest a few seconds after its limit.
pub(crate) async fn act(stage: &mut Stage, step: &Step) -> Result<(), StepError> {
    let limit = limit(stage, step);
    match timeout(limit + GRACE + GRACE, dispatch(stage, &step.kind, limit)).await {
        Ok(done) => done,
        Err(_) => Err(StepError::TooLong { limit }),
    }
}

/// How long the step may take.
fn limit(stage: &Stage, step: &Step) -> Duration {
    let own = step.timeout.unwrap_or(stage.scenario.timeouts.step);
    match &step.kind {
        StepKind::Sleep(span) => own.max(*span),
        StepKind::WaitFor(_)
        | StepKind::Open { .. }
        | StepKind::Click(_)
        | StepKind::Type { .. }
        | StepKind::Press(_)
        | StepKind::Hover(_)
        | StepKind::Select { .. }
        | StepKind::Scroll(_)
        | StepKind::Drag { .. }
        | StepKind::UploadFile { .. }
        | StepKind::Script(_)
        | StepKind::Metric { .. }
        | StepKind::Mark { .. }
        | StepKind::Screenshot { .. }
        | StepKind::RestartBrowser
        | StepKind::Exec { .. } => own,
    }
}

async fn dispatch(stage: &mut Stage, kind: &StepKind, limit: Duration) -> Result<(), StepError> {
    stage.limit_pages(limit).await?;
    let deadline = Instant::now() + limit;
    match kind {
        StepKind::Open { url, wait } => navigate::open(stage, url, *wait, limit).await,
        StepKind::Click(selector) => pointer::click(stage, selector, deadline).await,
        StepKind::Hover(selector) => pointer::hover(stage, selector, deadline).await,
        StepKind::Drag { from, to } => pointer::drag(stage, from, to, deadline).await,
        StepKind::Type { into, text, clear } => {
            keyboard::type_text(stage, into, text, *clear, deadline).await
        }
        StepKind::Press(chord) => keyboard::press(stage, chord).await,
        StepKind::Select { from, value } => form::select(stage, from, value, deadline).await,
        StepKind::UploadFile { into, name, content } => {
            form::upload(stage, into, (name, content), deadline).await
        }
        StepKind::Scroll(to) => scroll::scroll(stage, to, deadline).await,
        StepKind::WaitFor(condition) => wait::wait_for(stage, condition, limit).await,
        StepKind::Script(script) => script::run(stage, script).await,
        StepKind::Metric { key, script } => script::measure(stage, key, script).await,
        StepKind::Mark { name, phase } => mark::mark(stage, name, *phase).await,
        StepKind::Sleep(span) => pause(stage, *span).await,
        StepKind::Screenshot { name } => Ok(stage.take_picture(name).await.map(drop)?),
        StepKind::RestartBrowser => restart::restart(stage).await,
        StepKind::Exec { program, arguments } => exec::run(stage, program, arguments, limit).await,
    }
}

async fn pause(stage: &Stage, span: Duration) -> Result<(), StepError> {
    let end = Instant::now() + span;
    loop {
        stage.narrator.progress();
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        sleep(left.min(SIGN_OF_LIFE)).await;
    }
}
