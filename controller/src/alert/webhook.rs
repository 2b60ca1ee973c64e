//! Where notices go and how the receiver knows that they are ours: signed as the Standard Webhooks specification says.
//! Neither the secret nor the address's path is ever shown: many receivers are opened by their path alone.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::Url;

use crate::loopback::is_loopback;

/// Stands in front of a secret, so that people and scanners know one.
const PREFIX: &str = "whsec_";
/// Shortest and longest secret, bytes; the bounds of the specification.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A receiver and what is shared with it.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Where it listens.
    pub url: WebhookUrl,
    /// What proves to it that a notice is ours.
    pub secret: WebhookSecret,
}

/// Address of a receiver: over TLS, or on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

/// A shared secret. Shows up nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

/// What was written names no receiver, or no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// It is no address.
    #[error("the webhook is no address; write for instance https://chat.example/hooks/perfsight")]
    NoAddress,
    /// Everybody in between could read it.
    #[error("the webhook must begin with https://; http:// is for a receiver on this machine alone")]
    InTheClear,
    /// A name and password in the address end up in logs of others.
    #[error("the webhook's address holds a name, a password or a fragment; leave them out")]
    NotBare,
    /// It is no secret of the specification.
    #[error(
        "the webhook's secret is not `whsec_` followed by the base64 of 24 to 64 random bytes; make one with: \
         echo \"whsec_$(head -c 32 /dev/urandom | base64)\""
    )]
    Secret,
}

impl WebhookUrl {
    /// The address.
    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    /// Whether the receiver is on this machine, so that nothing needs TLS.
    pub(super) fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Scheme, host and port, as they may stand in a log.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

impl FromStr for WebhookUrl {
    type Err = WebhookError;

    fn from_str(text: &str) -> Result<Self, WebhookError> {
        let url = Url::parse(text.trim()).map_err(|_| WebhookError::NoAddress)?;
        if !url.has_host() {
            return Err(WebhookError::NoAddress);
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(WebhookError::NotBare);
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err(WebhookError::InTheClear),
            _ => Err(WebhookError::NoAddress),
        }
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({}/…)", self.origin())
    }
}

impl WebhookSecret {
    /// `v1,` and the base64 of the HMAC-SHA256 over id, time and body.
    pub(super) fn sign(&self, id: &str, timestamp_s: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of every length");
        mac.update(format!("{id}.{timestamp_s}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl FromStr for WebhookSecret {
    type Err = WebhookError;

    fn from_str(text: &str) -> Result<Self, WebhookError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(WebhookError::Secret)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| WebhookError::Secret)?;
        if !SECRET_BYTES.contains(&bytes.len()) {
            return Err(WebhookError::Secret);
        }
        Ok(Self(bytes))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_is_reached_over_tls_or_on_this_machine() {
        let check = |text: &str, expected: Option<WebhookError>| {
            assert_eq!(text.parse::<WebhookUrl>().err(), expected, "{text}");
        };
        check("https://chat.example/hooks/1?key=2", None);
        check("http://127.0.0.1:9/hook", None);
        check("http://[::1]:9/hook", None);
        check("http://localhost:9", None);
        check("http://chat.example", Some(WebhookError::InTheClear));
        check("http://localhost.evil.test", Some(WebhookError::InTheClear));
        check("http://10.0.0.1/hook", Some(WebhookError::InTheClear));
        check("https://me:secret@chat.example", Some(WebhookError::NotBare));
        check("https://chat.example/#part", Some(WebhookError::NotBare));
        for text in ["", "chat.example/hook", "ftp://chat.example", "file:///etc/passwd", "https://"] {
            check(text, Some(WebhookError::NoAddress));
        }
    }

    #[test]
    fn neither_the_path_nor_the_secret_is_shown() {
        let webhook = Webhook {
            url: "https://chat.example/hooks/T0P?key=hidden".parse().unwrap(),
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap(),
        };
        let shown = format!("{webhook:?}");
        assert!(shown.contains("https://chat.example"), "{shown}");
        assert!(!["T0P", "hidden", "MfKQ", "77"].iter().any(|hidden| shown.contains(hidden)), "{shown}");
    }

    /// The example of the specification's reference libraries.
    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".parse().unwrap();
        assert_eq!(
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn what_is_no_secret_of_the_specification_is_refused() {
        let short = format!("whsec_{}", STANDARD.encode([1; 23]));
        let long = format!("whsec_{}", STANDARD.encode([1; 65]));
        for bad in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64", &short, &long] {
            assert_eq!(bad.parse::<WebhookSecret>().err(), Some(WebhookError::Secret), "{bad}");
        }
    }
}
