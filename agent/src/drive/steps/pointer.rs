//! The steps `click`, `hover` and `drag`, with a real pointer. Never through a script's synthetic events.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use scenarios::Selector;
use tokio::time::Instant;

use super::element::{Patience, in_view};
use super::failure::StepError;
use crate::drive::stage::Stage;
use crate::drive::webdriver::failure::CommandError;

const GLIDE: Duration = Duration::from_millis(50);
const DRAG: Duration = Duration::from_millis(150);
/// Far enough for every page to see that a drag has begun.
const NUDGE_PX: f64 = 8.0;

pub(crate) async fn click(stage: &Stage, selector: &Selector, deadline: Instant) -> Result<(), StepError> {
    let patience = Patience::new(selector, deadline);
    let session = stage.session();
    loop {
        let clicked = match session.find(selector).await {
            Ok(element) => session.click(&element).await,
            Err(error) => Err(error),
        };
        match clicked {
            Ok(()) => return Ok(()),
            Err(error) => patience.after(error).await?,
        }
    }
}

pub(crate) async fn hover(stage: &Stage, selector: &Selector, deadline: Instant) -> Result<(), StepError> {
    let patience = Patience::new(selector, deadline);
    loop {
        match hover_once(stage, selector).await {
            Ok(()) => return Ok(()),
            Err(error) => patience.after(error).await?,
        }
    }
}

async fn hover_once(stage: &Stage, selector: &Selector) -> Result<(), CommandError> {
    let element = in_view(stage.session(), selector).await?;
    let actions = MouseActions::new("mouse".to_owned()).then(onto(element, GLIDE, 0.0));
    stage.session().perform(actions).await
}

pub(crate) async fn drag(
    stage: &Stage,
    from: &Selector,
    to: &Selector,
    deadline: Instant,
) -> Result<(), StepError> {
    let session = stage.session();
    let patience = Patience::new(to, deadline);
    let target = loop {
        match session.find(to).await {
            Ok(element) => break element,
            Err(error) => patience.after(error).await?,
        }
    };
    let patience = Patience::new(from, deadline);
    let source = loop {
        match in_view(session, from).await {
            Ok(element) => break element,
            Err(error) => patience.after(error).await?,
        }
    };
    let actions = MouseActions::new("mouse".to_owned())
        .then(onto(source.clone(), GLIDE, 0.0))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(onto(source, GLIDE, NUDGE_PX))
        .then(onto(target.clone(), DRAG, 0.0))
        // Pages that follow the pointer see it rest over the target before it lets go.
        .then(onto(target, GLIDE, 1.0))
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    Ok(session.perform(actions).await?)
}

fn onto(element: Element, duration: Duration, offset: f64) -> PointerAction {
    PointerAction::MoveToElement { element, duration: Some(duration), x: offset, y: offset }
}
