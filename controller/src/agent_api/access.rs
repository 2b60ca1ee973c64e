//! Whether a stream may speak for an agent. Never logs or keeps a token.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use protocol::wire;
use tonic::Status;
use tonic::metadata::MetadataMap;

use crate::lease::Serves;

/// Says whose jobs the agent with this token serves; nothing if the token is not valid or lacks the scope `agent`; an
/// error if that cannot be found out now.
pub type TokenCheck = Arc<
    dyn Fn(String) -> BoxFuture<'static, Result<Option<Serves>, Box<dyn Error + Send + Sync>>> + Send + Sync,
>;

/// Who may connect as an agent.
#[derive(Clone)]
pub enum AgentAccess {
    /// Whoever holds a token that this check accepts.
    Tokens(TokenCheck),
    /// Whoever reaches the address; only ever on loopback.
    Open,
}

impl fmt::Debug for AgentAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tokens(_) => "Tokens",
            Self::Open => "Open",
        })
    }
}

/// Lets a stream through and tells whose jobs its agent serves, or says why not.
pub(super) async fn admit(access: &AgentAccess, metadata: &MetadataMap) -> Result<Serves, Status> {
    let AgentAccess::Tokens(check) = access else { return Ok(Serves::Everyone) };
    let value = metadata.get(wire::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(token) = value.strip_prefix(wire::BEARER).filter(|token| !token.is_empty()) else {
        return Err(Status::unauthenticated(
            "no token: start the agent with `--token`; `perfsight token create --scope agent` makes one",
        ));
    };
    match check(token.to_owned()).await {
        Ok(Some(serves)) => Ok(serves),
        Ok(None) => Err(Status::unauthenticated("the token is unknown, revoked, or lacks the scope `agent`")),
        Err(error) => {
            tracing::error!(error = %error, "a token cannot be checked");
            Err(Status::unavailable("the token cannot be checked now"))
        }
    }
}
