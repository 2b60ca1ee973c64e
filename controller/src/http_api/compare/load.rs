//! Reads what is needed of each compared run. A run that the caller may not see does not exist.

use std::collections::BTreeSet;

use analysis::Side;
use dataset::Report;
use futures_util::future::try_join_all;

use super::ask::Asked;
use crate::http_api::access::caller::Caller;
use crate::http_api::runs::detail::report_of;
use crate::http_api::runs::found::found_run;
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::{ApiError, Code};
use crate::intake::Statistic;
use crate::store::runs::RunSummary;

/// Metrics of a run named in a refusal.
const TOLD: usize = 3;

/// One run of a comparison.
pub(super) struct Loaded {
    pub(super) summary: RunSummary,
    pub(super) side: Side,
    pub(super) report: Report,
    pub(super) statistics: Vec<Statistic>,
}

/// The runs in the order asked; each must exist and be another one than those before it.
pub(super) async fn found(
    state: &ApiState,
    caller: &Caller,
    asked: &Asked,
) -> Result<Vec<RunSummary>, ApiError> {
    let mut runs: Vec<RunSummary> = Vec::with_capacity(asked.ids.len());
    let mut twice = None;
    for id in &asked.ids {
        let run = found_run(state, caller, id).await?;
        if runs.iter().any(|other| other.record.id == run.record.id) {
            twice = Some(run.record.id);
        }
        runs.push(run);
    }
    match twice {
        Some(run) => {
            let msg = format!("`ids` names run `{run}` twice; a run is compared with others");
            Err(ApiError::new(Code::Parameter, msg))
        }
        None => Ok(runs),
    }
}

/// The runs with everything but their series.
pub(super) async fn loaded(
    state: &ApiState,
    caller: &Caller,
    asked: &Asked,
) -> Result<Vec<Loaded>, ApiError> {
    let runs = found(state, caller, asked).await?;
    let runs = try_join_all(runs.into_iter().map(|summary| load(state, summary))).await?;
    in_common(&runs)?;
    Ok(runs)
}

async fn load(state: &ApiState, summary: RunSummary) -> Result<Loaded, ApiError> {
    let run = summary.record.id;
    let report = report_of(state, run).await?.report;
    let (side, _) = state.store.side(run).await?.ok_or_else(|| ApiError::not_found("run", run))?;
    Ok(Loaded { summary, side, report, statistics: state.store.statistics(run).await? })
}

/// Refuses runs that measured different things altogether. One that measured nothing is no reason to: the page says so.
fn in_common(runs: &[Loaded]) -> Result<(), ApiError> {
    let measured: Vec<BTreeSet<&str>> = runs.iter().map(metrics).collect();
    let telling: Vec<&BTreeSet<&str>> = measured.iter().filter(|metrics| !metrics.is_empty()).collect();
    let common = |(place, one): (usize, &&BTreeSet<&str>)| {
        telling[place + 1..].iter().any(|other| !one.is_disjoint(other))
    };
    if telling.len() < 2 || telling.iter().enumerate().any(common) {
        return Ok(());
    }
    let words: Vec<String> =
        runs.iter().zip(&measured).filter(|(_, metrics)| !metrics.is_empty()).map(words).collect();
    let msg = format!("these runs have no metric in common: {}", words.join("; "));
    Err(ApiError::new(Code::Parameter, msg))
}

fn metrics(run: &Loaded) -> BTreeSet<&str> {
    let series = run.statistics.iter().map(|statistic| statistic.metric.as_str());
    run.side.values.keys().map(String::as_str).chain(series).collect()
}

fn words((run, metrics): (&Loaded, &BTreeSet<&str>)) -> String {
    let told: Vec<&str> = metrics.iter().take(TOLD).copied().collect();
    let more = match metrics.len() - told.len() {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    format!("run `{}` measured {}{more}", run.summary.record.id, told.join(", "))
}
