//! The journal on disk and the Dataset that it becomes.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use controller::intake::streaming::{
    Client, Effect, EndReason, Head, Input, Journal, JournalError, Moment, Record, RecordKind, Records,
    Start, StreamRules, StreamedRun, assemble,
};
use dataset::{Dataset, OutcomeStatus, Timestamp, read_dataset};
use protocol::RunId;
use serde_json::{Value, json};
use uuid::Uuid;

const T0: i64 = 1_760_000_000_000;

fn head(start: Value) -> Head {
    let start: Start = serde_json::from_value(start).unwrap();
    Head {
        run: RunId::new(Uuid::from_u128(7)),
        attempt: None,
        project: "default".to_owned(),
        resume_sha256: "00".to_owned(),
        created_at: Timestamp::from_epoch_ms(T0),
        client: Client { platform: Some("chromeos".to_owned()), ..Client::default() },
        start,
    }
}

fn append(journal: &mut Journal, records: &[Record]) {
    let mut bytes = Vec::new();
    for record in records {
        record.encode(&mut bytes);
    }
    journal.append(&bytes).unwrap();
}

/// A journal of these frames, as the state machine writes it.
fn written(folder: &Path, start: Value, frames: &[Value], end: EndReason) {
    let head = head(start);
    let rules = StreamRules {
        resume_window: std::time::Duration::from_mins(1),
        run_bytes: 1 << 30,
        bad_in_row: 1_000,
    };
    let mut machine = StreamedRun::begin(&head.start, rules);
    let mut journal = Journal::create(folder, &head).unwrap();
    let now = Moment { at: Timestamp::from_epoch_ms(T0), elapsed: std::time::Duration::ZERO };
    for frame in frames {
        for effect in machine.step(Input::Text(&frame.to_string()), now) {
            if let Effect::Append(record) = effect {
                append(&mut journal, &[record]);
            }
        }
    }
    let text = end.word().to_owned();
    append(
        &mut journal,
        &[Record { kind: RecordKind::End, numbered: false, at: now.at, seq: machine.last(), text }],
    );
}

fn assembled(folder: &Path) -> Dataset {
    let once = assemble(folder, Vec::new()).unwrap();
    assert_eq!(once, assemble(folder, Vec::new()).unwrap(), "the same journal gives the same bytes");
    read_dataset(&once).unwrap()
}

#[test]
fn a_torn_tail_is_cut_and_everything_before_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let record = |seq| Record {
        kind: RecordKind::Data,
        numbered: true,
        at: Timestamp::from_epoch_ms(T0),
        seq,
        text: format!("{{\"seq\":{seq}}}"),
    };
    let mut journal = Journal::create(&run, &head(json!({"scenario": "s"}))).unwrap();
    append(&mut journal, &[record(1), record(2)]);
    let whole = journal.bytes();
    assert!(
        matches!(Journal::open(&run, |_, _| {}), Err(JournalError::InUse { .. })),
        "one writer at a time"
    );
    drop(journal);
    let mut torn = Vec::new();
    record(3).encode(&mut torn);
    for cut in 1..torn.len() {
        let mut file = OpenOptions::new().append(true).open(Journal::path(&run)).unwrap();
        file.write_all(&torn[..cut]).unwrap();
        let mut found = Vec::new();
        let (journal, _) = Journal::open(&run, |_, record| found.push(record.seq)).unwrap();
        assert_eq!((found, journal.bytes()), (vec![1, 2], whole), "cut at {cut}");
    }
}

#[test]
fn damage_amid_a_journal_is_told_and_not_read_over() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let frames: Vec<Value> =
        (1..=5).map(|seq| json!({"type": "log", "seq": seq, "data": {"text": "line"}})).collect();
    written(&run, json!({"scenario": "s"}), &frames, EndReason::Stopped);
    let positions: Vec<u64> = {
        let mut records = Records::open(&run, 0).unwrap();
        std::iter::from_fn(|| records.next().map(|_| records.offset())).collect()
    };
    let mut bytes = std::fs::read(Journal::path(&run)).unwrap();
    let at = usize::try_from(positions[3]).unwrap() + 40;
    bytes[at] ^= 1;
    std::fs::write(Journal::path(&run), bytes).unwrap();
    let mut last = 0;
    let (journal, _) = Journal::open(&run, |_, record| last = record.seq).unwrap();
    assert_eq!(last, 3, "what lies before the damage stays");
    drop(journal);
    let run = assembled(&run).report;
    assert_eq!(run.logs.len(), 3);
    let told = &run.meta.collection.fallbacks;
    assert!(told.iter().any(|fallback| fallback.reason.contains("damaged")), "{told:?}");
}

