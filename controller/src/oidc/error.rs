//! Why nobody can be identified: for the operator's log, never for the page.

use openidconnect::{ConfigurationError, DiscoveryError, UserInfoError};
use url::ParseError;

use super::fetch::FetchError;
use super::verify::VerifyError;

/// Nobody can be identified.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It was asked a moment ago, in vain.
    #[error("the provider gave no usable answer a moment ago")]
    Resting,
    /// It does not describe itself.
    #[error("cannot learn about the provider")]
    Discovery(#[source] DiscoveryError<FetchError>),
    /// It names an address that people are not sent to.
    #[error("people are not sent to `{address}`: it must begin with https://")]
    Address {
        /// Which.
        address: String,
    },
    /// The address that people come back to is none.
    #[error("cannot tell the provider where people come back to")]
    Redirect(#[source] ParseError),
    /// Its description lacks something.
    #[error("the provider does not tell where codes are redeemed")]
    Incomplete(#[source] ConfigurationError),
    /// The answer is another provider's.
    #[error("the answer is of `{issuer}`")]
    OtherIssuer {
        /// Whose.
        issuer: String,
    },
    /// It does not answer when a code is redeemed.
    #[error("cannot redeem the code")]
    Redeem(#[source] FetchError),
    /// The code was used, is too old, or is not for us; or our secret is wrong.
    #[error("the provider does not redeem the code: {reason}")]
    Refused {
        /// What it said.
        reason: String,
    },
    /// Nothing that could be read; not kept, since it may hold tokens.
    #[error("the provider's answer to the code cannot be read")]
    Unreadable,
    /// It gave no identity token.
    #[error("the provider gave no identity token")]
    NoToken,
    /// Its identity token proves nothing.
    #[error(transparent)]
    Untrusted(#[from] VerifyError),
    /// It does not tell more about the person.
    #[error("cannot ask about the person")]
    Person(#[source] Box<UserInfoError<FetchError>>),
}
