//! A slow-down opens one alert, and whoever was to hear of it hears it once, whatever becomes of the controller.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::lab::{TestLab, wait_for};

/// What a receiver of webhooks on loopback was told so far.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<(String, Value)>>>);

impl Heard {
    /// Listens for as long as the test lives; gives its address.
    fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("an address for the receiver");
        let address = listener.local_addr().expect("its address");
        let heard = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                heard.receive(stream);
            }
        });
        format!("http://{address}/hook")
    }

    fn receive(&self, mut stream: TcpStream) {
        let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
        while let Ok(read @ 1..) = stream.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&bytes);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let header = |name: &str| {
                head.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
            };
            let length: usize =
                header("content-length:").expect("a length").parse().expect("a number of bytes");
            if body.len() >= length {
                let id = header("webhook-id:").expect("an id");
                let body = serde_json::from_str(body).expect("a body of JSON");
                self.0.lock().expect("nobody panicked").push((id, body));
                let _gone = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
                return;
            }
        }
    }

    fn types(&self) -> Vec<String> {
        let heard = self.0.lock().expect("nobody panicked");
        heard.iter().map(|(_, body)| body["type"].as_str().expect("a type").to_owned()).collect()
    }

    fn wait_for(&self, count: usize) {
        wait_for("the webhook", || (self.types().len() >= count).then_some(()));
    }
}

/// A run whose search takes this long, ms.
fn run(number: i64, level: f64) -> Value {
    let start = 1_760_000_000_000 + number * 60_000;
    let at = |index: i64| start + index * 100;
    let iterations: Vec<Value> = (0..11)
        .map(|index| {
            let noise = 1.0 + f64::from(i32::try_from(index * 7 % 11).expect("small") - 5) / 1000.0;
            json!({"index": index, "warmup": index == 0, "started_at": at(index), "ended_at": at(index + 1),
                "results": {"search_time": level * noise}})
        })
        .collect();
    json!({"schema_version": 1, "exported_at": at(12), "report": {
        "created_at": start, "title": "search", "outcome": {"status": "completed"}, "iterations": iterations,
        "meta": {
            "test_context": {"scenario_name": "search", "build_id": format!("b{number}")},
            "env": {"os": "Linux", "platform": "linux", "device_class": "lab"},
            "collection": {"mode": "system", "metric_standard": "os", "interval_ms": 1000,
                "started_at": start, "ended_at": at(12), "duration_seconds": 1.2},
            "definitions": {"search_time": {"unit": "ms", "meaning": "a search", "direction": "lower_is_better"}}
        },
        "metrics": [{"timestamp": at(1), "metrics": {"4321": {"cpu_os_usage": 12.5}}}]
    }})
}

#[test]
fn a_slow_down_opens_one_alert_and_its_webhook_comes_once_though_the_controller_is_killed() {
    let heard = Heard::default();
    let secret = tempfile::NamedTempFile::new().expect("a file for the secret");
    std::fs::write(secret.path(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").expect("written");
    let url = heard.listen();
    let file = secret.path().to_str().expect("UTF-8");
    let mut lab = TestLab::told(&["--webhook-url", &url, "--webhook-secret-file", file]);
    let token = lab.token.clone();
    for (number, level) in [(1, 100.0), (2, 130.0), (3, 130.0)] {
        let (status, answer) = lab.post("/api/v1/datasets", &token, &run(number, level));
        assert_eq!(status, 201, "{answer}");
    }
    heard.wait_for(1);
    let list = lab.api("/api/v1/alerts");
    assert_eq!((&list["pagination"]["total"], &list["items"][0]["bad_runs"]), (&json!(1), &json!(2)));
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    wait_for("the note of the delivery", || {
        let page = lab.api(&format!("/api/v1/alerts/{id}"));
        (page["deliveries"][0]["state"] == "delivered").then_some(())
    });
    lab.kill_and_restart_controller();
    let (status, answer) =
        lab.post(&format!("/api/v1/alerts/{id}/resolve"), &token, &json!({"reason": "noise"}));
    assert_eq!(status, 200, "{answer}");
    heard.wait_for(2);
    assert_eq!(heard.types(), ["alert.opened", "alert.resolved"], "{}", lab.logged("controller"));
    let log = lab.logged("controller");
    assert!(!log.contains("MfKQ9r8") && !log.contains("/hook"), "neither secret nor path is logged: {log}");
}
