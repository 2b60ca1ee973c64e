//! What operators see.

use controller::http_api::transport::policy::Rates;
use controller::http_api::{Access, Policy};
use controller::store::tokens::Scope;

use crate::door::{Door, Plan};
use crate::openmetrics::Exposition;

async fn scraped(door: &Door, token: &str) -> Exposition {
    let answer = door.send("GET", "/metrics", &format!("authorization: Bearer {token}\r\n"), "").await;
    assert_eq!(answer.status, 200);
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(answer.header("content-type"), Some(media_type));
    Exposition::read(answer.text())
}

#[tokio::test]
async fn requests_failures_and_runs_are_counted_under_a_token() {
    let policy = Policy { rates: Rates::per_second(0, 1), ..Policy::default() };
    let door = Door::open(Plan { access: Access::Tokens, policy, ..Plan::default() }).await;
    let (reader, sender) = (door.token(1, Scope::Read).await, door.token(2, Scope::Ingest).await);
    assert_eq!(door.get("/metrics").await.status, 401);
    assert_eq!(
        door.send("GET", "/metrics", &format!("authorization: Bearer {sender}\r\n"), "").await.status,
        403
    );
    let lines = format!("authorization: Bearer {sender}\r\ncontent-type: application/json\r\n");
    let run = crate::logs::DATASET;
    for (body, status) in [(run, 201), (run, 200), ("no JSON", 400)] {
        let answer = door.send("POST", "/api/v1/datasets", &lines, body).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    while door.send("POST", "/api/v1/datasets", &lines, "{}").await.status != 429 {}
    let found = scraped(&door, &reader).await;
    let uploads = |status| {
        let labels = [("method", "POST"), ("route", "/api/v1/datasets"), ("status", status)];
        found.count("perfsight_http_requests_total", &labels)
    };
    assert_eq!((uploads("201"), uploads("200"), uploads("429")), (1, 1, 1));
    assert!(uploads("400") >= 1);
    let count = |name, label| found.count(name, &[label]);
    assert_eq!(count("perfsight_run_persist_seconds_count", ("outcome", "stored")), 1);
    assert_eq!(count("perfsight_run_persist_seconds_count", ("outcome", "duplicate")), 1);
    assert!(count("perfsight_runs_refused_total", ("reason", "format")) >= 1);
    assert_eq!(count("perfsight_http_errors_total", ("code", "1004")), 1);
    assert_eq!(count("perfsight_http_errors_total", ("code", "1003")), 2);
    assert_eq!(count("perfsight_http_rate_limited_total", ("class", "upload")), 1);
    assert!(count("perfsight_received_bytes_total", ("door", "http")) > 2 * run.len() as u64);
    assert!(count("perfsight_sockets_open", ("door", "http")) >= 1, "the one that asks");
    assert_eq!(found.count("perfsight_database_up", &[]), 1);
    assert_eq!(found.count("perfsight_intake_waiting", &[]), 0);
    let queued = ("perfsight_jobs".to_owned(), [("state".to_owned(), "queued".to_owned())].into());
    assert!(found.samples.contains_key(&queued), "a state that nothing is in is a zero, not a gap");
}

#[tokio::test]
async fn no_client_can_make_up_a_series() {
    let door = Door::open(Plan::default()).await;
    let before = scraped(&door, "").await.samples.len();
    for number in 0..40 {
        door.get(&format!("/made/up/{number}")).await;
        door.get(&format!("/api/v1/runs/made-up-{number}")).await;
        door.send(&format!("MAKE{number}"), "/api/v1/runs", "", "").await;
        door.send("GET", "/api/health", &format!("host: made-up-{number}\r\n"), "").await;
    }
    let after = scraped(&door, "").await.samples.len();
    // Each new route brings its classes, a sum and a count; there are four at most, and a few requests and errors.
    assert!(after < before + 120, "{before} samples became {after}");
}

#[tokio::test]
async fn a_database_that_is_gone_is_said_and_the_rest_is_still_told() {
    let door = Door::open(Plan::default()).await;
    door.store.clone().close().await.unwrap();
    let found = scraped(&door, "").await;
    assert_eq!(found.count("perfsight_database_up", &[]), 0);
    assert!(found.samples.keys().any(|(name, _)| name == "perfsight_sockets_open"));
    assert!(
        !found.samples.keys().any(|(name, _)| name == "perfsight_jobs"),
        "nobody knows, so nothing is said"
    );
}
