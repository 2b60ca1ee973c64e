//! What goes wrong, and how the job tells it.

use std::time::Duration;

use agent::drive::JobEvent;
use agent::drive::process::reap::survivors;
use dataset::OutcomeStatus;
use protocol::{AttemptOutcome, StepState};
use scenarios::{Site, StepKind};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::stand::{Stand, css, metric, open};

fn process_named(stand: &Stand, name: &str) -> impl Fn() -> u32 + use<> {
    let (marker, name) = (stand.marker(), name.to_owned());
    move || {
        let named = |pid: &u32| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&name))
        };
        survivors(&marker).unwrap().into_iter().find(named).expect("the process runs")
    }
}

fn kill(pid: u32) {
    let pid = rustix::process::Pid::from_raw(pid as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

fn began(event: &JobEvent, number: u32) -> bool {
    matches!(event, JobEvent::Step(step) if step.number == number && step.state == StepState::Began)
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_element_fails_its_step_with_a_picture() {
    let mut stand = Stand::new(vec![open("/"), StepKind::Click(css("#nowhere")), open("/")]);
    stand.scenario().steps[1].timeout = Some(Duration::from_secs(1));
    let outcome = stand.run().await;
    let AttemptOutcome::StepFailed(failed) = &outcome.report.outcome else { panic!("{:?}", outcome.report) };
    assert_eq!((failed.number, failed.kind.as_str()), (2, "click"));
    assert!(failed.reason.contains("no element matches css `#nowhere`"), "{}", failed.reason);
    let dataset = outcome.report.dataset.expect("a partial run is stored");
    assert_eq!(dataset.report.outcome.unwrap().status, OutcomeStatus::Failed);
    assert_eq!(Some(dataset.report.attachments[0].name.as_str()), failed.screenshot.as_deref());
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_driver_is_infrastructure() {
    let stand = Stand::new(vec![open("/"), StepKind::Sleep(Duration::from_millis(300)), open("/")]);
    let driver = process_named(&stand, "chromedriver");
    let outcome = stand
        .run_watched(|event| {
            if began(event, 2) {
                kill(driver());
            }
        })
        .await;
    assert!(matches!(outcome.report.outcome, AttemptOutcome::Infrastructure { .. }), "{:?}", outcome.report);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_browser_is_infrastructure() {
    let stand = Stand::new(vec![open("/"), StepKind::Sleep(Duration::from_millis(300)), open("/")]);
    let browser = process_named(&stand, "--remote-debugging-port");
    let outcome = stand
        .run_watched(|event| {
            if began(event, 2) {
                kill(browser());
            }
        })
        .await;
    assert!(matches!(outcome.report.outcome, AttemptOutcome::Infrastructure { .. }), "{:?}", outcome.report);
}

#[tokio::test(flavor = "multi_thread")]
async fn canceled_job_is_gone_within_seconds() {
    let stand = Stand::new(vec![open("/"), StepKind::Sleep(Duration::from_secs(100))]);
    let cancel = stand.cancel.clone();
    let job = stand.run_watched(|event| {
        if began(event, 2) {
            cancel.cancel();
        }
    });
    let outcome = timeout(Duration::from_mins(1), job).await.expect("it ends long before its step would");
    assert_eq!(outcome.report.outcome, AttemptOutcome::Canceled);
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_job_is_given_up() {
    let never = StepKind::Script("new Promise(() => console.log('still here'))".into());
    let mut stand = Stand::new(vec![open("/"), never]);
    stand.scenario().timeouts.step = Duration::from_secs(100);
    stand.scenario().timeouts.silence = Duration::from_secs(8);
    let outcome = stand.run().await;
    let AttemptOutcome::Infrastructure { reason } = &outcome.report.outcome else {
        panic!("{:?}", outcome.report)
    };
    assert!(reason.contains("no sign of progress for 8 s"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn page_that_never_answers_fails_its_step() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut stand = Stand::new(vec![open("/")]);
    stand.scenario().site = Site::BaseUrl(format!("http://{}/", listener.local_addr().unwrap()));
    stand.scenario().timeouts.step = Duration::from_secs(2);
    let outcome = stand.run().await;
    let AttemptOutcome::StepFailed(failed) = &outcome.report.outcome else { panic!("{:?}", outcome.report) };
    assert!(failed.reason.contains("did not finish loading within 2 s"), "{}", failed.reason);
    drop(listener);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_driver_is_given_up() {
    let mut stand = Stand::new(vec![open("/"), StepKind::Sleep(Duration::from_millis(200)), open("/")]);
    stand.scenario().timeouts.step = Duration::from_secs(1);
    let driver = process_named(&stand, "chromedriver");
    let outcome = stand
        .run_watched(|event| {
            if began(event, 2) {
                let pid = rustix::process::Pid::from_raw(driver() as i32).unwrap();
                rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
            }
        })
        .await;
    let AttemptOutcome::Infrastructure { reason } = &outcome.report.outcome else {
        panic!("{:?}", outcome.report)
    };
    assert!(reason.contains("did not answer"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_browser_is_told_before_anything_starts() {
    let mut stand = Stand::new(vec![open("/")]);
    stand.scenario().browser.binary = Some("/nowhere/chromium".into());
    let outcome = stand.run().await;
    let AttemptOutcome::Infrastructure { reason } = &outcome.report.outcome else {
        panic!("{:?}", outcome.report)
    };
    assert!(reason.contains("/nowhere/chromium"), "{reason}");
    assert!(outcome.report.dataset.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_step_is_tried_again_as_often_as_the_scenario_says() {
    let script = "(window.tries = (window.tries || 0) + 1) > 2 ? window.tries : null";
    let mut stand = Stand::new(vec![open("/"), metric("tries", script)]);
    stand.scenario().retries.step = 2;
    let outcome = stand.run().await;
    assert_eq!(outcome.report.outcome, AttemptOutcome::Completed);
    assert_eq!(outcome.result("tries"), 3.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn job_limit_ends_a_long_step() {
    let mut stand = Stand::new(vec![open("/"), StepKind::Sleep(Duration::from_secs(100))]);
    stand.scenario().timeouts.job = Duration::from_secs(6);
    let outcome = stand.run().await;
    match &outcome.report.outcome {
        AttemptOutcome::StepFailed(failed) => assert!(failed.reason.contains("limit of 6 s")),
        AttemptOutcome::Infrastructure { reason } => assert!(reason.contains("limit of 6 s"), "{reason}"),
        other => panic!("{other:?}"),
    }
}
