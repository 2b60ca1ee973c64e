//! From whom, over what and by which name a request came, where it may have passed proxies. Pure; believes only proxies that
//! the operator named, and nothing at all where two headers contradict each other.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::{Extensions, HeaderMap, HeaderName, header};

use super::policy::Policy;
use crate::connections::Peer;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// Longest name of a host (RFC 1035) with a port.
const MAX_HOST_BYTES: usize = 253 + 6;
/// Proxies that are looked at, the nearest ones.
const MAX_HOPS: usize = 32;

/// How a request came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Address of the client.
    pub client: IpAddr,
    /// Whether the client's own connection is encrypted: decides about secure cookies and HSTS.
    pub encrypted: bool,
    /// Name and port that the client used; absent where it named none that could be in a link.
    pub host: Option<String>,
}

impl Visit {
    /// What links to pages begin with, without a slash at the end.
    pub fn base_url(&self, policy: &Policy) -> Option<String> {
        if let Some(public) = &policy.public_url {
            return Some(public.to_string());
        }
        let scheme = if self.encrypted { "https" } else { "http" };
        self.host.as_ref().map(|host| format!("{scheme}://{host}"))
    }
}

/// The address of a page for whoever sent the request with these extensions: absolute where it is known how, otherwise the
/// path alone.
pub fn link(extensions: &Extensions, path: &str) -> String {
    let known = extensions.get::<Visit>().zip(extensions.get::<Arc<Policy>>());
    let base = known.and_then(|(visit, policy)| visit.base_url(policy));
    format!("{}{path}", base.unwrap_or_default())
}

/// What one proxy says of whoever reached it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Hop {
    client: Option<IpAddr>,
    encrypted: Option<bool>,
    host: Option<String>,
}

/// How a request with these headers came over the connection of `peer`.
pub fn visit(peer: Peer, headers: &HeaderMap, policy: &Policy) -> Visit {
    let direct = Visit {
        client: peer.address.ip().to_canonical(),
        encrypted: peer.encrypted,
        host: headers.get(header::HOST).and_then(|value| host_of(value.to_str().ok()?)),
    };
    if !policy.believes(direct.client) {
        return direct;
    }
    let standard = standard(headers).map(|hops| farthest(&hops, &direct, policy));
    let customary = customary(headers).map(|hops| farthest(&hops, &direct, policy));
    let (standard, customary) = match (standard, customary) {
        (None, None) => return direct,
        (Some(visit), None) | (None, Some(visit)) => return visit,
        (Some(standard), Some(customary)) => (standard, customary),
    };
    // A proxy that sets one of them passes on the other as the client wrote it. Which one, nobody can tell.
    if standard == customary {
        customary
    } else if standard.client == customary.client {
        Visit { client: customary.client, ..direct }
    } else {
        direct
    }
}

/// Follows the proxies from the nearest one outwards, for as long as each is believed.
fn farthest(hops: &[Hop], direct: &Visit, policy: &Policy) -> Visit {
    let mut visit = direct.clone();
    for hop in hops {
        let Hop { client, encrypted, host } = hop;
        visit.encrypted = encrypted.unwrap_or(visit.encrypted);
        visit.host = host.clone().or(visit.host);
        let Some(client) = *client else { break };
        visit.client = client;
        if !policy.believes(client) {
            break;
        }
    }
    visit
}

/// `X-Forwarded-For` and its companions, nearest proxy first; nothing where there is none of them.
fn customary(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let clients = listed(headers, &FORWARDED_FOR);
    let protocols = listed(headers, &FORWARDED_PROTO);
    let hosts = listed(headers, &FORWARDED_HOST);
    if clients.is_empty() && protocols.is_empty() && hosts.is_empty() {
        return None;
    }
    // Proxies that set a companion instead of adding to it leave fewer of them: the outermost one then speaks for the rest.
    let at = |values: &[&str], hop: usize| values.get(hop).or(values.last()).map(|text| (*text).to_owned());
    let hops = (0..clients.len().max(1)).map(|hop| Hop {
        client: clients.get(hop).and_then(|text| address_of(text)),
        encrypted: at(&protocols, hop).and_then(|text| encrypted_of(&text)),
        host: at(&hosts, hop).and_then(|text| host_of(&text)),
    });
    Some(hops.collect())
}

/// Elements of a comma-separated header, the last one first.
fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let mut elements: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    elements.reverse();
    elements.truncate(MAX_HOPS);
    elements
}

/// `Forwarded` (RFC 7239), nearest proxy first; nothing where there is none.
fn standard(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let lines = headers.get_all(header::FORWARDED).iter().filter_map(|value| value.to_str().ok());
    let mut hops: Vec<Hop> =
        lines.flat_map(|line| unquoted_parts(line, ',')).map(|element| hop_of(&element)).collect();
    hops.reverse();
    hops.truncate(MAX_HOPS);
    (!hops.is_empty()).then_some(hops)
}

