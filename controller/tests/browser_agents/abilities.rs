//! What a device cannot do is told when a job is planned, never when it runs.

use serde_json::json;

use crate::device::connect;
use crate::stand::Stand;

const DRAGS: &str = "name: sort\nbase_url: http://127.0.0.1:9\nsteps:\n  - open: index.html\n  - click: '#a'\n\
    \x20 - drag: {from: '#a', to: '#b'}\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scenario_that_no_device_can_do_is_refused_with_step_and_reason() {
    let stand = Stand::start().await;
    let _agent = connect(&stand, &[]).await;
    let devices = stand.data("/api/v1/devices").await;
    assert_eq!(
        devices["items"][0]["abilities"],
        json!({"steps": ["click", "open", "wait_for"], "conditions": ["visible"]}),
        "{devices}"
    );
    let idle = "name: idle\nbase_url: http://127.0.0.1:9\n";
    let open = "steps:\n  - open: index.html\n";
    let cases = [
        (DRAGS.to_owned(), "cannot do `drag` (step 3)"),
        (
            format!("{idle}{open}  - wait_for: {{network_idle: 500ms}}\n"),
            "cannot wait for `network_idle` (step 2)",
        ),
        (format!("{idle}secrets: [KEY]\n{open}  - open: \"?${{secret:KEY}}\"\n"), "cannot use `secrets`"),
        (format!("{idle}browser: {{arguments: [--mute-audio]}}\n{open}"), "cannot use `browser.arguments`"),
        (format!("{idle}browser: {{profile: /tmp/profile}}\n{open}"), "cannot use `browser.profile`"),
        (format!("{idle}browser: {{binary: /opt/chrome}}\n{open}"), "cannot use `browser.binary`"),
    ];
    for (scenario, reason) in cases {
        let answer = stand.post("/api/v1/jobs", &json!({"scenario": scenario})).await;
        let told = answer.json()["msg"].as_str().unwrap().to_owned();
        assert_eq!(answer.status, 400, "{told}");
        assert!(told.contains("cb-7/chromeos") && told.contains(reason), "{told}");
    }
    let listed = stand.data("/api/v1/jobs").await;
    assert_eq!(listed["pagination"]["total"], 0, "nothing that would wait for ever is queued");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_was_queued_before_the_device_came_says_why_it_waits() {
    let stand = Stand::start().await;
    let job = stand.submit(DRAGS).await;
    let _agent = connect(&stand, &[]).await;
    let waiting = stand.job_when(&job, "queued").await["waiting_for"].take();
    assert!(waiting.as_str().unwrap().contains("cb-7/chromeos: cannot do `drag` (step 3)"), "{waiting}");
    // What a device said is known after a restart too.
    let stand = stand.restarted().await;
    let waiting = stand.job_when(&job, "queued").await["waiting_for"].take();
    assert!(waiting.as_str().unwrap().contains("cannot do `drag` (step 3)"), "{waiting}");
}
