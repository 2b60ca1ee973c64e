//! Clients that take more of the door's room and time than is theirs.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use controller::connections::{Limits, Reception};
use controller::metrics::{Looked, Metrics};
use futures_util::stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::door::{Answer, Door, PATIENCE, Plan, rest, serve_on_loopback, until};

async fn hasty_door() -> Door {
    let limits = Limits { head: Duration::from_millis(300), ..Limits::default() };
    Door::open(Plan { limits, ..Plan::default() }).await
}

#[tokio::test]
async fn silent_and_dripping_clients_are_closed_and_honest_ones_are_answered_meanwhile() {
    let door = hasty_door().await;
    let mut silent = TcpStream::connect(door.address).await.unwrap();
    let dripping = TcpStream::connect(door.address).await.unwrap();
    let (mut reading, mut writing) = dripping.into_split();
    let drip = tokio::spawn(async move {
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        let drops = b"GET /api/health HTTP/1.1\r\nx: ".iter().chain(std::iter::repeat(&b'a'));
        for drop in drops {
            pause.tick().await;
            if writing.write_all(&[*drop]).await.is_err() {
                return;
            }
        }
    });
    assert_eq!(door.get("/api/health").await.status, 200);
    assert!(rest(&mut silent).await.is_empty());
    let said = rest(&mut reading).await;
    assert!(!said.starts_with(b"HTTP/1.1 200"), "a head that never ends is not answered");
    tokio::time::timeout(PATIENCE, drip).await.expect("the drip meets a closed connection").unwrap();
}

#[tokio::test]
async fn a_connection_that_idles_after_its_answer_is_closed() {
    let door = hasty_door().await;
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    let request = format!("GET /api/health HTTP/1.1\r\nhost: {}\r\n\r\n", door.address);
    stream.write_all(request.as_bytes()).await.unwrap();
    assert_eq!(Answer::of(&rest(&mut stream).await).status, 200);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let door = Door::open(Plan::default()).await;
    let long = format!("x-long: {}\r\n", "a".repeat(Limits::default().head_bytes));
    assert_eq!(door.send("GET", "/api/health", &long, "").await.status, 431);
    let many = "x-more: a\r\n".repeat(Limits::default().head_fields + 1);
    assert_eq!(door.send("GET", "/api/health", &many, "").await.status, 431);
    assert_eq!(door.get("/api/health").await.status, 200);
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let limits = Limits { connections: 2, ..Limits::default() };
    let door = Door::open(Plan { limits, ..Plan::default() }).await;
    let places =
        [TcpStream::connect(door.address).await.unwrap(), TcpStream::connect(door.address).await.unwrap()];
    until("both are in", || async {
        door.metrics.text(&Looked::default()).contains("sockets_open{door=\"http\"} 2\n")
    })
    .await;
    let mut third = TcpStream::connect(door.address).await.unwrap();
    let request = format!("GET /api/health HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", door.address);
    third.write_all(request.as_bytes()).await.unwrap();
    let mut byte = [0];
    let early = tokio::time::timeout(Duration::from_millis(200), third.read(&mut byte)).await;
    assert!(early.is_err(), "nobody is served beyond the limit");
    drop(places);
    assert_eq!(Answer::of(&rest(&mut third).await).status, 200);
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_closed() {
    let endless = || async {
        Body::from_stream(stream::repeat(Ok::<_, std::convert::Infallible>(Bytes::from(vec![0; 65_536]))))
    };
    let metrics = Metrics::new();
    let limits = Limits { unread: Duration::from_millis(300), ..Limits::default() };
    let reception = Reception { certificate: None, limits, sockets: metrics.sockets("http") };
    let shutdown = CancellationToken::new();
    let _at_the_end = shutdown.clone().drop_guard();
    let router = Router::new().route("/endless", get(endless));
    let address = serve_on_loopback(reception, router, &shutdown).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /endless HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    until("the connection is given up", || async {
        metrics.text(&Looked::default()).contains("sockets_open{door=\"http\"} 0\n")
    })
    .await;
}

#[tokio::test]
async fn a_shutdown_lets_requests_under_way_end_and_takes_no_new_ones() {
    let (arrived, mut arrivals) = tokio::sync::mpsc::channel(1);
    let release = CancellationToken::new();
    let released = release.clone();
    let slow = move || async move {
        arrived.send(()).await.unwrap();
        released.cancelled().await;
        "done"
    };
    let shutdown = CancellationToken::new();
    let router = Router::new().route("/slow", get(slow));
    let address = serve_on_loopback(Reception::default(), router, &shutdown).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    arrivals.recv().await.unwrap();
    shutdown.cancel();
    until("the address is closed", || async { TcpStream::connect(address).await.is_err() }).await;
    release.cancel();
    let answer = Answer::of(&rest(&mut stream).await);
    assert_eq!((answer.status, answer.text()), (200, "done"));
}
