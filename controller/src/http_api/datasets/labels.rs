//! What the sender says of a run in the address and the headers. Knows nothing of the body.

use axum::http::HeaderMap;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http_api::wire::error::{ApiError, Code};
use crate::intake::Overrides;

/// The longest client id, characters.
const LONGEST_CLIENT_ID: usize = 200;
/// The header by which many clients name a request that may be repeated.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What the upload says of the run, over what the Dataset says.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// Release; replaces the Dataset's `release:` tag.
    pub release: Option<String>,
    /// Scenario; replaces the Dataset's.
    pub scenario: Option<String>,
    /// Build; replaces the Dataset's.
    pub build_id: Option<String>,
    /// The same as `build_id`.
    pub build: Option<String>,
    /// Where the run took place, e.g. `production`; replaces the Dataset's `environment:` tag.
    pub environment: Option<String>,
    /// Further tags, separated by commas.
    pub tags: Option<String>,
    /// Title; replaces the Dataset's.
    pub title: Option<String>,
    /// Names this content and no other: sent again with the same content it is the same run, with other content it is
    /// refused. Replaces the Dataset's client id. At most 200 characters.
    #[param(
        max_length = 200,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    pub client_id: Option<String>,
}

impl UploadQuery {
    /// What goes over the Dataset.
    pub(crate) fn overrides(self, headers: &HeaderMap) -> Result<Overrides, ApiError> {
        let tags = self.tags.as_deref().unwrap_or_default().split(',').map(str::trim);
        let tags = tags.filter(|tag| !tag.is_empty()).map(str::to_owned);
        let environment = self.environment.filter(|word| !word.is_empty());
        let environment = environment.map(|word| format!("environment:{word}"));
        let client_id = client_id(self.client_id, headers)?;
        Ok(Overrides {
            client_id_is_key: client_id.is_some(),
            client_id,
            title: self.title,
            release: self.release,
            scenario: self.scenario,
            build_id: self.build_id.or(self.build),
            tags: tags.chain(environment).collect(),
        })
    }
}

fn client_id(parameter: Option<String>, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let refused = |msg: &str| Err(ApiError::new(Code::Parameter, msg));
    let header = match headers.get(IDEMPOTENCY_KEY).map(|value| value.to_str()) {
        // The header's draft asks for quotation marks; hardly any client sends them.
        Some(Ok(text)) => Some(text.trim().trim_matches('"').to_owned()),
        Some(Err(_)) => return refused("`Idempotency-Key` is not plain text"),
        None => None,
    };
    if parameter.is_some() && header.is_some() && parameter != header {
        return refused("`client_id` and `Idempotency-Key` differ; send one of them");
    }
    let Some(id) = parameter.or(header) else { return Ok(None) };
    if id.trim().is_empty() {
        return refused("`client_id` is empty; leave it out or give a value");
    }
    if id.chars().count() > LONGEST_CLIENT_ID || id.chars().any(char::is_control) {
        return refused("`client_id` has more than 200 characters or holds a control character");
    }
    Ok(Some(id))
}
