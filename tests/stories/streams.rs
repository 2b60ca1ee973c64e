//! Clients stream known random data; half of them are killed, then the controller is. Every sample that was acknowledged is
//! there afterwards, exactly once and bit for bit, and no run is missing.
//!
//! `PERFSIGHT_STORY_CLIENTS=50 PERFSIGHT_STORY_SEEDS=20 cargo nextest run --workspace -E 'test(acknowledged_samples)'` is the
//! long form.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dataset::Dataset;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};
use tokio_util::sync::CancellationToken;

use crate::lab::{PATIENCE, TestLab, wait_for};

/// Frames that a client sends ahead of their acknowledgment.
const AHEAD: u64 = 40;
const T0: i64 = 1_760_000_000_000;

type Socket = WebSocketStream<TcpStream>;

#[test]
fn acknowledged_samples_survive_killed_clients_and_a_killed_controller() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
    };
    let clients = number("PERFSIGHT_STORY_CLIENTS", 8);
    for seed in 1..=number("PERFSIGHT_STORY_SEEDS", 2) {
        survive(clients, seed);
    }
}

/// What a client knows of its run.
#[derive(Clone)]
struct Known {
    run: String,
    resume_token: String,
    /// Seed of its data.
    seed: u64,
    /// Frames that it has sent.
    sent: u64,
    /// The last one that was acknowledged.
    acknowledged: u64,
}

fn survive(clients: u64, seed: u64) {
    let mut lab = TestLab::new();
    let runtime = Runtime::new().expect("a runtime");
    let killed = CancellationToken::new();
    let heard: Vec<Arc<AtomicU64>> = (0..clients).map(|_| Arc::default()).collect();
    let streaming: Vec<_> = heard
        .iter()
        .enumerate()
        .map(|(index, heard)| {
            let (address, token) = (address(&lab), lab.token.clone());
            let seed = splitmix(seed * 1_000 + index as u64);
            let killed = if index % 2 == 0 { killed.clone() } else { CancellationToken::new() };
            runtime.spawn(stream(address, token, seed, Arc::clone(heard), killed))
        })
        .collect();
    let reached = |which: usize, least: u64| {
        heard.iter().skip(which).step_by(2).all(|heard| heard.load(Ordering::Relaxed) >= least).then_some(())
    };
    wait_for("acknowledgments of every client", || reached(0, AHEAD).and(reached(1, AHEAD)));
    killed.cancel();
    wait_for("further acknowledgments", || reached(1, 2 * AHEAD));
    lab.kill_and_restart_controller();
    let mut known: Vec<Known> = streaming
        .into_iter()
        .map(|client| runtime.block_on(client).expect("a client ends with what it knows"))
        .collect();
    // Half of those that the controller left come back to it, one after another; the others never do.
    for client in known.iter_mut().skip(1).step_by(4) {
        runtime.block_on(come_back(address(&lab), &lab.token, client));
    }
    wait_for("all runs", || (lab.api("/api/v1/runs")["pagination"]["total"] == clients).then_some(()));
    for client in &known {
        compare(&lab, client);
    }
}

fn address(lab: &TestLab) -> String {
    lab.http.trim_start_matches("http://").to_owned()
}

