//! TLS of the HTTP address.

use std::time::Duration;

use controller::connections::{Certificate, CertificateError, Limits, TlsFiles};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::authority::Authority;
use crate::door::{Door, Plan, ask, request, rest};

async fn encrypted_door(authority: &Authority, limits: Limits) -> (Door, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Some(Certificate::load(authority.issue(folder.path())).unwrap());
    (Door::open(Plan { limits, certificate, ..Plan::default() }).await, folder)
}

#[tokio::test]
async fn https_is_spoken_to_whoever_trusts_the_authority_and_nothing_to_anyone_else() {
    let authority = Authority::new();
    let (door, _folder) = encrypted_door(&authority, Limits::default()).await;
    let health = request(door.address, "GET", "/api/health", "", "");
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let client = authority.client(&[version], &["h2", "http/1.1"]);
        let stream = door.encrypted(client).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
        let answer = ask(stream, &health).await;
        assert_eq!(answer.status, 200, "{version:?}");
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
    }
    let refused = door.encrypted(Authority::new().browser()).await;
    assert!(refused.is_err(), "who trusts another authority does not connect");

    let mut plain = TcpStream::connect(door.address).await.unwrap();
    plain.write_all(health.as_bytes()).await.unwrap();
    let said = rest(&mut plain).await;
    assert!(!said.starts_with(b"HTTP/"), "nothing is answered in the clear");
}

#[tokio::test]
async fn a_client_that_never_shakes_hands_is_closed_and_keeps_nobody_waiting() {
    let authority = Authority::new();
    let limits = Limits { handshake: Duration::from_millis(200), ..Limits::default() };
    let (door, _folder) = encrypted_door(&authority, limits).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(door.address).await.unwrap());
    }
    let stream = door.encrypted(authority.browser()).await.unwrap();
    assert_eq!(ask(stream, &request(door.address, "GET", "/api/health", "", "")).await.status, 200);
    for mut stream in silent {
        assert!(rest(&mut stream).await.is_empty());
    }
}

#[test]
fn files_that_are_no_pair_are_refused_with_what_is_wrong() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let authority = Authority::new();
    let files = authority.issue(folder.path());
    let foreign = authority.issue(other.path());
    let refusal = |certificate, key| Certificate::load(TlsFiles { certificate, key }).unwrap_err();

    let mixed = refusal(files.certificate.clone(), foreign.key.clone());
    assert!(matches!(mixed, CertificateError::Pair { .. }), "{mixed}");
    let swapped = refusal(files.key.clone(), files.certificate.clone());
    assert!(matches!(swapped, CertificateError::Empty { .. }), "{swapped}");
    let keyless = refusal(files.certificate.clone(), files.certificate.clone());
    assert!(matches!(keyless, CertificateError::Key { .. }), "{keyless}");
    let absent = refusal(folder.path().join("absent.pem"), files.key.clone());
    assert!(matches!(absent, CertificateError::Read { .. }), "{absent}");
    assert!(absent.to_string().contains("absent.pem"), "{absent}");
}
