//! Who asks and what they may do. Never finds out who it is.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use super::permissions::Need;
use crate::http_api::wire::error::{ApiError, Code};
use crate::store::DEFAULT_PROJECT;
use crate::store::access::accounts::Account;
use crate::store::tokens::{Scope, Token};

/// Who asks, as proved by a token, a session or a link, or granted by open mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Name of the token or account; `open` without one.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The project whose runs it sees and adds to.
    pub project: String,
    /// How it is known.
    pub proof: Proof,
}

/// How a caller is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Open mode asks for none.
    Open,
    /// A token of this id.
    Token(Uuid),
    /// A session of this person.
    Person(Box<Account>),
    /// A link that opens what the address is about, and nothing else.
    Link,
}

impl Caller {
    /// Open mode's, in a project or the default one.
    pub(crate) fn open(project: Option<String>) -> Self {
        let project = project.unwrap_or_else(|| DEFAULT_PROJECT.to_owned());
        Self { name: "open".to_owned(), scopes: vec![Scope::Admin], project, proof: Proof::Open }
    }

    /// A token's.
    pub(crate) fn of(token: Token) -> Self {
        let project = token.project().to_owned();
        Self { name: token.name, scopes: token.scopes, project, proof: Proof::Token(token.id) }
    }

    /// A person's, with their role in a project.
    pub(crate) fn person(account: Account, project: String) -> Self {
        let role = account.role_in(&project);
        let scopes = role.map(|role| role.scopes().to_vec()).unwrap_or_default();
        Self { name: account.name.clone(), scopes, project, proof: Proof::Person(Box::new(account)) }
    }

    /// A link's, which shows what it is about and nothing else.
    pub(crate) fn link(project: String) -> Self {
        Self { name: "link".to_owned(), scopes: vec![Scope::Read], project, proof: Proof::Link }
    }

    /// Whether it may do what `scope` covers. `admin` covers everything.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| *held == scope || *held == Scope::Admin)
    }

    /// Whether it may do what `scope` covers in this project, whichever one the request is about.
    pub(crate) fn may_in(&self, project: &str, scope: Scope) -> bool {
        match &self.proof {
            Proof::Open => true,
            Proof::Person(account) => Self::person((**account).clone(), project.to_owned()).may(scope),
            Proof::Token(_) | Proof::Link => self.project == project && self.may(scope),
        }
    }

    /// Whether it administers the installation itself, projects and people included.
    pub fn is_operator(&self) -> bool {
        match &self.proof {
            Proof::Open => true,
            Proof::Person(account) => account.is_operator(),
            Proof::Token(_) | Proof::Link => false,
        }
    }

    /// Whether a project is the caller's to see.
    pub fn sees(&self, project: &str) -> bool {
        match &self.proof {
            Proof::Open => true,
            Proof::Person(account) => account.role_in(project).is_some(),
            Proof::Token(_) | Proof::Link => self.project == project,
        }
    }

    /// Whether it has what a route needs.
    pub(crate) fn satisfies(&self, need: Need) -> bool {
        match need {
            Need::Anyone => true,
            Need::Scope(scope) => self.may(scope),
            Need::Operator => self.is_operator(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| ApiError::new(Code::Unauthenticated, "this address needs a token"))
    }
}
