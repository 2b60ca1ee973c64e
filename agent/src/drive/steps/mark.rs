//! The step `mark`. Never closes a phase that nobody opened.

use dataset::Mark;
use scenarios::Phase;

use super::failure::StepError;
use crate::drive::stage::Stage;

pub(crate) async fn mark(stage: &mut Stage, name: &str, phase: Phase) -> Result<(), StepError> {
    let at = stage.narrator.now();
    let iteration = Some(stage.iteration);
    let mark = match phase {
        Phase::Begin => {
            if stage.phases.contains_key(name) {
                return Err(StepError::PhaseIsOpen { name: name.to_owned() });
            }
            stage.phases.insert(name.to_owned(), at);
            return Ok(());
        }
        Phase::End => {
            let began =
                stage.phases.remove(name).ok_or_else(|| StepError::NoSuchPhase { name: name.to_owned() })?;
            Mark {
                name: name.to_owned(),
                iteration,
                started_at: began,
                ended_at: Some(at),
                unknown: dataset::Unknown::default(),
            }
        }
        Phase::Instant => Mark {
            name: name.to_owned(),
            iteration,
            started_at: at,
            ended_at: None,
            unknown: dataset::Unknown::default(),
        },
    };
    stage.narrator.mark(mark).await;
    Ok(())
}
