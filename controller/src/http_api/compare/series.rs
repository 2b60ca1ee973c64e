//! The series of compared runs on one axis, read for the asked metrics alone. Never opens a Dataset while the series files
//! are whole.

use std::collections::{BTreeMap, BTreeSet};

use analysis::{Slot, iteration_stretches, phase_stretches, slots};
use axum::extract::State;
use dataset::{ProcessType, Report};
use futures_util::future::try_join_all;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ask::{Asked, CompareQuery};
use super::load::found;
use super::overlay::{Axis, Window, drawn};
use crate::http_api::access::caller::Caller;
use crate::http_api::runs::detail::{report_of, unit_of};
use crate::http_api::state::ApiState;
use crate::http_api::view::overlay::{OverlayLineView, OverlayView, SlotView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::intake::viewpoint;
use crate::store::objects::{SumOf, SummedSeries};

/// Points per line where the client does not say.
const DEFAULT_POINTS: usize = 1_200;
/// Most points per line.
const MAX_POINTS: usize = 8_000;
/// Most metrics in one answer.
const MOST_METRICS: usize = 24;
/// Most stretches on one axis; nobody tells more apart.
const MOST_SLOTS: usize = 2_000;

/// What begins at the same place in every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Align {
    /// The run.
    #[default]
    Start,
    /// Each phase.
    Phase,
    /// Each iteration.
    Iteration,
}

/// Which part of which series is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OverlayQuery {
    /// 2 to 20 run ids, separated by commas, each once.
    #[param(pattern = "^[^,]+(,[^,]+){1,19}$")]
    pub ids: String,
    /// The one whose order of stretches holds: one of `ids`; the first where it is absent.
    pub reference: Option<String>,
    /// Metric keys, separated by commas, at most 24. What nobody measured has no lines.
    pub metrics: String,
    /// What begins at the same place in every run.
    #[serde(default)]
    #[param(inline, default = "start")]
    pub align: Align,
    /// First place on the axis, ms; the beginning where it is absent.
    pub from: Option<i64>,
    /// Last place on the axis, ms; the end where it is absent.
    pub to: Option<i64>,
    /// Points per line at most, beside gaps; peaks survive the thinning.
    #[param(default = 1200, minimum = 8, maximum = 8_000)]
    pub points: Option<usize>,
}

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(compare_series))
}

/// Series of several runs on one axis: per metric and process type the sum over the processes, thinned to a screen.
#[utoipa::path(get, path = "/api/v1/compare/series", tag = "compare", params(OverlayQuery), responses(
    (status = 200, body = Envelope<OverlayView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: not 2 to 20 ids, one of them twice, too many metrics, or a window that cannot be"),
    (status = 404, body = Envelope<Nothing>, description = "1001: one of the runs does not exist"),
))]
pub(crate) async fn compare_series(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<OverlayQuery>,
) -> Result<Success<OverlayView>, ApiError> {
    let which = CompareQuery { ids: query.ids.clone(), reference: query.reference.clone() };
    let asked = which.request().asked()?;
    let (metrics, window) = (query.asked_metrics()?, query.window()?);
    overlay(&state, &caller, asked, Wanted { metrics, window, align: query.align }).await.map(Success)
}

struct Wanted {
    metrics: BTreeSet<String>,
    window: Window,
    align: Align,
}

impl OverlayQuery {
    fn asked_metrics(&self) -> Result<BTreeSet<String>, ApiError> {
        let metrics: BTreeSet<String> = self
            .metrics
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        if metrics.is_empty() || metrics.len() > MOST_METRICS {
            let msg = format!(
                "`metrics` needs 1 to {MOST_METRICS} metric keys, separated by commas; there are {}",
                metrics.len()
            );
            return Err(ApiError::new(Code::Parameter, msg));
        }
        Ok(metrics)
    }

    fn window(&self) -> Result<Window, ApiError> {
        let points = self.points.unwrap_or(DEFAULT_POINTS);
        if !(8..=MAX_POINTS).contains(&points) {
            let msg = format!("`points` must lie between 8 and {MAX_POINTS}");
            return Err(ApiError::new(Code::Parameter, msg));
        }
        let (from, to) = (self.from.unwrap_or(i64::MIN), self.to.unwrap_or(i64::MAX));
        if from >= to {
            return Err(ApiError::new(
                Code::Parameter,
                format!("`from` ({from}) must lie before `to` ({to})"),
            ));
        }
        Ok(Window { from, to, points })
    }
}

/// A run with what places its samples on an axis.
struct Placed {
    id: protocol::RunId,
    duration_ms: i64,
    report: Report,
}

async fn overlay(
    state: &ApiState,
    caller: &Caller,
    asked: Asked,
    wanted: Wanted,
) -> Result<OverlayView, ApiError> {
    let runs = found(state, caller, &asked).await?;
    let runs = try_join_all(runs.into_iter().map(async |run| {
        let id = run.record.id;
        let duration_ms = i64::try_from(run.record.duration.as_millis()).unwrap_or(i64::MAX);
        report_of(state, id).await.map(|stored| Placed { id, duration_ms, report: stored.report })
    }))
    .await?;
    let read = runs.iter().map(|run| read(state, run, &wanted.metrics));
    let series = try_join_all(read).await?;
    let drawn = tokio::task::spawn_blocking(move || view(&runs, series, asked.reference, &wanted)).await;
    Ok(drawn.expect("drawing neither panics nor is it aborted"))
}

