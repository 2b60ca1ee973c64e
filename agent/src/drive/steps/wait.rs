//! The step `wait_for`. Never waits past the step's limit.

use std::time::Duration;

use scenarios::{Condition, Selector};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::element::described;
use super::failure::StepError;
use super::javascript::function_body;
use crate::drive::stage::Stage;
use crate::drive::webdriver::failure::{CommandError, Refusal};

const PAUSE: Duration = Duration::from_millis(25);

const TEXT: &str = "return !!document.body && document.body.innerText.includes(arguments[0])";

/// For browsers without a debugging socket: how long nothing has been fetched, ms; -1 while the document itself loads.
/// A request that a script began before the step is not seen until it ends.
const QUIET: &str = "if (document.readyState !== 'complete') return -1;\
    if (!window.__perfsightNetwork) {\
        const state = window.__perfsightNetwork = {open: 0, last: performance.now()};\
        const began = () => { state.open++; };\
        const ended = () => { state.open--; state.last = performance.now(); };\
        const get = window.fetch;\
        window.fetch = function (...all) { began(); const answer = get.apply(this, all);\
            answer.then(r => { const copy = r.clone(); copy.arrayBuffer().then(ended, ended); }, ended);\
            return answer; };\
        const send = XMLHttpRequest.prototype.send;\
        XMLHttpRequest.prototype.send = function (...all) { began();\
            this.addEventListener('loadend', ended, {once: true}); return send.apply(this, all); };\
        new PerformanceObserver(() => { state.last = performance.now(); }).observe({type: 'resource'});\
    }\
    const state = window.__perfsightNetwork;\
    return state.open > 0 ? 0 : performance.now() - state.last";

pub(crate) async fn wait_for(stage: &Stage, condition: &Condition, limit: Duration) -> Result<(), StepError> {
    let deadline = Instant::now() + limit;
    let condition = revealed(stage, condition)?;
    loop {
        match holds(stage, &condition).await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(error) if passes(&error) => {}
            Err(error) => return Err(error.into()),
        }
        if Instant::now() + PAUSE >= deadline {
            let condition = stage.narrator.masked(&in_words(&condition));
            return Err(StepError::NotFulfilled { condition, limit });
        }
        sleep(PAUSE).await;
    }
}

fn revealed(stage: &Stage, condition: &Condition) -> Result<Condition, StepError> {
    let secrets = stage.narrator.secrets();
    Ok(match condition {
        Condition::Text(text) => Condition::Text(secrets.reveal(text)?),
        Condition::Script(script) => Condition::Script(secrets.reveal(script)?),
        Condition::Visible(_) | Condition::Gone(_) | Condition::NetworkIdle(_) => condition.clone(),
    })
}

async fn holds(stage: &Stage, condition: &Condition) -> Result<bool, CommandError> {
    let session = stage.session();
    match condition {
        Condition::Visible(selector) => any_is_shown(stage, selector).await,
        Condition::Gone(selector) => Ok(!any_is_shown(stage, selector).await?),
        Condition::Text(text) => Ok(session.execute(TEXT, vec![json!(text)]).await? == Value::Bool(true)),
        Condition::Script(script) => Ok(is_true(&session.execute(&function_body(script), Vec::new()).await?)),
        Condition::NetworkIdle(span) => {
            if let Some(network) = stage.browser.as_ref().and_then(|browser| browser.network.as_ref()) {
                return Ok(network.quiet() >= *span);
            }
            let quiet_ms = session.execute(QUIET, Vec::new()).await?.as_f64().unwrap_or(-1.0);
            Ok(quiet_ms >= span.as_secs_f64() * 1000.0)
        }
    }
}

async fn any_is_shown(stage: &Stage, selector: &Selector) -> Result<bool, CommandError> {
    let session = stage.session();
    for element in session.find_all(selector).await? {
        match session.is_displayed(&element).await {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(error) if error.refusal() == Some(Refusal::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// A page that is being left or a script that does not work yet may work in a moment.
fn passes(error: &CommandError) -> bool {
    !error.is_infrastructure() && error.refusal() != Some(Refusal::Timeout)
}

/// As JavaScript sees it.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

fn in_words(condition: &Condition) -> String {
    match condition {
        Condition::Visible(selector) => format!("{} being shown", described(selector)),
        Condition::Gone(selector) => format!("{} being gone", described(selector)),
        Condition::Text(text) => format!("the text `{text}`"),
        Condition::Script(script) => format!("the script `{}`", script.trim()),
        Condition::NetworkIdle(span) => format!("an idle network for {} s", span.as_secs_f64()),
    }
}
