//! The steps `script` and `metric`. Never takes for a number what is none.

use super::failure::StepError;
use super::javascript::function_body;
use crate::drive::stage::Stage;

pub(crate) async fn run(stage: &Stage, script: &str) -> Result<(), StepError> {
    let script = stage.narrator.secrets().reveal(script)?;
    // Only whether it ran through matters here; pages return values that have no JSON form.
    let body = format!("return Promise.resolve((() => {{ {} }})()).then(() => null)", function_body(&script));
    stage.session().execute(&body, Vec::new()).await?;
    Ok(())
}

pub(crate) async fn measure(stage: &Stage, key: &str, script: &str) -> Result<(), StepError> {
    let script = stage.narrator.secrets().reveal(script)?;
    let answer = stage.session().execute(&function_body(&script), Vec::new()).await?;
    match answer.as_f64() {
        Some(value) => {
            stage.narrator.value(key, value).await;
            Ok(())
        }
        None => Err(StepError::NotANumber { value: answer.to_string() }),
    }
}
