//! The step `open`. Never opens a file of the agent's machine.

use std::time::Duration;

use scenarios::LoadState;
use serde_json::json;

use super::failure::StepError;
use crate::drive::address::resolve;
use crate::drive::stage::Stage;
use crate::drive::webdriver::failure::{CommandError, Refusal};

const LOADED: &str = "return document.readyState === 'complete' ? true : \
    new Promise(done => addEventListener('load', () => done(true), {once: true}))";

pub(crate) async fn open(
    stage: &Stage,
    url: &str,
    wait: LoadState,
    limit: Duration,
) -> Result<(), StepError> {
    let url = stage.narrator.secrets().reveal(url)?;
    let url = resolve(stage.base.as_deref(), &url)?;
    let session = stage.session();
    let not_loaded = |error: CommandError| match error.refusal() {
        Some(Refusal::Timeout) => StepError::NotLoaded { limit },
        Some(Refusal::NoSuchElement | Refusal::Stale | Refusal::NotInteractable | Refusal::Other) | None => {
            StepError::Command(error)
        }
    };
    match wait {
        LoadState::None => {
            session.execute("location.assign(arguments[0])", vec![json!(url)]).await.map_err(not_loaded)?;
        }
        LoadState::Interactive => session.open(&url).await.map_err(not_loaded)?,
        LoadState::Load => {
            session.open(&url).await.map_err(not_loaded)?;
            session.execute(LOADED, Vec::new()).await.map_err(not_loaded)?;
        }
    }
    Ok(())
}
