//! The Dataset around the samples of a streamed run. Never claims what its client did not say: what is assumed is told.

use std::collections::{BTreeMap, BTreeSet};

use dataset::{
    Collection, CollectionMode, Dataset, Definition, Fallback, Meta, MetricStandard, Outcome, OutcomeStatus,
    Report, SCHEMA_VERSION, TestContext, Timestamp, Unknown,
};
use serde_json::{Map, Value, json};

use super::assemble::Beside;
use super::fault::FrameFault;
use super::frame::typed;
use super::gather::{Counts, Gathered};
use super::journal::Head;
use super::record::EndReason;

/// What is assumed where a client does not say its interval, ms.
const ASSUMED_INTERVAL_MS: u64 = 1_000;

/// Everything but the samples.
pub(super) fn header(head: &Head, mut gathered: Gathered, beside: Beside) -> Dataset {
    gathered.sort();
    let Gathered {
        processes,
        iterations,
        marks,
        logs,
        definitions,
        outcome,
        ended,
        last_at,
        window,
        counts,
        ..
    } = gathered;
    let (processes, reused) = processes.finish();
    let labels = &head.start.labels;
    let scenario = labels.scenario.clone().unwrap_or_default();
    let mut collection =
        collection(&head.start.collection, window.unwrap_or((head.created_at, head.created_at)));
    collection.fallbacks.extend(fallbacks(counts, &reused));
    collection.unknown.insert("stream".to_owned(), counted(head, counts));
    let report = Report {
        id: head.run.to_string(),
        client_id: None,
        created_at: head.created_at,
        title: labels.title.clone().unwrap_or(scenario),
        meta: meta(head, collection, definitions),
        outcome: Some(ending(outcome, ended.unwrap_or(EndReason::Recovered), beside.screenshot)),
        processes,
        iterations,
        marks,
        logs,
        attachments: beside.attachments,
        analysis: None,
        metrics: Vec::new(),
        unknown: Unknown::new(),
    };
    Dataset {
        schema_version: SCHEMA_VERSION,
        exported_at: last_at.unwrap_or(head.created_at),
        report,
        unknown: Unknown::new(),
    }
}

fn meta(head: &Head, collection: Collection, definitions: BTreeMap<String, Definition>) -> Meta {
    let scenario = head.start.labels.scenario.clone().unwrap_or_default();
    Meta {
        test_context: test_context(head, scenario),
        env: env(head),
        collection,
        definitions,
        unknown: Unknown::new(),
    }
}

/// Refuses a collection that no Dataset could hold.
pub(super) fn check_collection(said: &Map<String, Value>) -> Result<(), FrameFault> {
    let moment = Timestamp::from_epoch_ms(0);
    typed_collection(said, (moment, moment)).map(drop)
}

fn collection(said: &Map<String, Value>, window: (Timestamp, Timestamp)) -> Collection {
    let mut collection =
        typed_collection(said, window).expect("the hello was refused unless its collection can be read");
    if !said.contains_key("interval_ms") && !said.contains_key("interval") {
        collection.fallbacks.push(Fallback {
            wanted: "the interval of the samples".to_owned(),
            used: format!("{ASSUMED_INTERVAL_MS} ms"),
            reason: "the client did not say it".to_owned(),
            unknown: Unknown::new(),
        });
    }
    collection
}

fn typed_collection(
    said: &Map<String, Value>,
    (started_at, ended_at): (Timestamp, Timestamp),
) -> Result<Collection, FrameFault> {
    let mut fields = said.clone();
    if let Some(interval) = fields.remove("interval") {
        fields.entry("interval_ms").or_insert(interval);
    }
    for (key, assumed) in [
        ("mode", json!(CollectionMode::Browser)),
        ("metric_standard", json!(MetricStandard::Chrome)),
        ("interval_ms", json!(ASSUMED_INTERVAL_MS)),
    ] {
        fields.entry(key).or_insert(assumed);
    }
    let seconds = ended_at.since(started_at).as_secs_f64();
    for (key, value) in [
        ("started_at", json!(started_at)),
        ("ended_at", json!(ended_at)),
        ("duration_seconds", json!(seconds)),
    ] {
        fields.insert(key.to_owned(), value);
    }
    typed(Value::Object(fields), "collection")
}

fn test_context(head: &Head, scenario: String) -> TestContext {
    let labels = &head.start.labels;
    let release = labels.release.iter().map(|release| format!("release:{release}"));
    let environment = labels.environment.iter().map(|environment| format!("environment:{environment}"));
    let mut tags: Vec<String> = labels.tags.iter().cloned().chain(release).chain(environment).collect();
    tags.sort();
    TestContext { scenario_name: scenario, build_id: labels.build_id.clone(), tags, ..TestContext::default() }
}

fn env(head: &Head) -> dataset::Env {
    let mut env = head.start.env.clone();
    env.platform = env.platform.or_else(|| head.client.platform.clone());
    env.extension_version = env.extension_version.or_else(|| head.client.ext_version.clone());
    env
}

/// A run whose client did not end it never counts as one that came through.
fn ending(said: Option<Outcome>, ended: EndReason, screenshot: Option<String>) -> Outcome {
    let status = match ended {
        EndReason::Stopped => OutcomeStatus::Completed,
        EndReason::Disconnected
        | EndReason::Idle
        | EndReason::Recovered
        | EndReason::RunFull
        | EndReason::DiskFailed => OutcomeStatus::Disconnected,
    };
    let mut outcome = said.filter(|_| ended == EndReason::Stopped).unwrap_or(Outcome {
        status,
        failed_step: None,
        unknown: Unknown::new(),
    });
    if let Some(step) = &mut outcome.failed_step {
        step.screenshot = screenshot;
    }
    outcome.unknown.insert("ended_reason".to_owned(), ended.word().into());
    outcome
}

fn counted(head: &Head, counts: Counts) -> Value {
    let Counts { frames, batches, out_of_order, backward, refused, resumed, lost_bytes, unopened_marks } =
        counts;
    json!({
        "client": head.client, "frames": frames, "batches": batches, "out_of_order": out_of_order,
        "backward": backward, "refused": refused, "resumed": resumed, "lost_bytes": lost_bytes, "unopened_marks": unopened_marks,
    })
}

fn fallbacks(counts: Counts, reused: &BTreeSet<u32>) -> Vec<Fallback> {
    let mut fallbacks = Vec::new();
    let mut tell = |wanted: &str, used: String, reason: &str| {
        fallbacks.push(Fallback {
            wanted: wanted.to_owned(),
            used,
            reason: reason.to_owned(),
            unknown: Unknown::new(),
        });
    };
    if counts.backward > 0 {
        let used = format!("{} samples put in order", counts.backward);
        tell("samples ascending by time", used, "the client's clock went back, or its frames crossed");
    }
    if !reused.is_empty() {
        let ids: Vec<String> = reused.iter().take(20).map(u32::to_string).collect();
        let used = format!("the last process of {} ids ({})", reused.len(), ids.join(", "));
        tell("one process per id", used, "the system gave the ids to other processes during the run");
    }
    if counts.refused > 0 {
        let used = format!("{} frames left out", counts.refused);
        tell("every frame of the client", used, "they could not be read, or the run had no room for them");
    }
    if counts.lost_bytes > 0 {
        let used = format!("{} bytes of the journal left out", counts.lost_bytes);
        tell("every frame of the client", used, "the controller's disk damaged them");
    }
    if counts.unopened_marks > 0 {
        let used = format!("{} ends of phases kept as instants", counts.unopened_marks);
        tell("the beginning and the end of every phase", used, "their beginnings did not come");
    }
    fallbacks
}
