//! What an `open` step's address means. Never a file of the agent's machine.

use url::Url;

const SCHEMES: [&str; 4] = ["http", "https", "about", "data"];

/// An address that is not opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddressError {
    /// Neither absolute nor resolvable.
    #[error(
        "`{address}` is not an address; write a whole one, or a relative one below `base_url` or `pages`"
    )]
    NotAnAddress {
        /// As the step gives it.
        address: String,
    },
    /// Not on the web.
    #[error("addresses of the scheme `{scheme}` are not opened; use http, https, data or about")]
    Scheme {
        /// Which.
        scheme: String,
    },
}

/// The whole address of `address`, relative to `base` where the site has one.
pub(crate) fn resolve(base: Option<&str>, address: &str) -> Result<String, AddressError> {
    let not_an_address = || AddressError::NotAnAddress { address: address.to_owned() };
    let whole = match (Url::parse(address), base) {
        (Ok(whole), _) => whole,
        (Err(_), Some(base)) => {
            Url::parse(base).and_then(|base| base.join(address)).map_err(|_| not_an_address())?
        }
        (Err(_), None) => return Err(not_an_address()),
    };
    if SCHEMES.contains(&whole.scheme()) {
        Ok(whole.into())
    } else {
        Err(AddressError::Scheme { scheme: whole.scheme().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_stand_below_the_site() {
        let base = Some("http://127.0.0.1:81/");
        assert_eq!(resolve(base, "shop.html?x=1").unwrap(), "http://127.0.0.1:81/shop.html?x=1");
        assert_eq!(resolve(base, "/").unwrap(), "http://127.0.0.1:81/");
        assert_eq!(resolve(base, "https://example.org").unwrap(), "https://example.org/");
    }

    #[test]
    fn files_and_nonsense_are_refused() {
        assert_eq!(resolve(None, "file:///etc/passwd"), Err(AddressError::Scheme { scheme: "file".into() }));
        assert!(matches!(resolve(None, "shop.html"), Err(AddressError::NotAnAddress { .. })));
    }
}
