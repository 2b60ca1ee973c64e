//! What an operator says about the provider. Its secret is never shown, logged or compared.

use std::fmt;

use super::Issuer;

/// The one provider that people may sign in by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The provider, as its tokens name it.
    pub issuer: Issuer,
    /// What the provider calls us.
    pub client_id: String,
    /// What proves to the provider that it is us; a public client has none.
    pub client_secret: Option<Secret>,
    /// What the provider is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// What people call the provider; stands on the button.
    pub name: String,
}

/// A text that shows up nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret of this text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// For the one request that it is for.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
