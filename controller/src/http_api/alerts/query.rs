//! The filters of the list of alerts, from a query string to a checked filter. Never touches the store.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::alert::AlertState;
use crate::http_api::wire::error::{ApiError, Code};
use crate::http_api::wire::parameter::{given, parsed, time};
use crate::store::alerts::{AlertFilter, OwnerFilter, StateFilter};

/// The word for alerts that are open or acknowledged.
const UNRESOLVED: &str = "unresolved";
/// The word for alerts that nobody looks after.
const NOBODY: &str = "-";

/// Filters of the list of alerts; all that are given must hold.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlertQuery {
    /// `open`, `acknowledged`, `resolved`, or `unresolved` for the first two.
    #[param(pattern = "^(open|acknowledged|resolved|unresolved)?$")]
    pub state: Option<String>,
    /// Scenario.
    pub scenario: Option<String>,
    /// Metric key.
    pub metric: Option<String>,
    /// Who looks after it; `-` for nobody.
    pub owner: Option<String>,
    /// Platform.
    pub platform: Option<String>,
    /// Device class.
    pub device_class: Option<String>,
    /// Opened at this instant or later, RFC 3339 or epoch milliseconds.
    #[param(schema_with = time)]
    pub since: Option<String>,
}

impl AlertQuery {
    /// The filter that the words mean, within a project.
    pub(crate) fn filter(self, project: &str) -> Result<AlertFilter, ApiError> {
        Ok(AlertFilter {
            project: project.to_owned(),
            state: given(self.state).map(|word| state(&word)).transpose()?,
            scenario: given(self.scenario),
            metric: given(self.metric),
            owner: given(self.owner).map(|name| match name.as_str() {
                NOBODY => OwnerFilter::Nobody,
                _ => OwnerFilter::Is(name),
            }),
            platform: given(self.platform),
            device_class: given(self.device_class),
            since: parsed("since", given(self.since))?,
        })
    }
}

fn state(word: &str) -> Result<StateFilter, ApiError> {
    if word == UNRESOLVED {
        return Ok(StateFilter::Unresolved);
    }
    let unknown = || {
        let msg = format!(
            "`state`: `{word}` is unknown; choose among open, acknowledged, resolved and {UNRESOLVED}"
        );
        ApiError::new(Code::Parameter, msg)
    };
    AlertState::of_word(word).map(StateFilter::Is).ok_or_else(unknown)
}
