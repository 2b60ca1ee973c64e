//! What an operator decides about the HTTP door: whom it believes, which pages of other origins it answers, how much it
//! bears. Parses and decides; never acts.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;

use axum::http::{HeaderValue, Uri};
use ipnet::IpNet;

/// Everything an operator decides. The default is a door that stands alone: no proxy, no other origin, generous rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Proxies whose word about the client is believed.
    pub proxies: Vec<Proxy>,
    /// The address that links to pages begin with; without one, what each client used.
    pub public_url: Option<Origin>,
    /// Origins whose pages may call the API.
    pub cors: Vec<Origin>,
    /// How often one client may ask.
    pub rates: Rates,
}

/// How often one token, or one address without a valid one, may ask. Nothing for any number of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Requests of every other kind.
    pub requests: Option<Rate>,
    /// Uploads and streams of runs.
    pub uploads: Option<Rate>,
}

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_second: NonZeroU32,
    /// At once, after a quiet time.
    pub burst: NonZeroU32,
}

/// Requests of one client per second, by default.
pub const REQUESTS_PER_SECOND: u32 = 500;
/// Uploads of one client per second, by default.
pub const UPLOADS_PER_SECOND: u32 = 200;
/// A client that was quiet may ask for as much at once as it may in this long, s.
const BURST_SECONDS: u32 = 10;

impl Rates {
    /// So many per second of each, in bursts of ten seconds' worth; 0 for any number.
    pub fn per_second(requests: u32, uploads: u32) -> Self {
        let rate = |number: u32| {
            let per_second = NonZeroU32::new(number)?;
            Some(Rate { per_second, burst: per_second.saturating_mul(NonZeroU32::new(BURST_SECONDS)?) })
        };
        Self { requests: rate(requests), uploads: rate(uploads) }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            proxies: Vec::new(),
            public_url: None,
            cors: Vec::new(),
            rates: Rates::per_second(REQUESTS_PER_SECOND, UPLOADS_PER_SECOND),
        }
    }
}

impl Policy {
    /// Whether what comes from this address is the word of a proxy.
    pub fn believes(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|Proxy(network)| network.contains(&address.to_canonical()))
    }

    /// Whether pages of this origin may call the API.
    pub fn answers(&self, origin: &str) -> bool {
        self.cors.iter().any(|allowed| allowed.as_str().eq_ignore_ascii_case(origin))
    }
}

/// One proxy or a network of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxy(IpNet);

/// The text names no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no address and no network; write for instance 10.0.0.7, 10.0.0.0/8 or fd00::/8")]
pub struct UnknownNetwork {
    text: String,
}

impl FromStr for Proxy {
    type Err = UnknownNetwork;

    fn from_str(text: &str) -> Result<Self, UnknownNetwork> {
        let network = text.parse().or_else(|_| text.parse().map(|address: IpAddr| IpNet::from(address)));
        network.map(Self).map_err(|_| UnknownNetwork { text: text.to_owned() })
    }
}

/// Scheme, host and port of a site, as browsers write them in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// The text is not one site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Every site.
    #[error("`*` would let every site call the API with its visitors' rights; name the origins one by one")]
    Everyone,
    /// Something else.
    #[error(
        "`{text}` is not an origin; write scheme, host and port alone, for instance https://lab.example:8443"
    )]
    Unknown {
        /// What was written.
        text: String,
    },
}

impl Origin {
    /// As browsers write it, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as the value of a header.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("an origin is visible ASCII")
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Err(OriginError::Everyone);
        }
        let unknown = || OriginError::Unknown { text: text.to_owned() };
        let uri: Uri = text.parse().map_err(|_| unknown())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(unknown());
        };
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains(['#', '@']);
        // Extensions of browsers call the API too; each has an origin of its own.
        let known = matches!(scheme, "http" | "https" | "chrome-extension" | "moz-extension");
        if !bare || !known {
            return Err(unknown());
        }
        Ok(Self(format!("{scheme}://{authority}").to_ascii_lowercase()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_site_and_nothing_more_or_less() {
        let check = |text: &str, origin: Option<&str>| {
            assert_eq!(text.parse::<Origin>().ok().as_ref().map(Origin::as_str), origin, "{text}");
        };
        check("https://Lab.example:8443", Some("https://lab.example:8443"));
        check("http://localhost:3000/", Some("http://localhost:3000"));
        check("chrome-extension://abcdefghijklmnop", Some("chrome-extension://abcdefghijklmnop"));
        for text in ["*", "null", "", "lab.example", "https://a/b", "https://a?b", "ftp://a", "https://u@a"] {
            check(text, None);
        }
        assert_eq!("*".parse::<Origin>(), Err(OriginError::Everyone));
    }

    #[test]
    fn proxies_are_addresses_or_networks_of_either_family() {
        let proxies = ["10.0.0.0/8", "192.0.2.7", "fd00::/8"].map(|text| text.parse().unwrap()).to_vec();
        let policy = Policy { proxies, ..Policy::default() };
        let check = |address: &str, believed: bool| {
            assert_eq!(policy.believes(address.parse().unwrap()), believed, "{address}");
        };
        check("10.255.0.1", true);
        check("::ffff:10.0.0.1", true);
        check("192.0.2.7", true);
        check("192.0.2.8", false);
        check("fd12::1", true);
        check("127.0.0.1", false);
        assert!("10.0.0.0/33".parse::<Proxy>().is_err());
        assert!("proxy.example".parse::<Proxy>().is_err());
    }
}
