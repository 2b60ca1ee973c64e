//! `/ws`: who may stream, and which run a socket begins or goes on with. Nothing exists before a hello is accepted.

use std::sync::Arc;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::{Extension, Router};
use protocol::{AttemptNumber, AttemptRef, Ids, RunId};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::follow_job::MAX_ATTEMPTS;
use super::outgoing::{Closing, HelloAck, Said};
use super::run_task::{self, Attached, Origin, ToClient};
use super::socket::{Line, say_goodbye, send};
use super::streams::{LiveRun, Shared, Streams};
use crate::http_api::access::auth::refuse_archived;
use crate::http_api::access::identify::caller_of_token;
use crate::http_api::access::origin::refuse_foreign_pages;
use crate::http_api::transport::forwarded::link;
use crate::http_api::wire::error::{ApiError, Code};
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::{Access, ApiState, Policy};
use crate::intake::streaming::{FrameFault, Head, Hello, HelloFault, Journal, Labels, Resume, read_hello};
use crate::lease::{DeskClosed, Leased};
use crate::store::DEFAULT_PROJECT;
use crate::store::tokens::Scope;
use crate::trace::TraceId;

/// Begins the tag that names the release.
const RELEASE_TAG: &str = "release:";
/// Begins the tag that names the environment.
const ENVIRONMENT_TAG: &str = "environment:";
/// Begins every resume token, so that a leaked one is recognized for what it is.
const SECRET_PREFIX: &str = "psr_";
/// Largest message that is read at all, bytes; above the largest frame, so that one a little too large hears why.
const HARD_LIMIT_BYTES: usize = 2 << 20;
/// What every open socket holds to read into, bytes; a larger frame grows it.
const READ_BUFFER_BYTES: usize = 16 << 10;

/// What the routes of this folder need beyond [`ApiState`]; the composition puts it around the whole router.
#[derive(Clone, Debug)]
pub struct LiveDoor {
    /// The runs that are being received.
    pub streams: Streams,
    /// The attempts whose samples come through the agents' door.
    pub attempts: crate::agent_api::AttemptFolders,
}

impl LiveDoor {
    /// The same router, whose routes of streams now reach them.
    pub fn open(self, router: Router) -> Router {
        router.layer(Extension(self))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LiveDoor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let door = Extension::<Self>::from_request_parts(parts, state).await;
        door.map(|Extension(door)| door)
            .map_err(|rejection| ApiError::internal("reach the streams", rejection))
    }
}

/// What the address says of a run; the hello goes over it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct AddressQuery {
    scenario: Option<String>,
    release: Option<String>,
    build_id: Option<String>,
    build: Option<String>,
    tags: Option<String>,
    title: Option<String>,
}

/// Why a socket gets no run.
pub(super) struct Refusal {
    pub(super) said: Option<Said>,
    pub(super) closing: Closing,
}

/// Takes a socket in.
pub(super) async fn stream(
    State(state): State<ApiState>,
    door: LiveDoor,
    ApiQuery(query): ApiQuery<AddressQuery>,
    Parts { headers, extensions, .. }: Parts,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade
        .map_err(|_| ApiError::new(Code::Parameter, "this address takes WebSocket connections alone"))?;
    let policy = extensions.get::<Arc<Policy>>().map(Arc::as_ref);
    let needs_token = needs_token(&state, &headers, policy)?;
    let shared = Arc::clone(door.streams.shared());
    let visitor = Visitor { state, shared, needs_token, base: link(&extensions, "") };
    let upgrade = upgrade.max_message_size(HARD_LIMIT_BYTES).max_frame_size(HARD_LIMIT_BYTES);
    let upgrade = upgrade.read_buffer_size(READ_BUFFER_BYTES);
    Ok(upgrade.on_upgrade(move |ws| visitor.receive(ws, query.labels())))
}

/// A socket before it has a run.
struct Visitor {
    state: ApiState,
    shared: Arc<Shared>,
    needs_token: bool,
    /// Scheme and host of the controller as the client knows them; empty where they are not known.
    base: String,
}

