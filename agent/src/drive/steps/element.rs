//! Waiting for an element that can be acted upon. Never past the step's deadline.

use std::time::Duration;

use fantoccini::elements::Element;
use scenarios::Selector;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::failure::StepError;
use crate::drive::webdriver::failure::{CommandError, Refusal};
use crate::drive::webdriver::session::Session;

const PAUSE: Duration = Duration::from_millis(25);

/// Tries again until the deadline whatever may pass.
pub(crate) struct Patience<'a> {
    selector: &'a Selector,
    deadline: Instant,
}

impl<'a> Patience<'a> {
    pub(crate) fn new(selector: &'a Selector, deadline: Instant) -> Self {
        Self { selector, deadline }
    }

    /// Returns after a moment if another attempt is worth it, with the step's error otherwise.
    pub(crate) async fn after(&self, error: CommandError) -> Result<(), StepError> {
        if error.may_pass() && Instant::now() + PAUSE < self.deadline {
            sleep(PAUSE).await;
            return Ok(());
        }
        Err(match error.refusal() {
            Some(Refusal::NoSuchElement) => StepError::Absent { selector: described(self.selector) },
            Some(Refusal::NotInteractable | Refusal::Stale) => {
                StepError::NotReady { selector: described(self.selector), message: error.to_string() }
            }
            Some(Refusal::Timeout | Refusal::Other) | None => StepError::Command(error),
        })
    }
}

/// Finds the element, brings it into view where it is not, and gives it with its place.
pub(crate) async fn in_view(session: &Session, selector: &Selector) -> Result<Element, CommandError> {
    let element = session.find(selector).await?;
    session.execute(BRING_INTO_VIEW, vec![argument(&element)]).await?;
    Ok(element)
}

const BRING_INTO_VIEW: &str = "const r = arguments[0].getBoundingClientRect();\
    if (r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth)\
    arguments[0].scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});";

/// The element as an argument of a script.
pub(crate) fn argument(element: &Element) -> Value {
    serde_json::to_value(element).expect("an element reference is plain data")
}

/// The selector for people.
pub(crate) fn described(selector: &Selector) -> String {
    match selector {
        Selector::Css(css) => format!("css `{css}`"),
        Selector::Xpath(xpath) => format!("xpath `{xpath}`"),
    }
}
