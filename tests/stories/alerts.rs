//! A slow-down opens one alert, and whoever was to hear of it hears it once, whatever becomes of the controller.

use serde_json::{Value, json};

use crate::lab::{Receiver, SECRET, TestLab, wait_for};

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
    let receiver = Receiver::listen();
    let mut lab = TestLab::told(&receiver.flags());
    let token = lab.token.clone();
    for (number, level) in [(1, 100.0), (2, 130.0), (3, 130.0)] {
        let (status, answer) = lab.post("/api/v1/datasets", &token, &run(number, level));
        assert_eq!(status, 201, "{answer}");
    }
    receiver.wait_for(1);
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
    receiver.wait_for(2);
    assert_eq!(receiver.types(), ["alert.opened", "alert.resolved"], "{}", lab.logged("controller"));
    let log = lab.logged("controller");
    assert!(
        !log.contains(SECRET) && !log.contains("/alerts/hook"),
        "neither secret nor path is logged: {log}"
    );
}