impl Visitor {
    async fn receive(self, mut ws: WebSocket, address: Labels) {
        let Ok(_place) = Arc::clone(&self.shared.connections).try_acquire_owned() else {
            let said = Said::too_many(self.shared.settings.max_connections);
            let _gone = send(&mut ws, said.message(), self.shared.settings.hello_timeout).await;
            return say_goodbye(ws, Closing::Busy).await;
        };
        let _counted = self.state.doors.metrics().sockets("websocket").open();
        match self.introduced(&mut ws, address).await {
            Ok((line, ack)) => {
                if send(&mut ws, ack.message(), self.shared.settings.idle_timeout).await.is_some() {
                    line.hold(ws).await;
                } else {
                    let why = crate::intake::streaming::EndReason::Disconnected;
                    let left = run_task::Message::Left { socket: line.socket, why };
                    let _ended = line.run.inbox.send(left).await;
                }
            }
            Err(Refusal { said, closing }) => {
                if let Some(said) = said {
                    let _gone = send(&mut ws, said.message(), self.shared.settings.hello_timeout).await;
                }
                say_goodbye(ws, closing).await;
            }
        }
    }

    async fn introduced(&self, ws: &mut WebSocket, address: Labels) -> Result<(Line, Said), Refusal> {
        let hello = match timeout(self.shared.settings.hello_timeout, first_frame(ws)).await {
            Ok(Ok(text)) => read_hello(text.as_str(), address),
            Ok(Err(refusal)) => return Err(refusal),
            Err(_) => {
                let msg = format!("no hello within {} s", self.shared.settings.hello_timeout.as_secs());
                return Err(Refusal::said(Said::fatal(Code::Timeout, msg)));
            }
        };
        let mut hello = hello.map_err(|fault| Refusal::said(Said::hello_fault(&fault)))?;
        let (token, attempt) = (hello.token.take(), hello.attempt);
        let project = self.project(token, attempt.is_some()).await;
        let project = project.map_err(|error| Refusal::said(Said::refusal(&error)))?;
        if let Some(attempt) = attempt {
            let leased =
                self.leased(attempt, &project).await.map_err(|error| Refusal::said(Said::refusal(&error)))?;
            hello.start.labels = labels_of(leased, hello.start.labels.environment.take());
        }
        match hello.resume.take() {
            Some(resume) => self.resumed(resume, &project).await,
            None => self.begun(hello, project).await,
        }
    }

