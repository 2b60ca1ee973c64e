//! Which provider is believed, and which addresses of it are asked. Pure.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::loopback::is_loopback;

/// A provider, as its tokens name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    plain: bool,
}

/// The text names no provider that could be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadIssuer {
    /// It is no address.
    #[error(
        "`{text}` is not an issuer; write the address that the provider's tokens name, for instance https://id.example/realms/lab"
    )]
    NoAddress {
        /// What was written.
        text: String,
    },
    /// Whoever stands in between could be anybody.
    #[error("`{text}` must begin with https://; http:// is for a provider on this machine alone")]
    InTheClear {
        /// What was written.
        text: String,
    },
}

impl Issuer {
    /// As it was written: a provider's name is compared byte for byte.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing of it leaves this machine, so that nothing needs TLS.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether an address that the provider names is asked, or people sent to it: over TLS, or where the provider itself is
    /// on this machine, on this machine too.
    pub(super) fn allows(&self, address: &Url) -> bool {
        address.scheme() == "https" || self.plain && address.scheme() == "http" && is_loopback(address)
    }
}

impl FromStr for Issuer {
    type Err = BadIssuer;

    fn from_str(text: &str) -> Result<Self, BadIssuer> {
        let no_address = || BadIssuer::NoAddress { text: text.to_owned() };
        let address = Url::parse(text).map_err(|_| no_address())?;
        let bare = address.username().is_empty()
            && address.password().is_none()
            && address.query().is_none()
            && address.fragment().is_none();
        if !bare || !address.has_host() {
            return Err(no_address());
        }
        match address.scheme() {
            "https" => Ok(Self { text: text.to_owned(), plain: false }),
            "http" if is_loopback(&address) => Ok(Self { text: text.to_owned(), plain: true }),
            _ => Err(BadIssuer::InTheClear { text: text.to_owned() }),
        }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_reached_over_tls_or_on_this_machine() {
        let check = |text: &str, expected: bool| {
            assert_eq!(text.parse::<Issuer>().is_ok(), expected, "{text}");
        };
        check("https://accounts.google.com", true);
        check("https://id.example/realms/lab", true);
        check("http://127.0.0.1:8080/realms/lab", true);
        check("http://[::1]:8080", true);
        check("http://localhost:8080", true);
        check("http://id.example", false);
        check("http://localhost.evil.test", false);
        check("http://10.0.0.1", false);
        for text in
            ["", "id.example", "ftp://id.example", "https://u:p@id.example", "https://a?b", "https://a#b"]
        {
            check(text, false);
        }
        assert_eq!("https://a.b/".parse::<Issuer>().unwrap().as_str(), "https://a.b/", "kept byte for byte");
    }

    #[test]
    fn a_provider_elsewhere_cannot_send_us_to_our_own_machine_in_the_clear() {
        let check = |issuer: &str, address: &str, expected: bool| {
            let issuer: Issuer = issuer.parse().unwrap();
            assert_eq!(issuer.allows(&Url::parse(address).unwrap()), expected, "{issuer} {address}");
        };
        check("https://id.example", "https://keys.elsewhere.example/jwks", true);
        check("https://id.example", "http://id.example/jwks", false);
        check("https://id.example", "http://127.0.0.1:9200/", false);
        check("https://id.example", "file:///etc/passwd", false);
        check("http://127.0.0.1:8080", "http://127.0.0.1:9090/jwks", true);
        check("http://127.0.0.1:8080", "http://10.0.0.1/jwks", false);
    }
}
