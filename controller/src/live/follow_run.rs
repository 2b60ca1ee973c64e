//! `GET /api/v1/runs/{id}/live`: a run while it is received, as server-sent events. The journal is the source: a reader that
//! comes back with the id of its last event misses nothing.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use protocol::RunId;
use serde_json::{Value, json};

use super::door::LiveDoor;
use super::event::LiveEvent;
use super::follow_job;
use super::streams::{LiveRun, LiveState, Progress};
use super::tail::read_on;
use crate::http_api::ApiState;
use crate::http_api::access::caller::Caller;
use crate::http_api::wire::envelope::Envelope;
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiPath;
use crate::intake::streaming::{JournalError, Records};

/// How often a quiet stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A stream of events.
pub(super) type Events =
    Sse<axum::response::sse::KeepAliveStream<futures_util::stream::BoxStream<'static, Said>>>;
/// One event; nothing can go wrong with it.
pub(super) type Said = Result<Event, Infallible>;

/// A running run as it is received: `state`, `samples`, `custom_metric`, `processes`, `log`, `mark`, `iteration`, `refused`,
/// `thinned` (what a slow reader was not given) and, when it is stored, `end`. Goes on behind `Last-Event-ID`.
#[utoipa::path(get, path = "/api/v1/runs/{id}/live", operation_id = "live_run", tag = "live",
    params(("id" = String, Path, description = "Run id"), ("Last-Event-ID" = Option<String>, Header, description = "Id of the last event that was received")),
    responses(
        (status = 200, content_type = "text/event-stream", body = LiveEvent, description = "events; for a run that is over, `end` alone"),
        (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
    ))]
pub(super) async fn live_run(
    State(state): State<ApiState>,
    door: LiveDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Events, ApiError> {
    let missing = || ApiError::not_found("run", &id);
    let run_id: RunId = id.parse().map_err(|_| missing())?;
    let live = door.streams.shared().run(run_id).filter(|run| run.head.project == caller.project);
    // The run of an attempt is told with its job, which goes on when the stream has ended.
    let live = live.filter(|run| run.head.attempt.is_none());
    if let Some(run) = live {
        let folder = door.streams.shared().folder_of(run_id);
        let from = last_event_id(&headers).and_then(|id| id.parse().ok()).unwrap_or(0);
        let records = tokio::task::spawn_blocking(move || Records::open(&folder, from)).await;
        match records.expect("opening neither panics nor is it aborted") {
            Ok(records) => return Ok(events(followed(Follower::new(state, run, records)))),
            // It may have been stored at this moment, and its journal is gone.
            Err(source) if end_of(&state, &caller.project, run_id).await?.is_none() => {
                return Err(ApiError::internal("read a running run", source));
            }
            Err(_) => {}
        }
    }
    if let Some(end) = end_of(&state, &caller.project, run_id).await? {
        return Ok(events(futures_util::stream::iter([Ok(end.into())])));
    }
    let attempt = follow_job::attempt_of(&state, &caller, run_id).await?.ok_or_else(missing)?;
    Ok(follow_job::follow(state, door, attempt, &headers))
}

/// As an answer that shows now and then that it lives.
pub(super) fn events(stream: impl Stream<Item = Said> + Send + 'static) -> Events {
    Sse::new(Box::pin(stream) as futures_util::stream::BoxStream<'static, Said>)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// Where a reader that comes back was.
pub(super) fn last_event_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("last-event-id")?.to_str().ok()
}

/// The end state of a stored run.
async fn end_of(state: &ApiState, project: &str, run: RunId) -> Result<Option<LiveEvent>, ApiError> {
    let stored = state.store.run(project, run).await?;
    Ok(stored.map(|summary| {
        let end = json!({"state": "stored", "run_id": run, "url": format!("/runs/{run}"), "outcome": summary.record.outcome});
        LiveEvent::passing("end", &end)
    }))
}

/// A reader of a running run.
struct Follower {
    state: ApiState,
    run: LiveRun,
    /// Stays readable when the run is stored and its journal gone.
    records: Option<Records>,
    shown: Option<LiveState>,
    waiting: VecDeque<LiveEvent>,
    over: bool,
}

fn followed(follower: Follower) -> impl Stream<Item = Said> {
    unfold(follower, async |mut follower: Follower| {
        let event = follower.next().await?;
        Some((Ok(event.into()), follower))
    })
}

impl Follower {
    fn new(state: ApiState, run: LiveRun, records: Records) -> Self {
        Self { state, run, records: Some(records), shown: None, waiting: VecDeque::new(), over: false }
    }

    async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            let progress = *self.run.progress.borrow_and_update();
            if self.shown != Some(progress.state) {
                self.shown = Some(progress.state);
                self.waiting.push_back(LiveEvent::passing("state", &self.described(progress)));
            } else if self.records.as_ref().is_some_and(|records| records.offset() < progress.written) {
                self.read_on(progress.written).await;
            } else if self.run.progress.changed().await.is_err() {
                self.over = true;
                let (project, run) = (&self.run.head.project, self.run.head.run);
                match end_of(&self.state, project, run).await {
                    Ok(end) => self.waiting.extend(end),
                    Err(error) => {
                        tracing::warn!(run_id = %run, %error, "a watcher is not told how its run ended");
                    }
                }
            }
        }
    }

    async fn read_on(&mut self, until: u64) {
        let Some(mut records) = self.records.take() else { return };
        let work = tokio::task::spawn_blocking(move || {
            let mut piece = read_on(&mut records, until, |behind| behind.to_string())?;
            if piece.lost {
                // E.g. an id of another run: the reader is told, and given everything.
                records.seek(0)?;
                piece.events = vec![LiveEvent::at("reset", &0, &Value::Null)];
            }
            Ok::<_, JournalError>((records, piece))
        });
        match work.await.expect("reading neither panics nor is it aborted") {
            Ok((records, piece)) => {
                self.records = Some(records);
                self.waiting.extend(piece.events);
            }
            Err(error) => {
                let error = crate::doors::chain(&error);
                tracing::error!(run_id = %self.run.head.run, error, "a watcher cannot read its run");
                self.over = true;
            }
        }
    }

    fn described(&self, progress: Progress) -> Value {
        let head = &self.run.head;
        let labels = &head.start.labels;
        json!({
            "state": progress.state.word(), "run_id": head.run, "scenario": labels.scenario, "release": labels.release,
            "title": labels.title, "client": head.client, "started_at": head.created_at, "frames": progress.frames,
            "last_frame_at": progress.last_frame, "definitions": head.start.definitions,
        })
    }
}