async fn read(
    state: &ApiState,
    run: &Placed,
    metrics: &BTreeSet<String>,
) -> Result<Vec<SummedSeries>, ApiError> {
    let types: BTreeMap<u32, ProcessType> =
        run.report.processes.iter().map(|process| (process.pid, process.proc_type)).collect();
    let (objects, id, metrics) = (state.objects.clone(), run.id, metrics.clone());
    let done = tokio::task::spawn_blocking(move || objects.summed_series(id, &metrics, &types)).await;
    let done = done.expect("reading neither panics nor is it aborted");
    done.map_err(|error| ApiError::internal("read the series of a run", error))
}

fn view(runs: &[Placed], series: Vec<Vec<SummedSeries>>, reference: usize, wanted: &Wanted) -> OverlayView {
    let slots = common_axis(runs, reference, wanted.align);
    let length_ms = match wanted.align {
        Align::Start => {
            runs.iter().zip(&series).map(|(run, series)| length_of(run, series)).max().unwrap_or_default()
        }
        Align::Phase | Align::Iteration => {
            slots.last().map_or(0, |slot| slot.start_ms.saturating_add(slot.length_ms))
        }
    };
    let lines: Vec<OverlayLineView> = runs
        .iter()
        .zip(series)
        .enumerate()
        .flat_map(|(place, (run, series))| {
            let axis = match wanted.align {
                Align::Start => Axis::Start,
                Align::Phase | Align::Iteration => Axis::Slots(&slots, place),
            };
            let line = move |series| line(run, series, axis, wanted.window);
            series.into_iter().map(line).filter(|line| !line.at_ms.is_empty()).collect::<Vec<_>>()
        })
        .collect();
    let lacks =
        |place: usize| wanted.align != Align::Start && slots.iter().all(|slot| slot.places[place].is_none());
    let without =
        runs.iter().enumerate().filter(|(place, _)| lacks(*place)).map(|(_, run)| run.id.to_string());
    OverlayView {
        align: match wanted.align {
            Align::Start => "start",
            Align::Phase => "phase",
            Align::Iteration => "iteration",
        }
        .to_owned(),
        length_ms,
        without: without.collect(),
        slots: slots.into_iter().map(slot_view).collect(),
        lines,
    }
}

fn common_axis(runs: &[Placed], reference: usize, align: Align) -> Vec<Slot> {
    let stretches: Vec<_> = runs
        .iter()
        .map(|run| {
            let start = run.report.meta.collection.started_at;
            match align {
                Align::Start => Vec::new(),
                Align::Phase => phase_stretches(&run.report.marks, start),
                Align::Iteration => iteration_stretches(&run.report.iterations, start),
            }
        })
        .collect();
    let mut slots = slots(&stretches, reference);
    slots.truncate(MOST_SLOTS);
    slots
}

/// From the start of a run to its end or to the last of its samples, whichever is later, ms.
fn length_of(run: &Placed, series: &[SummedSeries]) -> i64 {
    let start = run.report.meta.collection.started_at.epoch_ms();
    let last =
        series.iter().filter_map(|series| series.points.last()).map(|(at, _)| at.saturating_sub(start));
    last.fold(run.duration_ms, i64::max)
}

fn line(run: &Placed, series: SummedSeries, axis: Axis<'_>, window: Window) -> OverlayLineView {
    let SummedSeries { value, of, processes, points } = series;
    let meta = &run.report.meta;
    let (start, definitions) = (meta.collection.started_at.epoch_ms(), &meta.definitions);
    let value_of = |value| if processes > 1 { written(value) } else { value };
    let points: Vec<(i64, f64)> =
        points.into_iter().map(|(at, value)| (at.saturating_sub(start), value_of(value))).collect();
    let source = viewpoint(&value, definitions).label().to_owned();
    let page = (source == dataset::Viewpoint::Page.label()).then_some(meta.collection.interval_ms);
    let drawn = drawn(&points, axis, window, page);
    OverlayLineView {
        run: run.id.to_string(),
        process_type: match of {
            SumOf::Run => None,
            SumOf::Type(process_type) => process_type.map(|each| each.name().to_owned()),
        },
        whole_run: of == SumOf::Run,
        unit: unit_of(value.name(), definitions),
        metric: value.name().to_owned(),
        source,
        processes: processes as u64,
        samples: drawn.samples as u64,
        events: drawn.events,
        at_ms: drawn.at_ms,
        values: drawn.values,
    }
}

/// A sum without the digits that adding in binary leaves behind; samples are written with six decimals at most.
fn written(sum: f64) -> f64 {
    const MILLIONTHS: f64 = 1e6;
    let rounded = (sum * MILLIONTHS).round() / MILLIONTHS;
    if sum.abs() < MILLIONTHS * MILLIONTHS { rounded } else { sum }
}

fn slot_view(slot: Slot) -> SlotView {
    let Slot { name, occurrence, start_ms, length_ms, places } = slot;
    SlotView {
        name,
        number: occurrence as u64 + 1,
        start_ms,
        end_ms: start_ms.saturating_add(length_ms),
        lengths_ms: places
            .into_iter()
            .map(|place| place.map(|(start, end)| end.saturating_sub(start)))
            .collect(),
    }
}