/// Streams until it is killed or the controller is.
async fn stream(
    address: String,
    token: String,
    seed: u64,
    heard: Arc<AtomicU64>,
    killed: CancellationToken,
) -> Known {
    let hello =
        json!({"type": "hello", "token": token, "scenario": "storm", "client": {"platform": "chromeos"}});
    let (mut socket, ack) = open(&address, &hello).await;
    let text = |name: &str| ack[name].as_str().expect("a text").to_owned();
    let mut known =
        Known { run: text("run_id"), resume_token: text("resume_token"), seed, sent: 0, acknowledged: 0 };
    loop {
        while known.sent < known.acknowledged + AHEAD {
            known.sent += 1;
            if socket.send(Message::text(frame(seed, known.sent).to_string())).await.is_err() {
                return known;
            }
        }
        let message = tokio::select! {
            // Dropped in the middle of whatever it was doing, without a word.
            () = killed.cancelled() => return known,
            message = timeout(PATIENCE, socket.next()) => message.expect("the controller acknowledges"),
        };
        match message {
            Some(Ok(Message::Text(text))) => {
                let said: Value = serde_json::from_str(text.as_str()).expect("JSON");
                assert_eq!(said["type"], "ack", "{said}");
                known.acknowledged = said["seq"].as_u64().expect("a number");
                heard.store(known.acknowledged, Ordering::Relaxed);
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => return known,
            Some(Ok(_)) => {}
        }
    }
}

/// Goes on where the controller says, sends as much again and stops.
async fn come_back(address: String, token: &str, known: &mut Known) {
    let hello = json!({
        "type": "hello", "token": token, "client": {"platform": "chromeos"},
        "resume": {"run_id": known.run, "resume_token": known.resume_token},
    });
    let (mut socket, ack) = open(&address, &hello).await;
    let last = ack["last_seq"].as_u64().expect("a number");
    assert!((known.acknowledged..=known.sent).contains(&last), "{last} of {}", known.sent);
    known.sent += AHEAD;
    for seq in last + 1..=known.sent {
        socket.send(Message::text(frame(known.seed, seq).to_string())).await.expect("it is sent");
    }
    let stop = json!({"type": "stop", "seq": known.sent + 1});
    socket.send(Message::text(stop.to_string())).await.expect("it is sent");
    known.acknowledged = known.sent;
    let stopped = async {
        while let Some(Ok(message)) = socket.next().await {
            if matches!(&message, Message::Text(text) if text.as_str().contains("\"stopped\"")) {
                return true;
            }
        }
        false
    };
    assert_eq!(timeout(PATIENCE, stopped).await, Ok(true), "the run is stored before the socket closes");
}

async fn open(address: &str, hello: &Value) -> (Socket, Value) {
    let stream = TcpStream::connect(address).await.expect("the controller listens");
    let (mut socket, _) = client_async(format!("ws://{address}/ws"), stream).await.expect("a WebSocket");
    socket.send(Message::text(hello.to_string())).await.expect("it is sent");
    loop {
        let message =
            timeout(PATIENCE, socket.next()).await.expect("an answer").expect("it is open").expect("a frame");
        if let Message::Text(text) = message {
            let said: Value = serde_json::from_str(text.as_str()).expect("JSON");
            assert_eq!(said["type"], "hello_ack", "{said}");
            return (socket, said);
        }
    }
}

/// Every acknowledged frame is there, once, in order, and as it was sent; nothing else is.
fn compare(lab: &TestLab, client: &Known) {
    let text = lab.get(&format!("/api/v1/runs/{}/download", client.run));
    let dataset: Dataset = dataset::read_dataset(text.as_bytes()).expect("a Dataset");
    let kept = dataset.report.metrics.len() as u64;
    assert!((client.acknowledged..=client.sent).contains(&kept), "{kept} frames of {} are kept", client.sent);
    for (index, batch) in dataset.report.metrics.iter().enumerate() {
        let seq = index as u64 + 1;
        let sent = sample(client.seed, seq);
        assert_eq!(batch.timestamp.epoch_ms(), T0 + 1000 * seq as i64, "frame {seq}");
        let found: BTreeMap<u32, (u64, u64, u64)> = batch
            .metrics
            .iter()
            .map(|(pid, point)| {
                let bits = |value: f64| value.to_bits();
                let cpu = bits(point.cpu_chrome_usage.expect("it was sent"));
                (*pid, (cpu, point.memory_private.expect("it was sent"), bits(point.custom_metrics["load"])))
            })
            .collect();
        assert_eq!(found, sent, "frame {seq} of run {}", client.run);
    }
    traced(lab, &client.run);
}

/// One trace leads from the first frame of a run to where it is stored, through the end of a controller.
fn traced(lab: &TestLab, run: &str) {
    let trace = format!("\"trace_id\":\"{}\"", run.replace('-', ""));
    let log = lab.logged("controller");
    for said in ["a run is streamed", "run stored"] {
        let told = log.lines().any(|line| line.contains(said) && line.contains(&trace));
        assert!(told, "`{said}` of run {run} is not in its trace");
    }
}

/// What a client measures at an instant: bits of CPU, memory, bits of a metric of its own, by process.
fn sample(seed: u64, seq: u64) -> BTreeMap<u32, (u64, u64, u64)> {
    let mut state = splitmix(seed ^ seq);
    let mut next = || {
        state = splitmix(state);
        state
    };
    let processes = 1 + next() % 6;
    (0..processes)
        .map(|index| {
            // Any finite number may be sent; a load is none below zero.
            let finite = |bits: u64| if f64::from_bits(bits).is_finite() { bits } else { bits & !(1 << 62) };
            (index as u32 + 100, (finite(next() >> 1), next(), finite(next())))
        })
        .collect()
}

fn frame(seed: u64, seq: u64) -> Value {
    let metrics: serde_json::Map<String, Value> = sample(seed, seq)
        .into_iter()
        .map(|(pid, (cpu, memory, load))| {
            let point = json!({
                "cpu": f64::from_bits(cpu), "memory": memory, "custom_metrics": {"load": f64::from_bits(load)},
            });
            (pid.to_string(), point)
        })
        .collect();
    json!({"type": "data", "seq": seq, "timestamp": T0 + 1000 * seq as i64, "metrics": metrics})
}

/// A number that looks like chance and comes out the same each time (Steele, Lea and Flood, 2014).
fn splitmix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
