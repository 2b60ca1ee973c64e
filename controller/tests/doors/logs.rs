//! What the log says of a run that is sent in.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use crate::door::{Door, Plan};

/// A small and whole Dataset.
pub(crate) const DATASET: &str = r#"{"schema_version":1,"exported_at":1760000001000,"report":{
    "created_at":1760000000000,"title":"a night","meta":{
        "test_context":{"scenario_name":"inference","build_id":"b1","tags":["release:6.7.0"]},
        "env":{"os":"Debian","platform":"linux","arch":"x86_64","browser_name":"chromium","browser_version":"156.0"},
        "collection":{"mode":"hybrid","metric_standard":"chrome","interval_ms":1000,"started_at":1760000000000,
            "ended_at":1760000001000,"duration_seconds":1.0}},
    "processes":[{"pid":7,"name":"chromium","proc_type":"Browser"}],
    "metrics":[{"timestamp":1760000000000,"metrics":{"7":{"cpu_os_usage":1.5}}}]}}"#;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    /// The events with this message.
    fn said(&self, message: &str) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let events = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        events.filter(|event| event["message"] == message).collect()
    }
}

#[tokio::test]
async fn a_run_is_logged_with_its_fields_and_one_trace_from_the_door_to_the_verdict() {
    let lines = Lines::default();
    let log = tracing_subscriber::fmt().json().flatten_event(true).with_span_list(false);
    let log = log.with_max_level(tracing::Level::INFO).with_writer(lines.clone()).finish();
    let _while_this_lives = tracing::subscriber::set_default(log);
    let door = Door::open(Plan::default()).await;
    let json = "content-type: application/json\r\n";
    let traced = format!("{json}traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n");
    let secret = "/api/v1/datasets?token=psk_0123&release=6.8.0";
    for (path, head, body) in [
        ("/api/v1/datasets", traced.as_str(), DATASET.to_owned()),
        (secret, json, DATASET.replace("a night", "another night")),
    ] {
        assert_eq!(door.send("POST", path, head, &body).await.status, 201);
    }

    let (stored, judged) = (lines.said("run stored"), lines.said("run judged"));
    assert_eq!((stored.len(), judged.len()), (2, 2), "{stored:?} {judged:?}");
    let bytes = i64::try_from(DATASET.len()).unwrap();
    assert_eq!(stored[0]["dataset_bytes"], bytes);
    for (event, release) in stored.iter().zip(["6.7.0", "6.8.0"]) {
        assert_eq!((&event["scenario"], &event["release"]), (&"inference".into(), &release.into()));
        assert_eq!(event["client_platform"], "linux");
    }
    let own = stored[1]["run_id"].as_str().unwrap().replace('-', "");
    for (event, trace) in
        stored.iter().zip([TRACE, own.as_str()]).chain(judged.iter().zip([TRACE, own.as_str()]))
    {
        assert_eq!((&event["span"]["trace_id"], &event["span"]["run_id"]), (&trace.into(), &event["run_id"]));
    }
    let answered = lines.said("request answered");
    assert_eq!(answered[0]["span"]["trace_id"], TRACE, "the request and its run are one trace");
    assert_eq!(answered[1]["span"]["path"], "/api/v1/datasets", "a query may hold a token");
    assert_eq!(answered[1]["status"], 201);
    let everything = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!everything.contains("psk_0123"), "{everything}");
}
