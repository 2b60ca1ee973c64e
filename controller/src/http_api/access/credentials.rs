//! What a request shows of who asks: a token, a cookie, a share or a signature. Never judges it.

use axum::extract::Query;
use axum::http::{HeaderMap, Uri, header};
use serde::Deserialize;

use crate::access::signed_link::Grant;
use crate::http_api::wire::error::{ApiError, Code};

/// Name of the session's cookie.
pub(crate) const COOKIE: &str = "perfsight_session";
/// Its name over TLS: browsers keep a cookie of such a name to this host, and to TLS.
pub(crate) const HOST_COOKIE: &str = "__Host-perfsight_session";
/// Header that names the project where the address does not.
const PROJECT_HEADER: &str = "x-perfsight-project";
/// Header that carries the secret of a share where the address does not.
const SHARE_HEADER: &str = "x-perfsight-share";

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
struct Parameters {
    share: Option<String>,
    project: Option<String>,
    signature: Option<String>,
    expires: Option<String>,
    key: Option<String>,
}

/// The one credential that counts, in this order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// A token's secret.
    Token(String),
    /// A share's secret.
    Share(String),
    /// A signed link.
    Link(SignedLink),
    /// A session's secret.
    Session(String),
    /// Nothing.
    Nothing,
}

/// The parts of a signed link.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SignedLink {
    /// What it says that it opens.
    pub(crate) grant: Grant,
    /// Name of its key.
    pub(crate) key: String,
    /// Its signature.
    pub(crate) signature: String,
}

/// What a request shows.
#[derive(Debug)]
pub(crate) struct Shown {
    /// Who asks.
    pub(crate) credential: Credential,
    /// The project that it is about, where it says so.
    pub(crate) project: Option<String>,
}

/// Reads headers and address.
pub(crate) fn shown(headers: &HeaderMap, uri: &Uri) -> Result<Shown, ApiError> {
    // Nothing has such a name, and not every database can be asked for one.
    if uri.path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return Err(ApiError::new(Code::Parameter, "the address holds a NUL character (`%00`)"));
    }
    let Query(given) = Query::<Parameters>::try_from_uri(uri)
        .map_err(|rejection| ApiError::new(Code::Parameter, rejection.body_text()))?;
    let named = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let project = given.project.or_else(|| named(PROJECT_HEADER)).filter(|project| !project.is_empty());
    let credential = if let Some(secret) = presented_secret(headers, uri) {
        Credential::Token(secret)
    } else if let Some(secret) = given.share.or_else(|| named(SHARE_HEADER)) {
        Credential::Share(secret)
    } else if let Some(signature) = given.signature {
        let grant = Grant {
            path: uri.path().to_owned(),
            project: project.clone().unwrap_or_default(),
            // What cannot be read was never signed.
            expires_s: given.expires.and_then(|text| text.parse().ok()).unwrap_or_default(),
        };
        Credential::Link(SignedLink { grant, key: given.key.unwrap_or_default(), signature })
    } else {
        session_secret(headers).map_or(Credential::Nothing, Credential::Session)
    };
    Ok(Shown { credential, project })
}

/// The secret of a token that came with a request, valid or not.
pub(crate) fn presented_secret(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    bearer(headers).or_else(|| token_parameter(uri))
}

/// Tokens are hexadecimal with a plain prefix, so that no percent decoding is needed.
fn token_parameter(uri: &Uri) -> Option<String> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token=")).map(str::to_owned)
}

/// The secret in the session's cookie.
pub(crate) fn session_secret(headers: &HeaderMap) -> Option<String> {
    cookie(headers, HOST_COOKIE).or_else(|| cookie(headers, COOKIE))
}

/// What a cookie of this name holds.
pub(crate) fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &str)], address: &str, expected: &Credential) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let found = shown(&map, &address.parse().unwrap()).unwrap();
        assert_eq!(&found.credential, expected, "{headers:?} {address}");
    }

    #[test]
    fn a_token_counts_before_a_share_and_a_share_before_a_cookie() {
        let cookie = ("cookie", "theme=dark; perfsight_session=pss_1");
        check(&[], "/", &Credential::Nothing);
        check(&[cookie], "/", &Credential::Session("pss_1".to_owned()));
        check(&[cookie], "/?share=psl_1", &Credential::Share("psl_1".to_owned()));
        check(&[cookie], "/?share=psl_1&token=psk_1", &Credential::Token("psk_1".to_owned()));
        check(
            &[("authorization", "bearer  psk_2 ")],
            "/?token=psk_1",
            &Credential::Token("psk_2".to_owned()),
        );
        check(&[("authorization", "Basic abc")], "/", &Credential::Nothing);
    }

    #[test]
    fn the_cookie_that_only_this_host_can_set_counts_before_the_other() {
        let both = ("cookie", "perfsight_session=pss_1; __Host-perfsight_session=pss_2");
        check(&[both], "/", &Credential::Session("pss_2".to_owned()));
        let apart = [("cookie", "perfsight_session=pss_1"), ("cookie", "__Host-perfsight_session=pss_2")];
        check(&apart, "/", &Credential::Session("pss_2".to_owned()));
    }

    #[test]
    fn an_address_that_says_something_twice_is_refused() {
        assert!(shown(&HeaderMap::new(), &"/?share=a&share=b".parse().unwrap()).is_err());
    }

    #[test]
    fn an_address_with_a_nul_is_refused_before_a_database_is_asked() {
        for address in ["/runs/%00", "/?scenario=a%00b"] {
            assert!(shown(&HeaderMap::new(), &address.parse().unwrap()).is_err(), "{address}");
        }
        assert!(shown(&HeaderMap::new(), &"/?scenario=%2500".parse().unwrap()).is_ok());
    }
}