    /// The project that the token streams to. The run of an attempt needs the token of an agent, even in open mode.
    async fn project(&self, token: Option<String>, of_attempt: bool) -> Result<String, ApiError> {
        if !self.needs_token && !of_attempt {
            return Ok(DEFAULT_PROJECT.to_owned());
        }
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            let msg =
                "no token: put one with the scope `ingest` into the hello; `perfsight token create` makes it";
            return Err(ApiError::new(Code::Unauthenticated, msg));
        };
        let caller = caller_of_token(&self.state, &token, None).await?;
        let needed = [Some(Scope::Ingest), of_attempt.then_some(Scope::Agent)];
        if let Some(missing) = needed.into_iter().flatten().find(|scope| !caller.may(*scope)) {
            let msg = format!("the token `{}` lacks the scope `{missing}`", caller.name);
            return Err(ApiError::new(Code::Denied, msg));
        }
        refuse_archived(&self.state, &caller.project).await?;
        Ok(caller.project)
    }

    /// The attempt of a new run, where it is leased to an agent of this project and no run of it has begun.
    async fn leased(&self, attempt: AttemptRef, project: &str) -> Result<Leased, ApiError> {
        let desk = self.shared.desk.desk();
        let ending = |source: DeskClosed| ApiError::internal("look up the attempt", source);
        let leased = desk.map_err(ending)?.leased(attempt).await.map_err(ending)?;
        let missing = || {
            let msg = format!("attempt {} at job `{}` is not leased", attempt.number.0, attempt.job);
            ApiError::new(Code::NotFound, msg)
        };
        let leased = leased.filter(|leased| leased.project == project).ok_or_else(missing)?;
        if self.shared.run(attempt.run()).is_some() || self.shared.attempts.was_streamed(attempt) {
            let msg = format!(
                "the run of attempt {} at job `{}` has begun before; go on with it by its resume token",
                attempt.number.0, attempt.job
            );
            return Err(ApiError::new(Code::NotFound, msg));
        }
        Ok(leased)
    }

    async fn begun(&self, hello: Hello, project: String) -> Result<(Line, Said), Refusal> {
        let secret = fresh_secret().map_err(|error| failed(&error))?;
        let now = self.state.clock.now();
        let head = Head {
            run: hello.attempt.map_or_else(|| Ids.run(), AttemptRef::run),
            attempt: hello.attempt,
            project,
            resume_sha256: sha256(&secret),
            created_at: now,
            client: hello.client,
            start: hello.start,
        };
        let (folder, begun) = (self.shared.folder_of(head.run), head.clone());
        let created = tokio::task::spawn_blocking(move || Journal::create(&folder, &begun)).await;
        let journal = created.expect("writing neither panics nor is it aborted").map_err(|error| {
            let refusal = failed(&error);
            if error.is_full() {
                Refusal::said(Said::fatal(Code::StorageFull, "the controller's disk is full"))
            } else {
                refusal
            }
        })?;
        tracing::info!(
            run_id = %head.run, trace_id = %TraceId::of_run(head.run), scenario = head.start.labels.scenario, release = head.start.labels.release,
            platform = head.client.platform, "a run is streamed"
        );
        let (sender, outbox) = run_task::outbox();
        let run = run_task::start(&self.shared, head, Origin::Fresh(journal, sender));
        let attached = Attached { socket: 1, last_seq: 0 };
        Ok(self.line(run, attached, outbox, secret))
    }

    async fn resumed(&self, resume: Resume, project: &str) -> Result<(Line, Said), Refusal> {
        let Resume { run_id, resume_token } = resume;
        let Some(run) = self.shared.run(run_id).filter(|run| run.head.project == project) else {
            return Err(self.over(&run_id.to_string(), project).await);
        };
        let proof = sha256(&resume_token);
        if !bool::from(proof.as_bytes().ct_eq(run.head.resume_sha256.as_bytes())) {
            let msg = format!("the resume token is not that of the run `{run_id}`");
            return Err(Refusal::said(Said::fatal(Code::Denied, msg)));
        }
        let (sender, outbox) = run_task::outbox();
        let (reply, attached) = oneshot::channel();
        let asked = async {
            run.inbox.send(run_task::Message::Attach { outbox: sender, reply }).await.ok()?;
            attached.await.ok()
        };
        match timeout(self.shared.settings.hello_timeout, asked).await {
            Ok(Some(attached)) => {
                tracing::info!(run_id = %run_id, last_seq = attached.last_seq, "a streamed run goes on");
                Ok(self.line(run, attached, outbox, resume_token))
            }
            Ok(None) => Err(self.over(&run_id.to_string(), project).await),
            Err(_) => {
                let msg = format!("the run `{run_id}` is busy; come again");
                Err(Refusal { said: Some(Said::fatal(Code::Timeout, msg)), closing: Closing::Busy })
            }
        }
    }

    fn line(
        &self,
        run: LiveRun,
        attached: Attached,
        outbox: mpsc::Receiver<ToClient>,
        secret: String,
    ) -> (Line, Said) {
        let run_id = run.head.run;
        let url = format!("{}/runs/{run_id}", self.base);
        let ack = HelloAck::new(&self.shared.settings, run_id, url, secret, self.state.clock.now());
        let ack = HelloAck { last_seq: attached.last_seq, ..ack };
        let line = Line { shared: Arc::clone(&self.shared), run, socket: attached.socket, outbox };
        (line, Said::HelloAck(ack))
    }

    /// What a client hears of a run that is no longer received.
    async fn over(&self, run: &str, project: &str) -> Refusal {
        let missing =
            || Refusal::said(Said::fatal(Code::NotFound, format!("there is no run `{run}` to go on with")));
        let Ok(run_id) = run.parse() else { return missing() };
        match self.state.store.run(project, run_id).await {
            Ok(Some(stored)) if stored.record.outcome == Some(dataset::OutcomeStatus::Disconnected) => {
                let msg = format!(
                    "the run `{run}` waited for its client, ended without it and is stored; begin a new one"
                );
                Refusal::said(Said::fatal(Code::NotFound, msg))
            }
            Ok(Some(_)) => {
                let url = format!("{}/runs/{run}", self.base);
                Refusal { said: Some(Said::Stopped { run_id, url }), closing: Closing::Done }
            }
            Ok(None) if self.was_handed_over(run_id) => {
                let url = format!("{}/runs/{run}", self.base);
                Refusal { said: Some(Said::Stopped { run_id, url }), closing: Closing::Done }
            }
            Ok(None) => missing(),
            Err(error) => failed(&error),
        }
    }

    /// Whether it is the run of an attempt that came to its end and waits for the attempt's result.
    fn was_handed_over(&self, run: RunId) -> bool {
        let attempts = (1..=MAX_ATTEMPTS).map(|number| AttemptRef::of_run(run, AttemptNumber(number)));
        attempts.into_iter().any(|attempt| self.shared.attempts.stream(attempt).is_some())
    }
}

