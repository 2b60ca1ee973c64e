//! What clients send to change what is said of a run, as a JSON merge patch (RFC 7396).

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::store::runs::RunEdit;

/// What shall be different about a run: what is left out stays, `null` takes away.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http_api) struct RunChangeRequest {
    /// Its title, 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    pub title: Option<String>,
    /// Free notes, at most 20,000 characters.
    #[serde(default, deserialize_with = "given")]
    pub notes: Option<String>,
    /// All of its tags, without comma and at most 100 characters each. Those that name the release and the environment stay,
    /// whether they are among them or not.
    #[serde(default, deserialize_with = "given")]
    pub tags: Option<Vec<String>>,
    /// Its release; its `release:` tag follows.
    #[serde(default, deserialize_with = "given")]
    pub release: Option<String>,
    /// Id of the project that it shall belong to; the caller must be allowed to write in both.
    pub project: Option<String>,
}

impl From<RunChangeRequest> for RunEdit {
    fn from(request: RunChangeRequest) -> Self {
        let RunChangeRequest { title, notes, tags, release, project } = request;
        Self { title, notes, tags, release, project }
    }
}

/// Tells `null`, which says the same as an empty value, from a field that is left out.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::<T>::deserialize(deserializer).map(|value| Some(value.unwrap_or_default()))
}
