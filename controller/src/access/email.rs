//! E-mail addresses, by which a provider's identities and our accounts find each other. Never sends anything to one.

use std::fmt;
use std::str::FromStr;

/// Longest address, bytes (RFC 5321, section 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;

/// An address in lower case and plain ASCII: what only looks like another address is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// What follows the `@` of addresses, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain(String);

/// The text is no address that could be compared safely.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an e-mail address in plain ASCII, such as ada@example.org")]
pub struct BadEmail {
    text: String,
}

/// The text is no domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not the domain of e-mail addresses; write for instance example.org")]
pub struct BadDomain {
    text: String,
}

impl Email {
    /// As it is compared and kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it belongs to exactly this domain; a subdomain is another one.
    pub fn is_of(&self, domain: &Domain) -> bool {
        self.0.split_once('@').is_some_and(|(_, own)| own == domain.0)
    }
}

impl FromStr for Email {
    type Err = BadEmail;

    fn from_str(text: &str) -> Result<Self, BadEmail> {
        let lower = text.to_ascii_lowercase();
        let fits = lower.len() <= LONGEST
            && lower.split_once('@').is_some_and(|(local, domain)| {
                local.bytes().all(is_local) && !local.is_empty() && is_domain(domain)
            });
        if fits { Ok(Self(lower)) } else { Err(BadEmail { text: text.to_owned() }) }
    }
}

impl FromStr for Domain {
    type Err = BadDomain;

    fn from_str(text: &str) -> Result<Self, BadDomain> {
        let lower = text.trim_start_matches('@').to_ascii_lowercase();
        if is_domain(&lower) { Ok(Self(lower)) } else { Err(BadDomain { text: text.to_owned() }) }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters of an unquoted local part (RFC 5322, section 3.2.3) and the dot between its atoms.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte)
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_plain_and_is_compared_in_lower_case() {
        let check = |text: &str, kept: Option<&str>| {
            assert_eq!(text.parse::<Email>().ok().as_ref().map(Email::as_str), kept, "{text}");
        };
        check("Ada.L+perf@Example.ORG", Some("ada.l+perf@example.org"));
        check("ada@localhost", Some("ada@localhost"));
        for text in ["", "ada", "@example.org", "ada@", "a@b@example.org", "ada@exa mple.org", "ada@.org"] {
            check(text, None);
        }
        // A Cyrillic letter, a header that is smuggled in, and an endless name.
        for text in
            ["аda@example.org", "ada@example.org\nbcc: eve@example.org", &format!("{}@b.c", "a".repeat(251))]
        {
            check(text, None);
        }
    }

    #[test]
    fn a_domain_covers_neither_its_subdomains_nor_names_that_end_alike() {
        let domain: Domain = "@Example.org".parse().unwrap();
        let check = |email: &str, expected: bool| {
            assert_eq!(email.parse::<Email>().unwrap().is_of(&domain), expected, "{email}");
        };
        check("ada@example.org", true);
        check("ada@EXAMPLE.org", true);
        check("ada@lab.example.org", false);
        check("ada@badexample.org", false);
        check("ada@example.org.evil.test", false);
        for bad in ["", "example org", "*", "example..org", "ada@example.org"] {
            assert!(bad.parse::<Domain>().is_err(), "{bad}");
        }
    }
}
