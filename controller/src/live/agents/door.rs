//! `/ws/agent`: who may speak for a device. Nobody is an agent before the token of the hello is accepted.

use std::sync::Arc;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::{Extension, Router};
use protocol::Hello;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::fault::AgentFault;
use super::frame::{Introduction, read_introduction};
use super::line::AgentLine;
use super::pages::Pages;
use crate::agent_api::Door;
use crate::http_api::ApiState;
use crate::http_api::access::auth::refuse_archived;
use crate::http_api::access::identify::caller_of_token;
use crate::http_api::transport::forwarded::link;
use crate::http_api::wire::error::{ApiError, Code};
use crate::lease::Serves;
use crate::live::door::{LiveDoor, Refusal, first_frame};
use crate::live::outgoing::{Closing, Said};
use crate::live::socket::{say_goodbye, send};
use crate::live::streams::Shared;
use crate::store::tokens::Scope;

/// Largest message that is read at all, bytes: above a picture of 8 MiB in base64, so that one a little too large hears why.
const HARD_LIMIT_BYTES: usize = 12 << 20;
/// Sockets whose hello is awaited at once; others wait their turn. Nobody has shown a token until then, and each may hold a
/// message in memory.
const GREETED_AT_ONCE: usize = 32;

/// What the routes of this folder need beyond [`ApiState`]; the composition puts it around the whole router.
#[derive(Clone, Debug)]
pub struct AgentsDoor {
    /// The conversation that agents of every transport have.
    pub(super) door: Door,
    pub(super) pages: Arc<Pages>,
    greeting: Arc<Semaphore>,
}

impl AgentsDoor {
    /// A second way into the conversation behind `door`.
    pub fn new(door: Door) -> Self {
        Self { door, pages: Arc::default(), greeting: Arc::new(Semaphore::new(GREETED_AT_ONCE)) }
    }

    /// The same router, whose routes of agents now reach the conversation.
    pub fn open(self, router: Router) -> Router {
        router.layer(Extension(self))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AgentsDoor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let door = Extension::<Self>::from_request_parts(parts, state).await;
        door.map(|Extension(door)| door)
            .map_err(|rejection| ApiError::internal("reach the agents' conversation", rejection))
    }
}

/// Takes a socket in.
pub(super) async fn agent(
    State(state): State<ApiState>,
    live: LiveDoor,
    door: AgentsDoor,
    Parts { extensions, .. }: Parts,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade
        .map_err(|_| ApiError::new(Code::Parameter, "this address takes WebSocket connections alone"))?;
    let shared = Arc::clone(live.streams.shared());
    let visitor = Visitor { state, shared, door, base: link(&extensions, "") };
    let upgrade = upgrade.max_message_size(HARD_LIMIT_BYTES).max_frame_size(HARD_LIMIT_BYTES);
    Ok(upgrade.on_upgrade(move |ws| visitor.receive(ws)))
}

/// A socket before it speaks for an agent.
struct Visitor {
    state: ApiState,
    shared: Arc<Shared>,
    door: AgentsDoor,
    /// Scheme and host of the controller as the agent knows them; empty where they are not known.
    base: String,
}

impl Visitor {
    async fn receive(self, mut ws: WebSocket) {
        let settings = self.shared.settings;
        let Ok(_place) = Arc::clone(&self.shared.connections).try_acquire_owned() else {
            let said = Said::too_many(settings.max_connections);
            let _gone = send(&mut ws, said.message(), settings.hello_timeout).await;
            return say_goodbye(ws, Closing::Busy).await;
        };
        let _counted = self.state.doors.metrics().sockets("websocket").open();
        let introduced = tokio::select! {
            introduced = timeout(settings.hello_timeout, self.introduced(&mut ws)) => introduced,
            () = self.shared.shutdown.cancelled() => return say_goodbye(ws, Closing::Leaving).await,
        };
        let introduced = introduced.unwrap_or_else(|_| {
            let msg = format!("no hello within {} s", settings.hello_timeout.as_secs());
            Err(Refusal::said(Said::fatal(Code::Timeout, msg)))
        });
        match introduced {
            Ok((hello, serves)) => {
                let AgentsDoor { door, pages, greeting: _ } = self.door;
                let line = AgentLine {
                    settings,
                    clock: self.state.clock,
                    pages,
                    base: self.base,
                    shutdown: self.shared.shutdown.clone(),
                };
                line.hold(ws, &door, serves, hello).await;
            }
            Err(Refusal { said, closing }) => {
                if let Some(said) = said {
                    let _gone = send(&mut ws, said.message(), settings.hello_timeout).await;
                }
                say_goodbye(ws, closing).await;
            }
        }
    }

    async fn introduced(&self, ws: &mut WebSocket) -> Result<(Hello, Serves), Refusal> {
        let text = {
            let _turn = self.door.greeting.acquire().await.expect("it is never closed");
            first_frame(ws).await?
        };
        let told = |fault: &AgentFault| Refusal::said(Said::fatal(fault.code(), fault.to_string()));
        let Introduction { token, hello } = read_introduction(text.as_str()).map_err(|fault| told(&fault))?;
        let serves = self.serves(&token).await.map_err(|error| Refusal::said(Said::refusal(&error)))?;
        let opened = self.door.pages.open(&self.state.store).await;
        opened
            .map_err(|error| Refusal { closing: Closing::Failed, ..Refusal::said(Said::refusal(&error)) })?;
        Ok((hello, serves))
    }

    /// Whose jobs the agent with this token is given. Agents show theirs even in open mode.
    async fn serves(&self, token: &str) -> Result<Serves, ApiError> {
        if token.is_empty() {
            let msg = "no token: put one with the scopes `agent` and `ingest` into the hello; `perfsight token create` makes it";
            return Err(ApiError::new(Code::Unauthenticated, msg));
        }
        let caller = caller_of_token(&self.state, token, None).await?;
        if !caller.may(Scope::Agent) {
            let msg = format!("the token `{}` lacks the scope `{}`", caller.name, Scope::Agent);
            return Err(ApiError::new(Code::Denied, msg));
        }
        refuse_archived(&self.state, &caller.project).await?;
        Ok(Serves::Project(caller.project))
    }
}
