//! Projects, tokens, shares, links and deeds as clients see them. Never a secret but in the one answer that makes it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};

use crate::store::access::audit::Deed;
use crate::store::access::shares::Share;
use crate::store::projects::Project;
use crate::store::tokens::Token;

/// A project.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProjectView {
    /// Its id: stands in addresses and tokens, and never changes.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// `active` or `archived`.
    pub status: String,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

/// A new project.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProjectRequest {
    /// Its name, 1 to 100 characters, unique.
    #[schema(
        max_length = 100,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: String,
}

/// What shall be different about a project; what is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectChangeRequest {
    /// Its name.
    #[schema(
        max_length = 100,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// `active`, or `archived`: then it can be looked at and takes nothing in.
    #[schema(pattern = "^(active|archived)$")]
    pub status: Option<String>,
}

/// A token without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// Its id, by which it is revoked.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it allows: `read`, `ingest`, `run`, `agent` or `admin`.
    pub scopes: Vec<String>,
    /// Id of its project.
    pub project: String,
    /// Who made it; absent where nobody noted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// When it ends by itself, RFC 3339; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// When it was last used, to the minute, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// When somebody ended it, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
}

/// A new token.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTokenRequest {
    /// What it is for, 1 to 100 characters.
    #[schema(max_length = 100, pattern = r"[^\s\x85]")]
    pub name: String,
    /// What it shall allow: `read`, `ingest`, `run`, `agent` or `admin`.
    #[schema(schema_with = scopes)]
    pub scopes: Vec<String>,
    /// After how many seconds it ends; never where absent.
    #[schema(minimum = 1, maximum = 316_224_000)]
    pub expires_in_seconds: Option<u64>,
}

/// A token that was just made.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct NewTokenView {
    /// Its secret; it is shown this once.
    pub secret: String,
    /// Everything else of it.
    pub token: TokenView,
}

/// A share without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ShareView {
    /// Its id, by which it is revoked.
    pub id: String,
    /// Who made it.
    pub created_by: String,
    /// When, RFC 3339.
    pub created_at: String,
    /// When it ends, RFC 3339.
    pub expires_at: String,
    /// When it was last used, to the minute, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// When it was revoked, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
}

/// A new share.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewShareRequest {
    /// After how many seconds it ends; 7 days where absent, at most 90.
    #[schema(minimum = 1, maximum = 7_776_000)]
    pub expires_in_seconds: Option<u64>,
}

/// A share that was just made.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct NewShareView {
    /// Its secret; it is shown this once.
    pub secret: String,
    /// Path of the run's page for whoever is sent it; holds the secret.
    pub url: String,
    /// Everything else of it.
    pub share: ShareView,
}

/// Which file a link shall open, and how long.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRequest {
    /// Name of an attachment; the Dataset where absent.
    pub attachment: Option<String>,
    /// After how many seconds it ends; 600 where absent, at most 86,400.
    #[schema(minimum = 1, maximum = 86_400)]
    pub expires_in_seconds: Option<u64>,
}

/// A link that opens one file for whoever holds it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LinkView {
    /// Path with its signature.
    pub url: String,
    /// When it ends, RFC 3339.
    pub expires_at: String,
}

/// One deed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeedView {
    /// When, RFC 3339.
    pub at: String,
    /// `person`, `token`, `open` or `command line`.
    pub actor_kind: String,
    /// Name of the account or token.
    pub actor: String,
    /// Network address that the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Id of the project; absent where it concerned the installation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// What was done, e.g. `token.create`.
    pub action: String,
    /// The id of what it was done to.
    pub object: String,
    /// Further words.
    pub detail: String,
}

/// What scopes are, for the description.
fn scopes() -> Array {
    let word =
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^(read|ingest|run|agent|admin)$"));
    ArrayBuilder::new().items(word).min_items(Some(1)).build()
}

impl From<Project> for ProjectView {
    fn from(project: Project) -> Self {
        let status = if project.archived_at.is_some() { "archived" } else { "active" };
        Self {
            id: project.id,
            name: project.name,
            description: project.description,
            status: status.to_owned(),
            created_at: project.created_at.to_string(),
        }
    }
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        let project = token.project().to_owned();
        Self {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes.iter().map(ToString::to_string).collect(),
            project,
            created_by: (!token.created_by.is_empty()).then_some(token.created_by),
            created_at: token.created_at.to_string(),
            expires_at: token.expires_at.map(|at| at.to_string()),
            last_used_at: token.last_used_at.map(|at| at.to_string()),
            revoked_at: token.revoked_at.map(|at| at.to_string()),
        }
    }
}

impl From<Share> for ShareView {
    fn from(share: Share) -> Self {
        Self {
            id: share.id.to_string(),
            created_by: share.created_by,
            created_at: share.created_at.to_string(),
            expires_at: share.expires_at.to_string(),
            last_used_at: share.last_used_at.map(|at| at.to_string()),
            revoked_at: share.revoked_at.map(|at| at.to_string()),
        }
    }
}

impl From<Deed> for DeedView {
    fn from(deed: Deed) -> Self {
        Self {
            at: deed.at.to_string(),
            actor_kind: deed.actor_kind,
            actor: deed.actor,
            address: deed.address,
            project: deed.project,
            action: deed.action,
            object: deed.object,
            detail: deed.detail,
        }
    }
}
