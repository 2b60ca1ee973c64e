//! Puts the page of a run together from rows and the series file. Never opens the Dataset while the series file is whole.

use std::collections::BTreeMap;

use dataset::{Definition, Field, LogLine, ProcessInfo, Timestamp};
use protocol::RunId;

use crate::http_api::state::ApiState;
use crate::http_api::view::detail::{
    AttachmentView, FailedStepView, IterationView, LogView, MarkView, ProcessView, RunDetailView,
    StatisticView,
};
use crate::http_api::view::from::since_ms;
use crate::http_api::view::run::RunView;
use crate::http_api::view::series::{ProcessSeriesView, SeriesView};
use crate::http_api::wire::error::ApiError;
use crate::intake::{Statistic, viewpoint};
use crate::store::objects::{ChartError, ThinnedSeries};
use crate::store::runs::{RunSummary, StoredReport};

/// Log lines on the page of a run; the log has an address of its own.
const LOG_LINES: usize = 200;

/// The page of a run, its series thinned to `most` points, or without them.
pub(crate) async fn assemble(
    state: &ApiState,
    run: RunSummary,
    most: Option<usize>,
) -> Result<RunDetailView, ApiError> {
    let id = run.record.id;
    let StoredReport { report, flags } = report_of(state, id).await?;
    let statistics = state.store.statistics(id).await?;
    let verdict = state.store.judgment(id).await?;
    let attachments = state.store.attachments(id).await?;
    let archive = state.store.archive(id).await?;
    let (lines, logs_total) = log(state, id, 0, LOG_LINES).await?;
    let drawn = blocking(state, "draw a run", move |state| {
        let thinned = most.map(|most| state.objects.thinned_series(id, most)).transpose()?;
        Ok((thinned.unwrap_or_default(), state.objects.lives(id)?))
    });
    let (thinned, extents) = drawn.await?;
    let start = report.meta.collection.started_at;
    let definitions = &report.meta.definitions;
    let failed_step = report.outcome.as_ref().and_then(|outcome| outcome.failed_step.as_ref());
    let address = id.to_string();
    Ok(RunDetailView {
        run: RunView::from(run),
        meta: (&report.meta).into(),
        failed_step: failed_step.map(FailedStepView::from),
        verdict: verdict.map(Into::into),
        iterations: report.iterations.iter().map(|iteration| IterationView::new(iteration, start)).collect(),
        marks: report.marks.iter().map(|mark| MarkView::new(mark, start)).collect(),
        processes: lived(&report.processes, &extents, start),
        samples_from_ms: extents.values().map(|life| life.0.saturating_sub(start.epoch_ms())).min(),
        samples_to_ms: extents.values().map(|life| life.1.saturating_sub(start.epoch_ms())).max(),
        statistics: statistics.into_iter().map(|statistic| with_unit(statistic, definitions)).collect(),
        series: grouped(thinned, &report.processes, definitions, start),
        logs: lines.into_iter().map(|line| LogView::new(line, start)).collect(),
        logs_total,
        download_url: download_url(&address, archive.is_some()),
        attachments: archive
            .into_iter()
            .map(|archive| AttachmentView::archive(archive, &address))
            .chain(attachments.into_iter().map(|each| AttachmentView::new(each, &address)))
            .collect(),
        flags,
        signed_url: None,
    })
}

/// The processes, with the first and last sample of each.
fn lived(
    processes: &[ProcessInfo],
    extents: &BTreeMap<u32, (i64, i64)>,
    start: Timestamp,
) -> Vec<ProcessView> {
    let view = |process: &ProcessInfo| ProcessView::new(process, extents.get(&process.pid).copied(), start);
    processes.iter().map(view).collect()
}

fn with_unit(statistic: Statistic, definitions: &BTreeMap<String, Definition>) -> StatisticView {
    let unit = unit_of(&statistic.metric, definitions);
    StatisticView::new(statistic, unit)
}

/// Where the Dataset alone is to be had.
fn download_url(run: &str, in_archive: bool) -> String {
    let form = if in_archive { "?form=json" } else { "" };
    format!("/api/v1/runs/{run}/download{form}")
}

/// The report of a run without series and log.
pub(crate) async fn report_of(state: &ApiState, run: RunId) -> Result<StoredReport, ApiError> {
    state.store.report(run).await?.ok_or_else(|| ApiError::not_found("run", run))
}

/// A page of a run's log and how many lines there are in all.
pub(crate) async fn log(
    state: &ApiState,
    run: RunId,
    offset: usize,
    limit: usize,
) -> Result<(Vec<LogLine>, u64), ApiError> {
    blocking(state, "read the log of a run", move |state| state.objects.log(run, offset, limit)).await
}

/// The unit of a metric: by its definition, else the built-in field's own.
pub(crate) fn unit_of(metric: &str, definitions: &BTreeMap<String, Definition>) -> Option<String> {
    let defined = definitions.get(metric).map(|definition| definition.unit.clone());
    defined.or_else(|| Field::named(metric).map(|field| field.unit().to_owned()))
}

fn grouped(
    thinned: Vec<ThinnedSeries>,
    processes: &[ProcessInfo],
    definitions: &BTreeMap<String, Definition>,
    start: Timestamp,
) -> Vec<ProcessSeriesView> {
    let mut groups: Vec<ProcessSeriesView> = Vec::new();
    for series in thinned {
        if groups.last().is_none_or(|group| group.pid != series.pid) {
            let process = processes.iter().find(|process| process.pid == series.pid);
            groups.push(ProcessSeriesView {
                pid: series.pid,
                process_type: process.map(|process| process.proc_type.name().to_owned()),
                title: process.and_then(|process| process.title.clone()),
                series: Vec::new(),
            });
        }
        let group = groups.last_mut().expect("a group was pushed where there was none");
        group.series.push(SeriesView {
            metric: series.value.name().to_owned(),
            source: viewpoint(&series.value, definitions).label().to_owned(),
            unit: unit_of(series.value.name(), definitions),
            samples: series.samples,
            at_ms: series.points.iter().map(|(at, _)| since_ms(start, *at)).collect(),
            values: series.points.iter().map(|(_, value)| *value).collect(),
        });
    }
    groups
}

/// Reads the files of runs where it holds up nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    state: &ApiState,
    action: &'static str,
    work: impl FnOnce(ApiState) -> Result<T, ChartError> + Send + 'static,
) -> Result<T, ApiError> {
    let state = state.clone();
    let done = tokio::task::spawn_blocking(move || work(state)).await;
    done.expect("reading neither panics nor is it aborted").map_err(|error| ApiError::internal(action, error))
}
