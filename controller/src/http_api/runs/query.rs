//! The filters of the run list, from a query string to a checked filter. Never touches the store.

use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type};

use crate::http_api::wire::error::{ApiError, Code};
use crate::store::runs::RunFilter;

/// Filters of the run list; all that are given must hold.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunQuery {
    /// Release, as in the run's `release:` tag.
    pub release: Option<String>,
    /// Scenario.
    pub scenario: Option<String>,
    /// Tags, separated by commas; a run must carry all of them.
    pub tags: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// The same as `build`.
    pub build_id: Option<String>,
    /// Environment, e.g. `production`.
    pub environment: Option<String>,
    /// Platform.
    pub platform: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// `regressed`, `improved`, `unchanged`, `inconclusive`, or `none` for runs that were not judged.
    #[param(pattern = "^(regressed|improved|unchanged|inconclusive|none)?$")]
    pub verdict: Option<String>,
    /// `completed`, `failed`, `canceled`, `disconnected` or `unknown`.
    #[param(pattern = "^(completed|failed|canceled|disconnected|unknown)?$")]
    pub outcome: Option<String>,
    /// Earliest creation, RFC 3339 or epoch milliseconds, inclusive.
    #[param(schema_with = time)]
    pub from: Option<String>,
    /// The same as `from`.
    #[param(schema_with = time)]
    pub start_time: Option<String>,
    /// Latest creation, RFC 3339 or epoch milliseconds, exclusive.
    #[param(schema_with = time)]
    pub to: Option<String>,
    /// The same as `to`.
    #[param(schema_with = time)]
    pub end_time: Option<String>,
    /// Words, each of which stands somewhere in the run's title, scenario, build or tags, whatever the case: at most 8, and
    /// 600 characters in all.
    #[param(max_length = 600)]
    pub search: Option<String>,
    /// `created_at`, `duration`, `title`, `scenario`, `release`, `build`, `device` or `verdict` (how bad it is); a leading
    /// `-` turns the order around. Newest first by default.
    #[param(
        default = "-created_at",
        pattern = "^(-?(created_at|duration|duration_ms|title|scenario|release|build|build_id|device|verdict))?$"
    )]
    pub sort: Option<String>,
}

impl RunQuery {
    /// The filter that the words mean, within a project.
    pub(crate) fn filter(self, project: &str) -> Result<RunFilter, ApiError> {
        let tags = self.tags.as_deref().unwrap_or_default().split(',').map(str::trim);
        Ok(RunFilter {
            project: project.to_owned(),
            release: given(self.release),
            scenario: given(self.scenario),
            tags: tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            build_id: given(self.build_id).or(given(self.build)),
            environment: given(self.environment),
            platform: given(self.platform),
            device: given(self.device),
            verdict: parsed("verdict", given(self.verdict))?,
            outcome: parsed("outcome", given(self.outcome))?,
            from: parsed("from", given(self.from).or(given(self.start_time)))?,
            to: parsed("to", given(self.to).or(given(self.end_time)))?,
            words: parsed("search", given(self.search))?.unwrap_or_default(),
            sort: parsed("sort", given(self.sort))?.unwrap_or(RunFilter::all("").sort),
        })
    }
}

/// How a time is written, for the description.
pub(in crate::http_api) fn time() -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let rfc_3339 = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    let epoch_ms = text().pattern(Some("^(-?[0-9]{1,14})?$"));
    OneOfBuilder::new().item(rfc_3339).item(epoch_ms).build().into()
}

/// A form sends fields that were left empty; they are no conditions.
pub(in crate::http_api) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// The value of the parameter `name`, where it was given.
pub(in crate::http_api) fn parsed<T: FromStr>(name: &str, text: Option<String>) -> Result<Option<T>, ApiError>
where
    T::Err: Display,
{
    let parsed = text.map(|text| text.parse()).transpose();
    parsed.map_err(|error| ApiError::new(Code::Parameter, format!("`{name}`: {error}")))
}
