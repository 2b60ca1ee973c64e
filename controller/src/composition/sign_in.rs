//! The provider of identities that an operator named, behind the door that people come in by. Asks it nothing: a provider
//! that does not answer keeps nobody from starting a controller.

use std::sync::Arc;

use crate::access::admission::Rules;
use crate::http_api::OidcDoor;
use crate::oidc::{FetchError, Provider, Settings};

/// A provider of identities, and whom of its people we let in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The provider.
    pub provider: Settings,
    /// Whom we let in.
    pub rules: Rules,
}

impl SignIn {
    pub(super) fn door(self) -> Result<OidcDoor, FetchError> {
        let Self { provider, rules } = self;
        tracing::info!(issuer = %provider.issuer, "people may sign in by a provider");
        Ok(OidcDoor { provider: Arc::new(Provider::new(provider)?), rules: Arc::new(rules) })
    }
}
