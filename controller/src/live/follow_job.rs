//! `GET /api/v1/jobs/{id}/live`: a job's attempts while an agent measures, as server-sent events. Samples come from the file
//! that the agents' door writes or from the journal of a streamed run, log and state from the queue.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use futures_util::stream::unfold;
use protocol::{AttemptNumber, AttemptRef, RunId};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::timeout;

use super::attempt_samples::read_attempt;
use super::door::LiveDoor;
use super::event::LiveEvent;
use super::follow_run::{Events, events, last_event_id};
use super::streams::Streams;
use crate::agent_api::AttemptFolders;
use crate::http_api::ApiState;
use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::read::visible_job;
use crate::http_api::wire::envelope::Envelope;
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiPath;
use crate::store::StoreError;
use crate::store::queue::Job;

/// Log and state are looked at this often, where no samples come.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Log lines that are read at once.
const LOG_LINES: u64 = 500;
/// Attempts at one job that a run's id is looked for in.
pub(super) const MAX_ATTEMPTS: u32 = 16;

/// A job as it runs: `state`, `samples`, `processes`, `mark`, `log`, `thinned` and, when it is over, `end`. Goes on behind
/// `Last-Event-ID`.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/live", operation_id = "live_job", tag = "live",
    params(("id" = String, Path, description = "Job id"), ("Last-Event-ID" = Option<String>, Header, description = "Id of the last event that was received")),
    responses(
        (status = 200, content_type = "text/event-stream", body = LiveEvent, description = "events; for a job that is over, its log and `end`"),
        (status = 404, body = Envelope<Nothing>, description = "1001: there is no such job"),
    ))]
pub(super) async fn live_job(
    State(state): State<ApiState>,
    door: LiveDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Events, ApiError> {
    let job = visible_job(&state, &caller, &id).await?;
    Ok(follow(state, door, job, &headers))
}

/// The job whose attempt's run will have this id.
pub(super) async fn attempt_of(
    state: &ApiState,
    caller: &Caller,
    run: RunId,
) -> Result<Option<Job>, ApiError> {
    for number in 1..=MAX_ATTEMPTS {
        let attempt = AttemptRef::of_run(run, AttemptNumber(number));
        if let Some(job) = state.store.job(attempt.job).await? {
            return Ok((job.project == caller.project && job.attempts >= number).then_some(job));
        }
    }
    Ok(None)
}

/// The events of a job.
pub(super) fn follow(state: ApiState, door: LiveDoor, job: Job, headers: &HeaderMap) -> Events {
    let place = last_event_id(headers).and_then(|id| id.parse().ok()).unwrap_or_default();
    let grown = door.attempts.grown();
    let shutdown = door.streams.shared().shutdown.clone();
    let follower = Follower {
        state,
        attempts: door.attempts,
        streams: door.streams,
        grown,
        job,
        place,
        shown: None,
        waiting: VecDeque::new(),
        over: false,
    };
    let stream = unfold(follower, move |mut follower| {
        let shutdown = shutdown.clone();
        async move {
            let event = tokio::select! {
                event = follower.next() => event?,
                () = shutdown.cancelled() => return None,
            };
            Some((Ok(event.into()), follower))
        }
    });
    events(stream)
}

/// How far a reader is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    attempt: u32,
    /// In the attempt's samples, bytes.
    samples: u64,
    /// In the job's log.
    log: i64,
}

/// The id of an event is none of ours.
#[derive(Debug)]
struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.attempt, self.samples, self.log)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(NoPlace);
        Ok(Self {
            attempt: part()?.parse().map_err(|_| NoPlace)?,
            samples: part()?.parse().map_err(|_| NoPlace)?,
            log: part()?.parse().map_err(|_| NoPlace)?,
        })
    }
}

/// A reader of a job.
struct Follower {
    state: ApiState,
    attempts: AttemptFolders,
    streams: Streams,
    grown: watch::Receiver<u64>,
    job: Job,
    place: Place,
    /// State and attempt that were told last.
    shown: Option<(String, u32)>,
    waiting: VecDeque<LiveEvent>,
    over: bool,
}

impl Follower {
    async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            self.grown.mark_unchanged();
            match self.look().await {
                Ok(()) if self.waiting.is_empty() && !self.over => {
                    // Whether samples came or time has passed, there is a reason to look.
                    let _either = timeout(LOOK_EVERY, self.grown.changed()).await;
                }
                Ok(()) => {}
                Err(error) => {
                    let error = crate::doors::chain(&error);
                    tracing::error!(job_id = %self.job.id, error, "a watcher cannot read its job");
                    return None;
                }
            }
        }
    }

    async fn look(&mut self) -> Result<(), StoreError> {
        if let Some(job) = self.state.store.job(self.job.id).await? {
            self.job = job;
        }
        let now = (self.job.state.to_string(), self.job.attempts);
        if self.shown.as_ref() != Some(&now) {
            self.waiting.push_back(self.described("state"));
            self.shown = Some(now);
        }
        if self.place.attempt != self.job.attempts {
            self.place = Place { attempt: self.job.attempts, samples: 0, ..self.place };
        }
        self.samples().await;
        self.log().await?;
        if self.waiting.is_empty() && self.job.state.is_over() {
            self.waiting.push_back(self.described("end"));
            self.over = true;
        }
        Ok(())
    }

    async fn samples(&mut self) {
        let attempt = AttemptRef { job: self.job.id, number: AttemptNumber(self.place.attempt) };
        let (attempts, place) = (self.attempts.clone(), self.place);
        let shared = self.streams.shared();
        let streaming = shared.run(attempt.run());
        let streaming = streaming.map(|run| (shared.folder_of(run.head.run), run.progress.borrow().written));
        let work = tokio::task::spawn_blocking(move || {
            let id = |samples| Place { samples, ..place }.to_string();
            read_attempt(&attempts, attempt, streaming, place.samples, id)
        });
        match work.await.expect("reading neither panics nor is it aborted") {
            Ok(lines) => {
                self.place.samples = lines.position;
                self.waiting.extend(lines.events);
            }
            Err(error) => {
                tracing::warn!(job_id = %self.job.id, %error, "the samples of a running job cannot be read");
            }
        }
    }

    async fn log(&mut self) -> Result<(), StoreError> {
        for line in self.state.store.job_log(self.job.id, self.place.log, LOG_LINES).await? {
            self.place.log = line.id;
            let told = json!({
                "timestamp": line.at, "attempt": line.attempt, "kind": line.kind, "level": line.level,
                "source": line.source, "text": line.message,
            });
            self.waiting.push_back(LiveEvent::at("log", &self.place, &told));
        }
        Ok(())
    }

    fn described(&self, name: &'static str) -> LiveEvent {
        let Job { id, scenario, title, release, state, attempts, reason, run, started_at, .. } = &self.job;
        let attempt = AttemptRef { job: *id, number: AttemptNumber(*attempts) };
        // While it runs, the id that the run of this attempt is going to have.
        let run_id = run.or_else(|| (*attempts > 0 && !state.is_over()).then(|| attempt.run()));
        let told = json!({
            "job_id": id, "state": state.to_string(), "attempt": attempts, "scenario": scenario, "title": title,
            "release": release, "reason": reason, "run_id": run_id, "started_at": started_at,
        });
        LiveEvent::passing(name, &told)
    }
}
