//! The filters of the run list, from a query string to a checked filter. Never touches the store.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::parameter::{given, parsed, time};
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
