//! Why a sign-in by a provider came to nothing, in words that the sign-in page knows. Never shows what the provider said.

use axum::response::Redirect;
use url::form_urlencoded;

use crate::access::admission::Refusal;
use crate::access::return_path::ReturnPath;
use crate::oidc::ProviderError;

/// Address of the page that shows it.
const PAGE: &str = "/sign-in";

/// What the person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Too many tries from this address.
    TooMany,
    /// The answer belongs to no sign-in of this browser, or to one of long ago.
    Stale,
    /// The person said no at the provider, or the provider did.
    Denied,
    /// The provider does not answer.
    Unreachable,
    /// The provider's answer proves nothing.
    Untrusted,
    /// The person stays out.
    Refused(Refusal),
}

impl Problem {
    /// Every one.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 10] = [
        Self::TooMany,
        Self::Stale,
        Self::Denied,
        Self::Unreachable,
        Self::Untrusted,
        Self::Refused(Refusal::Disabled),
        Self::Refused(Refusal::NoEmail),
        Self::Refused(Refusal::Unverified),
        Self::Refused(Refusal::NotInvited),
        Self::Refused(Refusal::Taken),
    ];

    /// As it stands in the page's address, in metrics and in the audit log.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::TooMany => "too_many",
            Self::Stale => "stale",
            Self::Denied => "denied",
            Self::Unreachable => "unreachable",
            Self::Untrusted => "untrusted",
            Self::Refused(Refusal::Disabled) => "disabled",
            Self::Refused(Refusal::NoEmail) => "no_email",
            Self::Refused(Refusal::Unverified) => "unverified",
            Self::Refused(Refusal::NotInvited) => "not_invited",
            Self::Refused(Refusal::Taken) => "taken",
        }
    }

    /// The way to the page that shows it, and from there on to where the person was going.
    pub(crate) fn page(self, return_to: &ReturnPath) -> Redirect {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("problem", self.word())
            .append_pair("return_to", return_to.as_str())
            .finish();
        Redirect::to(&format!("{PAGE}?{query}"))
    }
}

impl From<&ProviderError> for Problem {
    fn from(error: &ProviderError) -> Self {
        match error {
            ProviderError::Resting
            | ProviderError::Discovery(_)
            | ProviderError::Address { .. }
            | ProviderError::Redirect(_)
            | ProviderError::Incomplete(_)
            | ProviderError::Redeem(_)
            | ProviderError::Person(_) => Self::Unreachable,
            ProviderError::OtherIssuer { .. }
            | ProviderError::Refused { .. }
            | ProviderError::Unreadable
            | ProviderError::NoToken
            | ProviderError::Untrusted(_) => Self::Untrusted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_has_a_sentence_for_every_problem_in_both_languages() {
        // English and Chinese stand in one file.
        let catalog =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../webui/src/i18n/catalog/shell.ts");
        let text = std::fs::read_to_string(catalog).unwrap();
        for problem in Problem::ALL {
            let key = format!("\"signin.problem.{}\"", problem.word());
            assert_eq!(text.matches(&key).count(), 2, "{key}");
        }
    }
}
