//! Sign-in by a provider of identities: to it and back. Shows nothing of what the provider said, and sends nobody anywhere
//! but to the provider and to pages of ours.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admit::account_of;
use super::login::{begun, deed};
use super::oidc_door::Visitor;
use super::problem::Problem;
use super::session_cookie::{SessionCookie, TicketCookie, ticket_of};
use crate::access::admission::Identity;
use crate::access::email::Email;
use crate::access::return_path::ReturnPath;
use crate::access::ticket::Ticket;
use crate::doors::chain;
use crate::http_api::access::audit_trail::append;
use crate::http_api::access::random::random;
use crate::http_api::state::ApiState;
use crate::http_api::wire::envelope::Envelope;
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::oidc::{Answer, ProviderError};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(finish))
}

/// Where to go afterwards.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BeginQuery {
    /// Path of the page to show once signed in; the first page where it is none of this controller's.
    pub return_to: Option<String>,
}

/// What the provider says by way of the browser.
#[derive(Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnswerQuery {
    /// As it was sent along.
    #[serde(default)]
    pub state: String,
    /// What is redeemed for an identity.
    pub code: Option<String>,
    /// Why there is none.
    pub error: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
}

/// Sends the browser to the provider of identities.
#[utoipa::path(get, path = "/api/v1/login/oidc", tag = "access", security(()), params(BeginQuery), responses(
    (status = 303, description = "to the provider, or to the sign-in page where it does not answer"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no provider"),
))]
pub(crate) async fn begin(
    State(state): State<ApiState>,
    visitor: Visitor,
    ApiQuery(BeginQuery { return_to }): ApiQuery<BeginQuery>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let return_to = ReturnPath::of(return_to.as_deref());
    let ticket = Ticket::new(random()?, return_to.clone(), now);
    let ties = ticket.ties(visitor.desk.link_key(&state.store).await?);
    match visitor.door.provider.authorization(&visitor.redirect, &ties, now).await {
        Ok(address) => {
            let cookie = TicketCookie { ticket: ticket.cookie(), secure: visitor.visit.encrypted };
            Ok((cookie.set(), Redirect::to(address.as_str())).into_response())
        }
        Err(error) => {
            let problem = told(&error);
            state.doors.metrics().login("oidc", problem.word());
            Ok(problem.page(&return_to).into_response())
        }
    }
}

/// Takes the browser back from the provider of identities, and signs its person in.
#[utoipa::path(get, path = "/api/v1/login/oidc/callback", tag = "access", security(()), params(AnswerQuery), responses(
    (status = 303, description = "to where the person was going, or to the sign-in page with what is wrong"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no provider"),
))]
pub(crate) async fn finish(
    State(state): State<ApiState>,
    visitor: Visitor,
    headers: HeaderMap,
    ApiQuery(answer): ApiQuery<AnswerQuery>,
) -> Result<Response, ApiError> {
    let key = visitor.desk.link_key(&state.store).await?;
    let ticket = Ticket::proved(ticket_of(&headers).as_deref(), &answer.state, key, state.clock.now());
    let (return_to, outcome) = match ticket {
        Ok(ticket) => (ticket.return_to.clone(), signed_in(&state, &visitor, &ticket, answer).await),
        Err(error) => {
            tracing::info!(%error, "a provider's answer belongs to no sign-in");
            (ReturnPath::default(), Err(Problem::Stale.into()))
        }
    };
    // Whatever came of it, the ticket has been used.
    let used = TicketCookie::gone();
    match outcome {
        Ok(session) => {
            state.doors.metrics().login("oidc", "ok");
            Ok((used, session.set(), Redirect::to(return_to.as_str())).into_response())
        }
        Err(Setback::Problem(problem)) => {
            state.doors.metrics().login("oidc", problem.word());
            Ok((used, problem.page(&return_to)).into_response())
        }
        Err(Setback::Failed(error)) => Err(error),
    }
}

/// Somebody does not come in.
enum Setback {
    /// For a reason that they read.
    Problem(Problem),
    /// Because we failed.
    Failed(ApiError),
}

impl From<Problem> for Setback {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<ApiError> for Setback {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

/// The session of whoever brings this answer.
async fn signed_in(
    state: &ApiState,
    visitor: &Visitor,
    ticket: &Ticket,
    answer: AnswerQuery,
) -> Result<SessionCookie, Setback> {
    let Visitor { door, desk, visit, .. } = visitor;
    let address = visit.client.to_string();
    desk.attempt_from(&address, state.clock.now()).map_err(|_| Problem::TooMany)?;
    let outcome = match identified(state, visitor, ticket, answer).await {
        Ok(identity) => {
            let actor = identity.email.as_ref().map_or("?", Email::as_str).to_owned();
            let account = account_of(state, &identity, &door.rules, &address).await?;
            account.map_err(|refusal| (actor, Problem::Refused(refusal)))
        }
        Err(Setback::Problem(problem)) => Err(("?".to_owned(), problem)),
        Err(Setback::Failed(error)) => return Err(error.into()),
    };
    match outcome {
        Ok(account) => {
            let session = begun(state, &account, visit.encrypted).await?;
            append(state, &deed(state, &account.name, &address, ("login", door.provider.issuer()))).await;
            Ok(session)
        }
        Err((actor, problem)) => {
            append(state, &deed(state, &actor, &address, ("login.failed", problem.word()))).await;
            Err(problem.into())
        }
    }
}

/// Who brings this answer.
async fn identified(
    state: &ApiState,
    visitor: &Visitor,
    ticket: &Ticket,
    AnswerQuery { state: _, code, error, iss }: AnswerQuery,
) -> Result<Identity, Setback> {
    let Some(code) = code.filter(|_| error.is_none()) else {
        let error: String =
            error.unwrap_or_default().chars().filter(char::is_ascii_graphic).take(64).collect();
        tracing::warn!(error, "the provider lets nobody in");
        return Err(Problem::Denied.into());
    };
    let ties = ticket.ties(visitor.desk.link_key(&state.store).await?);
    let answer = Answer { code, issuer: iss, redirect: visitor.redirect.clone() };
    let identity = visitor.door.provider.identify(answer, &ties, state.clock.now()).await;
    identity.map_err(|error| told(&error).into())
}

/// What the person reads of an error; the operator reads all of it.
fn told(error: &ProviderError) -> Problem {
    let problem = Problem::from(error);
    tracing::warn!(
        error = chain(error),
        problem = problem.word(),
        "a sign-in by the provider came to nothing"
    );
    problem
}