impl Refusal {
    pub(super) fn said(said: Said) -> Self {
        Self { said: Some(said), closing: Closing::Refused }
    }
}

impl AddressQuery {
    fn labels(self) -> Labels {
        let tags = self.tags.as_deref().unwrap_or_default().split(',').map(str::trim);
        Labels {
            scenario: self.scenario,
            release: self.release,
            build_id: self.build_id.or(self.build),
            tags: tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            title: self.title,
            environment: None,
        }
    }
}

/// The names of an attempt's run are those of its job, whatever its client calls it.
fn labels_of(leased: Leased, environment: Option<String>) -> Labels {
    let Leased { project: _, scenario, title, build, tags } = leased;
    let release = tags.iter().find_map(|tag| tag.strip_prefix(RELEASE_TAG)).map(str::to_owned);
    let tags: Vec<String> = tags.into_iter().filter(|tag| !tag.starts_with(RELEASE_TAG)).collect();
    // The job's word about its environment stands before its client's.
    let environment = environment.filter(|_| !tags.iter().any(|tag| tag.starts_with(ENVIRONMENT_TAG)));
    Labels { scenario: Some(scenario), release, build_id: build, tags, title: Some(title), environment }
}

/// A failure of ours, which the log explains.
fn failed(error: &(dyn std::error::Error + 'static)) -> Refusal {
    tracing::error!(error = crate::doors::chain(error), "a stream cannot be opened");
    Refusal {
        said: Some(Said::fatal(Code::Internal, "internal error: cannot open the run")),
        closing: Closing::Failed,
    }
}

pub(super) async fn first_frame(ws: &mut WebSocket) -> Result<Utf8Bytes, Refusal> {
    let gone = || Refusal { said: None, closing: Closing::Refused };
    loop {
        match ws.recv().await {
            Some(Ok(Message::Text(text))) => return Ok(text),
            Some(Ok(Message::Binary(_))) => {
                let fault = HelloFault::Frame(FrameFault::Binary);
                return Err(Refusal::said(Said::hello_fault(&fault)));
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(gone()),
        }
    }
}

/// Open mode asks programs on this machine for no token. An extension's page reaches loopback through the user's browser,
/// as any extension's could: it always needs one.
fn needs_token(state: &ApiState, headers: &HeaderMap, policy: Option<&Policy>) -> Result<bool, ApiError> {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default();
    let extension = origin.contains("-extension://");
    match state.access {
        Access::Open if !extension => refuse_foreign_pages(headers, policy).map(|()| false),
        Access::Open | Access::Tokens => Ok(true),
    }
}

fn fresh_secret() -> Result<String, getrandom::Error> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random)?;
    Ok(format!("{SECRET_PREFIX}{}", crate::hex::hex(&random)))
}

fn sha256(secret: &str) -> String {
    crate::hex::hex(&Sha256::digest(secret.as_bytes()))
}