#[test]
fn a_journal_becomes_a_dataset_with_everything_that_came() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let start = json!({
        "scenario": "scroll", "release": "6.7.0", "build": "b1", "tags": ["nightly"], "environment": "lab",
        "env": {"os": "ChromeOS 140"}, "collection": {"mode": "browser", "interval": 500, "sources": [{"name": "chrome.processes"}], "probe": {"processes": true}},
        "definitions": {"fps": {"unit": "1/s", "meaning": "frames drawn", "direction": "higher_is_better"}},
    });
    let frames = [
        json!({"type": "processes", "seq": 1, "data": [{"pid": 7, "type": "renderer", "title": "Tab"}, {"pid": 8, "type": "gpu"}]}),
        json!({"type": "data", "seq": 2, "timestamp": T0 + 1000, "metrics": {"7": {"cpu": 12.5, "memory": 4096}, "8": {"cpu": 1}}}),
        json!({"type": "mark", "seq": 3, "timestamp": T0 + 1100, "data": {"name": "load", "edge": "begin"}}),
        json!({"type": "custom_metric", "seq": 4, "timestamp": T0 + 1200, "data": {"key": "fps", "value": 59.94, "unit": "1/s"}}),
        json!({"type": "console_log", "seq": 5, "data": {"level": "warning", "text": "slow", "timestamp": T0 + 1300}}),
        json!({"type": "mark", "seq": 6, "timestamp": T0 + 1500, "data": {"name": "load", "edge": "end"}}),
        json!({"type": "data", "seq": 7, "timestamp": T0 + 2000, "metrics": {"7": {"cpu": 13.25}}}),
        json!({"type": "iteration", "seq": 8, "data": {"index": 0, "warmup": false, "started_at": T0 + 1000, "ended_at": T0 + 2000, "results": {"load": 1000.0}}}),
        json!({"type": "stop", "seq": 9}),
    ];
    written(&run, start, &frames, EndReason::Stopped);
    let dataset = assembled(&run);
    let report = dataset.report;
    let tags = report.meta.test_context.tags.join(" ");
    assert_eq!((report.title.as_str(), tags.as_str()), ("scroll", "environment:lab nightly release:6.7.0"));
    assert_eq!(report.meta.env.platform.as_deref(), Some("chromeos"));
    let collection = &report.meta.collection;
    assert_eq!((collection.interval_ms, collection.duration_seconds), (500, 1.0));
    assert_eq!(
        (collection.fallbacks.as_slice(), &collection.unknown["probe"]),
        (&[][..], &json!({"processes": true}))
    );
    let outcome = report.outcome.unwrap();
    assert_eq!(
        (outcome.status, &outcome.unknown["ended_reason"]),
        (OutcomeStatus::Completed, &json!("stopped"))
    );
    let ats: Vec<i64> = report.metrics.iter().map(|batch| batch.timestamp.epoch_ms() - T0).collect();
    assert_eq!(ats, [1000, 1200, 2000]);
    assert_eq!(report.metrics[1].metrics[&0].custom_metrics["fps"].to_bits(), 59.94_f64.to_bits());
    assert_eq!(report.meta.definitions["fps"].meaning, "frames drawn");
    assert_eq!((report.marks.len(), report.marks[0].ended_at.map(Timestamp::epoch_ms)), (1, Some(T0 + 1500)));
    assert_eq!((report.logs[0].text.as_str(), report.iterations.len()), ("slow", 1));
    let tab = &report.processes[0];
    assert_eq!(tab.title.as_deref(), Some("Tab"));
    assert_eq!(tab.last_seen.map(Timestamp::epoch_ms), Some(T0 + 2000));
}

#[test]
fn time_that_runs_backwards_is_put_in_order_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let data =
        |at: i64, cpu: f64| json!({"type": "data", "timestamp": T0 + at, "metrics": {"7": {"cpu": cpu}}});
    let frames = [data(3000, 1.0), data(1000, 2.0), data(2000, 3.0), data(2000, 4.0)];
    written(&run, json!({"scenario": "s"}), &frames, EndReason::Disconnected);
    let report = assembled(&run).report;
    let cpu: Vec<f64> =
        report.metrics.iter().map(|batch| batch.metrics[&7].cpu_chrome_usage.unwrap()).collect();
    assert_eq!(cpu, [2.0, 3.0, 4.0, 1.0]);
    let told = &report.meta.collection.fallbacks;
    assert!(told.iter().any(|fallback| fallback.used.contains("3 samples")), "{told:?}");
    assert_eq!(report.outcome.unwrap().status, OutcomeStatus::Disconnected);
}

#[test]
fn an_id_that_another_process_was_given_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let list = |processes: Value| json!({"type": "processes", "data": processes});
    let frames = [
        list(json!([{"pid": 7, "type": "renderer", "name": "tab"}, {"pid": 9, "type": "gpu"}])),
        list(json!([{"pid": 9, "type": "gpu"}])),
        list(json!([{"pid": 7, "type": "utility", "name": "audio"}, {"pid": 9, "type": "gpu"}])),
    ];
    written(&run, json!({"scenario": "s"}), &frames, EndReason::Idle);
    let report = assembled(&run).report;
    assert_eq!(report.processes[0].name, "audio", "the last one holds");
    let told = &report.meta.collection.fallbacks;
    assert!(told.iter().any(|fallback| fallback.used.contains("1 ids (7)")), "{told:?}");
}

#[test]
fn a_journal_without_a_single_frame_becomes_an_empty_run() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    written(&run, json!({"scenario": "s"}), &[], EndReason::Recovered);
    let report = assembled(&run).report;
    assert_eq!((report.metrics.len(), report.meta.collection.duration_seconds), (0, 0.0));
    assert_eq!(report.outcome.unwrap().unknown["ended_reason"], "recovered");
}