fn hop_of(element: &str) -> Hop {
    let mut hop = Hop::default();
    for pair in unquoted_parts(element, ';') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "for" => hop.client = address_of(value),
            "proto" => hop.encrypted = encrypted_of(value),
            "host" => hop.host = host_of(value),
            _ => {}
        }
    }
    hop
}

/// Parts between separators that do not stand in quotation marks.
fn unquoted_parts(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        quoted ^= character == '"';
        if character == separator && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts
}

/// An address with or without a port. `unknown` and obfuscated names give none.
fn address_of(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

fn encrypted_of(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "https" | "wss" => Some(true),
        "http" | "ws" => Some(false),
        _ => None,
    }
}

/// A host that may stand in a link: nothing that could end its place there.
fn host_of(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    let whole = !text.is_empty() && text.len() <= MAX_HOST_BYTES && text.bytes().all(plain);
    whole.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn seen(peer: &str, headers: &[(&str, &str)]) -> (String, bool, String) {
        let policy = Policy { proxies: vec!["10.0.0.0/8".parse().unwrap()], ..Policy::default() };
        let mut map = HeaderMap::new();
        map.insert(header::HOST, "inside:8000".parse().unwrap());
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let address = SocketAddr::new(peer.parse().unwrap(), 4_000);
        let Visit { client, encrypted, host } = visit(Peer { address, encrypted: false }, &map, &policy);
        (client.to_string(), encrypted, host.unwrap_or_default())
    }

    fn check(peer: &str, headers: &[(&str, &str)], client: &str, encrypted: bool, host: &str) {
        assert_eq!(
            seen(peer, headers),
            (client.to_owned(), encrypted, host.to_owned()),
            "{peer} {headers:?}"
        );
    }

    #[test]
    fn whoever_is_no_proxy_speaks_for_itself_alone() {
        let lies = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "for=1.1.1.1;proto=https;host=evil.example"),
        ];
        check("192.0.2.9", &lies, "192.0.2.9", false, "inside:8000");
        check(PROXY, &[], PROXY, false, "inside:8000");
    }

    #[test]
    fn a_proxy_is_believed_about_its_client_and_not_about_what_the_client_wrote_before() {
        let headers = |chain: &'static str| {
            [("x-forwarded-for", chain), ("x-forwarded-proto", "https"), ("x-forwarded-host", "Lab.example")]
        };
        check(PROXY, &headers("192.0.2.9"), "192.0.2.9", true, "lab.example");
        check(PROXY, &headers("1.1.1.1, 192.0.2.9"), "192.0.2.9", true, "lab.example");
        check(PROXY, &headers("192.0.2.9, 10.0.0.2"), "192.0.2.9", true, "lab.example");
        check(PROXY, &headers("garbage, 10.0.0.2"), "10.0.0.2", true, "lab.example");
        check(PROXY, &headers("192.0.2.9:51000"), "192.0.2.9", true, "lab.example");
        check(PROXY, &headers("[2001:db8::7]:51000"), "2001:db8::7", true, "lab.example");
        check("::ffff:10.0.0.1", &headers("192.0.2.9"), "192.0.2.9", true, "lab.example");
    }

    #[test]
    fn the_standard_header_says_the_same() {
        let check = |value, client, encrypted, host| {
            check(PROXY, &[("forwarded", value)], client, encrypted, host);
        };
        check("for=192.0.2.9;proto=https;host=lab.example", "192.0.2.9", true, "lab.example");
        check("For=\"[2001:db8::7]:47\"; Proto=HTTPS", "2001:db8::7", true, "inside:8000");
        check(
            "for=1.1.1.1, for=192.0.2.9;proto=https, for=10.0.0.3;proto=http",
            "192.0.2.9",
            true,
            "inside:8000",
        );
        check("for=\"a,b;c\", for=192.0.2.9", "192.0.2.9", false, "inside:8000");
        check("for=unknown;proto=https", PROXY, true, "inside:8000");
    }

    #[test]
    fn headers_that_contradict_each_other_are_both_disbelieved() {
        let both = |standard, client| {
            check(
                PROXY,
                &[("forwarded", standard), ("x-forwarded-for", "192.0.2.9")],
                client,
                false,
                "inside:8000",
            );
        };
        both("for=192.0.2.9", "192.0.2.9");
        both("for=1.1.1.1;proto=https", PROXY);
        both("for=192.0.2.9;host=evil.example", "192.0.2.9");
    }

    #[test]
    fn a_host_that_would_not_fit_into_a_link_is_none() {
        for host in ["a/b", "a b", "a\"b", "a@b", ""] {
            check(PROXY, &[("x-forwarded-host", host)], PROXY, false, "inside:8000");
        }
        let visit = Visit {
            client: IpAddr::from([127, 0, 0, 1]),
            encrypted: true,
            host: Some("lab.example".to_owned()),
        };
        assert_eq!(visit.base_url(&Policy::default()).unwrap(), "https://lab.example");
        let public =
            Policy { public_url: Some("https://perf.example/".parse().unwrap()), ..Policy::default() };
        assert_eq!(visit.base_url(&public).unwrap(), "https://perf.example");
    }
}
