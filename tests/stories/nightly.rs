//! A night in a small lab: a schedule fires a suite on two agents, one of its scenarios got slower, and one alert tells
//! of it, once, here and by webhook.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::lab::{Receiver, TestLab, wait_for, wait_within};

/// A schedule fires at most once a minute, and a busy machine may make the first nights undecided.
const NIGHTS: Duration = Duration::from_mins(6);

/// Two scenarios, each on the device of one agent.
fn suite(delay_percent: u32) -> Value {
    let yaml = format!(
        "name: nightly
entries:
  - scenario: inference
    variables: {{extra_delay_percent: \"{delay_percent}\"}}
    iterations: 8
    devices: [{{name: first, labels: [lane=first]}}]
  - scenario: login
    iterations: 3
    devices: [{{name: second, labels: [lane=second]}}]
"
    );
    json!({ "yaml": yaml })
}

/// The suite run with this id, once all of its jobs have ended.
fn ended(lab: &TestLab, id: &str) -> Value {
    wait_for("the end of the suite run", || {
        let run = lab.api(&format!("/api/v1/suite-runs/{id}"));
        (run["state"] == "over").then_some(run)
    })
}

fn alerts(lab: &TestLab) -> Vec<Value> {
    let page = lab.api("/api/v1/alerts?state=unresolved");
    page["items"].as_array().expect("alerts").clone()
}

/// Evening: the release that is out there is measured, and its run pinned.
fn measure_what_is_out_there(lab: &TestLab) {
    lab.put("/api/v1/suites/nightly", &suite(0));
    let started = lab.send("/api/v1/suites/nightly/start", &json!({ "release": "1.0.0" }));
    let evening = ended(lab, started["suite_run"]["id"].as_str().expect("an id"));
    let cells = evening["cells"].as_array().expect("cells");
    assert!(cells.iter().all(|cell| cell["state"] == "completed"), "{evening}");
    let devices: Vec<_> = cells.iter().filter_map(|cell| cell["ran_on"].as_str()).collect();
    assert!(devices[0].starts_with("first") && devices[1].starts_with("second"), "{devices:?}");
    lab.send("/api/v1/baselines", &json!({ "run_id": cells[0]["run_id"] }));
    assert_eq!(alerts(lab), Vec::<Value>::new(), "nothing got worse yet");
}

/// Night: the build is slower in one metric, and nobody is there. Gives the alerts and the schedule's address.
fn let_the_night_pass(lab: &TestLab) -> (Vec<Value>, String) {
    lab.put("/api/v1/suites/nightly", &suite(100));
    let schedule =
        json!({ "name": "each minute", "suite": "nightly", "cron": "* * * * *", "release": "1.1.0" });
    let schedule = lab.send("/api/v1/schedules", &schedule);
    let opened = wait_within(NIGHTS, "an alert", || {
        let found = alerts(lab);
        (!found.is_empty()).then_some(found)
    });
    let address = format!("/api/v1/schedules/{}", schedule["id"].as_str().expect("an id"));
    lab.send(&format!("{address}/disable"), &json!({}));
    (opened, address)
}

/// Every tick that fired did so once; waits for the end of what it started.
fn let_everything_end(lab: &TestLab, schedule: &str) {
    let ticks = lab.api(&format!("{schedule}/ticks"));
    let items = ticks["items"].as_array().expect("ticks");
    let fired: Vec<&Value> = items.iter().filter(|tick| tick["fate"] == "fired").collect();
    let due: BTreeSet<_> = fired.iter().map(|tick| tick["due_at"].to_string()).collect();
    assert!(!fired.is_empty() && due.len() == fired.len(), "{ticks}");
    for tick in fired {
        ended(lab, tick["suite_run_id"].as_str().expect("its suite run"));
    }
}

#[test]
fn a_night_with_a_slower_build_ends_with_one_alert_and_one_notice() {
    let receiver = Receiver::listen();
    let mut lab = TestLab::told(&receiver.flags());
    lab.start_agent_with("first", &["--label", "lane=first"]);
    lab.start_agent_with("second", &["--label", "lane=second"]);
    measure_what_is_out_there(&lab);
    let (opened, schedule) = let_the_night_pass(&lab);

    // Morning: one alert, and it says what, where and since when.
    let [alert] = opened.as_slice() else { panic!("one alert: {opened:?}") };
    assert_eq!((&alert["scenario"], &alert["metric"]), (&json!("inference"), &json!("inference_time")));
    assert_eq!(alert["first_bad"]["release"], "1.1.0", "{alert}");
    let_everything_end(&lab, &schedule);
    assert_eq!(alerts(&lab).len(), 1, "further bad runs add to the alert");

    // One notice of it went out, signed, and no second one after the controller was killed and came back.
    receiver.wait_for(1);
    lab.kill_and_restart_controller();
    let detail = format!("/api/v1/alerts/{}", alert["id"].as_str().expect("an id"));
    let delivered = wait_for("the delivery", || {
        let deliveries = lab.api(&detail)["deliveries"].clone();
        (deliveries[0]["state"] == "delivered").then_some(deliveries)
    });
    let notices = receiver.notices();
    let [notice] = notices.as_slice() else { panic!("one notice: {notices:?}") };
    assert_eq!(notice.body["type"], "alert.opened", "{}", notice.body);
    assert_eq!((delivered.as_array().map(Vec::len), &delivered[0]["id"]), (Some(1), &json!(notice.id)));
    assert!(notice.signature.starts_with("v1,"), "{}", notice.signature);
}
