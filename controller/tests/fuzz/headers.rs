//! Headers and links of any text: proxies that nobody named are never believed, and nothing opens without its signature.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use controller::access::signed_link::{Grant, SigningKey};
use controller::connections::Peer;
use controller::http_api::Policy;
use controller::http_api::transport::forwarded::visit;
use controller::http_api::transport::policy::{Origin, Proxy};
use controller::trace::TraceId;
use dataset::Timestamp;

const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 9));

/// Lines of `name: value`; what cannot be a header is left out, as hyper leaves it out.
fn headers(input: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in input.split(|byte| *byte == b'\n').take(100) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii())) {
            headers.append(name, value);
        }
    }
    headers
}

#[test]
fn no_header_makes_a_stranger_somebody_else() {
    let peer = Peer { address: SocketAddr::from((PEER, 1)), encrypted: false };
    let trusting = Policy { proxies: vec!["192.0.2.0/24".parse().unwrap()], ..Policy::default() };
    bolero::check!().with_iterations(1_000).for_each(|input: &[u8]| {
        let headers = headers(input);
        let direct = visit(peer, &headers, &Policy::default());
        assert_eq!((direct.client, direct.encrypted), (PEER, false));
        for seen in [direct, visit(peer, &headers, &trusting)] {
            if let Some(host) = seen.host {
                assert!(
                    host.parse::<Authority>().is_ok_and(|parsed| !parsed.as_str().contains('@')),
                    "{host}"
                );
            }
        }
        let traced =
            headers.get("traceparent").and_then(|value| TraceId::of_traceparent(value.to_str().ok()?));
        assert!(traced.is_none_or(|trace| trace.to_string() != "0".repeat(32)));
    });
}

#[test]
fn no_made_up_signature_opens_anything() {
    let key = SigningKey { id: "k1".to_owned(), secret: [9; 32] };
    bolero::check!().with_iterations(1_000).for_each(|input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let mut parts = text.split('\n').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        let (path, project, signature) = (part(), part(), part());
        let grant = Grant { path, project, expires_s: part().parse().unwrap_or(i64::MAX) };
        assert!(key.verify(&grant, &signature, Timestamp::from_epoch_ms(0)).is_err());
    });
}

#[test]
fn an_origin_or_a_network_is_read_or_refused() {
    bolero::check!().with_iterations(1_000).for_each(|input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        if let Ok(origin) = text.parse::<Origin>() {
            assert_eq!(origin.header().as_bytes(), origin.as_str().as_bytes());
            assert_eq!(
                origin.as_str().parse::<Origin>().as_ref(),
                Ok(&origin),
                "what was read is read again"
            );
        }
        let _network = text.parse::<Proxy>();
    });
}
