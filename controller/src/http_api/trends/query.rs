//! From a query string to what a trend is asked for. Never touches the store.

use serde::Deserialize;
use url::form_urlencoded;
use utoipa::IntoParams;

use crate::http_api::wire::error::{ApiError, Code};
use crate::http_api::wire::parameter::{given, parsed, time};
use crate::store::trends::TrendWindow;

/// Runs of a trend where the client does not say.
const DEFAULT_LIMIT: u64 = 1_000;
/// Most runs of a trend.
const MAX_LIMIT: u64 = 10_000;
/// Most metrics of one request.
const MAX_METRICS: usize = 32;

/// What a trend is asked for, but its metrics.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrendQuery {
    /// The scenario.
    #[param(required = true)]
    pub scenario: Option<String>,
    /// The platform, empty for runs that name none; that of the scenario's newest run without it.
    pub platform: Option<String>,
    /// The device class, empty for runs that name none; that of the newest run of the platform without it.
    pub device_class: Option<String>,
    /// Earliest creation, RFC 3339 or epoch milliseconds, inclusive.
    #[param(schema_with = time)]
    pub from: Option<String>,
    /// Latest creation, RFC 3339 or epoch milliseconds, exclusive.
    #[param(schema_with = time)]
    pub to: Option<String>,
    /// Runs of this release only.
    pub release: Option<String>,
    /// Most runs, the newest ones.
    #[param(default = 1000, minimum = 1, maximum = 10000)]
    pub limit: Option<u64>,
}

impl TrendQuery {
    /// The scenario's name.
    pub(crate) fn scenario(&self) -> Result<&str, ApiError> {
        named_scenario(self.scenario.as_deref())
    }

    /// Which runs are asked for.
    pub(crate) fn window(&self) -> Result<TrendWindow, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let msg = format!("`limit` must lie between 1 and {MAX_LIMIT}");
            return Err(ApiError::new(Code::Parameter, msg));
        }
        Ok(TrendWindow {
            from: parsed("from", given(self.from.clone()))?,
            to: parsed("to", given(self.to.clone()))?,
            release: given(self.release.clone()),
            limit,
        })
    }
}

/// A scenario's name that was given.
pub(super) fn named_scenario(scenario: Option<&str>) -> Result<&str, ApiError> {
    let missing =
        || ApiError::new(Code::Parameter, "`scenario` is missing; `GET /api/v1/scenarios` lists their names");
    scenario.filter(|scenario| !scenario.is_empty()).ok_or_else(missing)
}

/// The metrics of a query string, each once, in the order of their first mention.
pub(super) fn metrics(query: Option<&str>) -> Result<Vec<String>, ApiError> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let named = pairs.filter(|(key, value)| key == "metric" && !value.is_empty());
    let mut metrics: Vec<String> = Vec::new();
    for (_, metric) in named {
        if !metrics.iter().any(|known| *known == metric) {
            metrics.push(metric.into_owned());
        }
    }
    match metrics.len() {
        0 => Err(ApiError::new(
            Code::Parameter,
            "`metric` is missing; `GET /api/v1/trends/metrics?scenario=…` lists those of a scenario",
        )),
        1..=MAX_METRICS => Ok(metrics),
        more => Err(ApiError::new(
            Code::Parameter,
            format!("at most {MAX_METRICS} times `metric` in one request, not {more}; ask in two"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_taken_once_each_in_their_order() {
        let taken = metrics(Some("metric=b&scenario=x&metric=a%20c&metric=b&metric=")).unwrap();
        assert_eq!(taken, ["b", "a c"]);
        let refused = |query: Option<&str>| metrics(query).unwrap_err().to_string();
        assert!(refused(None).contains("/api/v1/trends/metrics"));
        let many: Vec<String> = (0..=MAX_METRICS).map(|number| format!("metric=m{number}")).collect();
        assert!(refused(Some(&many.join("&"))).contains("ask in two"));
    }

    #[test]
    fn a_limit_beyond_what_a_page_can_draw_is_refused() {
        let with = |limit| TrendQuery { limit, ..TrendQuery::default() }.window();
        assert_eq!(with(None).unwrap().limit, DEFAULT_LIMIT);
        assert!(with(Some(0)).is_err() && with(Some(MAX_LIMIT + 1)).is_err());
    }
}
