//! Sign-in by `OpenID` Connect: what a provider tells of itself, the address that people are sent to, and who comes back.
//! Never makes an account and never decides who comes in.

mod issuer;
mod settings;
mod fetch;
mod remembered;
mod verify;
mod error;
mod provider;

pub use error::ProviderError;
pub use fetch::FetchError;
pub use issuer::{BadIssuer, Issuer};
pub use provider::{Answer, Provider};
pub use settings::{Secret, Settings};
pub use verify::VerifyError;
