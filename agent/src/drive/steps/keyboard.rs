//! The steps `type` and `press`. Never shows what is typed.

use scenarios::Selector;
use tokio::time::Instant;

use super::element::Patience;
use super::failure::StepError;
use crate::drive::keys::chord_actions;
use crate::drive::stage::Stage;

pub(crate) async fn type_text(
    stage: &Stage,
    into: &Selector,
    text: &str,
    clear: bool,
    deadline: Instant,
) -> Result<(), StepError> {
    let text = stage.narrator.secrets().reveal(text)?;
    let session = stage.session();
    let patience = Patience::new(into, deadline);
    loop {
        let ready = match session.find(into).await {
            Ok(element) if clear => session.clear(&element).await.map(|()| element),
            other => other,
        };
        let typed = match ready {
            Ok(element) => session.send_keys(&element, &text).await,
            Err(error) => Err(error),
        };
        match typed {
            Ok(()) => return Ok(()),
            Err(error) => patience.after(error).await?,
        }
    }
}

pub(crate) async fn press(stage: &Stage, chord: &str) -> Result<(), StepError> {
    Ok(stage.session().perform(chord_actions(chord)?).await?)
}
