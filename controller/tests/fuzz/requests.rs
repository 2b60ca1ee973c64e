//! Any bytes on the socket of a controller that holds a run: queries, filters, pages, cookies, tokens, links, bodies and
//! upgrades. Nothing that a stranger says is the controller's own failure, and whoever comes next is answered.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use controller::store::tokens::Scope;
use tokio::runtime::Runtime;

use crate::door::Door;
use crate::samples::Sample;

/// A request that is not whole is waited for; what came of it in this time is enough.
const ENOUGH: Duration = Duration::from_millis(100);

#[test]
fn no_bytes_on_the_socket_are_the_controllers_own_failure() {
    let runtime = Runtime::new().unwrap();
    let door = runtime.block_on(async {
        let door = Door::locked().await;
        door.add(&Sample::default()).await;
        // Known to the requests that were found before: `psk_` and 32 times 01.
        let secret = door.token(1, &[Scope::Admin], "default").await;
        assert_eq!(secret, format!("psk_{}", "01".repeat(32)));
        door
    });
    bolero::check!().with_iterations(30).for_each(|request: &[u8]| {
        let answer = exchanged(door.address, request, ENOUGH);
        let failed = answer.windows(10).any(|window| window.starts_with(b"HTTP/1.1 5"));
        assert!(!failed, "{}", String::from_utf8_lossy(&answer));
    });
    let health = b"GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let healthy = exchanged(door.address, health, Duration::from_secs(30));
    assert!(healthy.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&healthy));
}

fn exchanged(address: SocketAddr, request: &[u8], patience: Duration) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    // Whoever is refused early may find the connection closed while it still speaks.
    let _sent = stream.write_all(request);
    let mut answer = Vec::new();
    if let Err(error) = stream.take(1 << 20).read_to_end(&mut answer) {
        let over = [ErrorKind::WouldBlock, ErrorKind::TimedOut, ErrorKind::ConnectionReset];
        assert!(over.contains(&error.kind()), "{error}");
    }
    answer
}
