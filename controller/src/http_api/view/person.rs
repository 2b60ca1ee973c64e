//! People as clients see them: who asks, how to sign in, accounts and their roles. Never a password that was kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::access::ProjectView;
use crate::store::access::accounts::{Account, Membership};

/// Who asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MeView {
    /// `open`, `token`, `person` or `link`.
    pub kind: String,
    /// Name of the account or token; `open` in open mode.
    pub name: String,
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Whether the controller asks nobody who they are: everybody who reaches it may do everything.
    pub open: bool,
    /// Id of the project that requests are about where they name none.
    pub project: String,
    /// What is allowed there: `read`, `ingest`, `run`, `agent` or `admin`, which covers the others.
    pub scopes: Vec<String>,
    /// Whether projects and people can be made.
    pub operator: bool,
    /// The projects that can be seen.
    pub projects: Vec<ProjectView>,
}

/// How people may sign in beside a password.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LoginWaysView {
    /// The providers of identities; none where the operator named none.
    pub providers: Vec<ProviderView>,
}

/// A provider of identities.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProviderView {
    /// What people call it.
    pub name: String,
    /// Path that sends a browser there; takes `return_to`, the path of the page to show afterwards.
    pub url: String,
}

/// A login with a password.
#[derive(Clone, Deserialize, ToSchema)]
pub(crate) struct LoginRequest {
    /// The account's name.
    pub account: String,
    /// Its password.
    pub password: String,
}

/// A new password for oneself.
#[derive(Clone, Deserialize, ToSchema)]
pub(crate) struct PasswordRequest {
    /// The one that holds.
    pub current: String,
    /// The one that shall hold, at least 12 characters and at most 256.
    #[schema(min_length = 12, max_length = 256)]
    pub new: String,
}

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    /// The name to sign in with.
    pub name: String,
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The address by which a provider of identities knows the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The roles that the caller may see.
    pub roles: Vec<RoleView>,
    /// When the account was made, RFC 3339.
    pub created_at: String,
    /// When the person last signed in, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_login_at: Option<String>,
    /// Since when the account is disabled, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<String>,
}

/// A role of a person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RoleView {
    /// Id of the project; `*` for every project.
    pub project: String,
    /// `viewer`, `editor` or `admin`.
    pub role: String,
}

/// A new account.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUserRequest {
    /// The name to sign in with: letters, digits and `._@+-`.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9._@+-]+$")]
    pub name: String,
    /// The name for people.
    pub display_name: Option<String>,
    /// The address by which a provider of identities knows the person, unique.
    pub email: Option<String>,
    /// The password, at least 12 characters and at most 256; needed where there is no address.
    #[schema(min_length = 12, max_length = 256)]
    pub password: Option<String>,
}

/// What shall be different about an account; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChangeRequest {
    /// Whether the person is kept out.
    pub disabled: Option<bool>,
    /// A new password; it ends every session of the account.
    #[schema(min_length = 12, max_length = 256)]
    pub password: Option<String>,
    /// Another address, or none where empty; it ends every session of the account, and whoever came by the one before is a
    /// stranger from then on.
    pub email: Option<String>,
}

/// A role for a person in the project that the request is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleRequest {
    /// `viewer`, `editor` or `admin`; `none` takes the role away.
    #[schema(pattern = "^(viewer|editor|admin|none)$")]
    pub role: String,
    /// Whether it shall hold in every project, those to come included.
    #[serde(default)]
    pub everywhere: bool,
}

impl UserView {
    /// An account with those of its roles that `shown` lets through.
    pub(crate) fn new(account: Account, shown: impl Fn(&Membership) -> bool) -> Self {
        let roles = account.memberships.iter().filter(|membership| shown(membership));
        let roles = roles.map(|membership| RoleView {
            project: membership.project.clone().unwrap_or_else(|| "*".to_owned()),
            role: membership.role.to_string(),
        });
        Self {
            roles: roles.collect(),
            name: account.name,
            display_name: account.display_name,
            email: account.email,
            created_at: account.created_at.to_string(),
            last_login_at: account.last_login_at.map(|at| at.to_string()),
            disabled_at: account.disabled_at.map(|at| at.to_string()),
        }
    }
}
