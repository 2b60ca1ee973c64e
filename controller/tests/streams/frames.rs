//! The parser of frames under random bytes: it answers each, never panics, and never makes more of a frame than it was.

use controller::intake::streaming::{Frame, FrameFault, Labels, read_frame, read_hello};
use dataset::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_epoch_ms(1_760_000_000_000);

fn fault(frame: &Value) -> FrameFault {
    read_frame(&frame.to_string(), NOW).frame.unwrap_err()
}

/// Any JSON, with words and numbers that frames are made of.
fn json_like() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(1_760_000_000_123_i64)),
        "[a-z_]{0,12}".prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        "[0-9]{1,6}".prop_map(String::from),
        prop::sample::select(vec![
            "type",
            "seq",
            "timestamp",
            "metrics",
            "data",
            "cpu",
            "memory",
            "key",
            "value",
            "unit",
            "name",
            "edge",
            "pid",
            "text",
            "level",
            "index",
            "results",
            "custom_metrics",
            "outcome",
            "status",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 48, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,300}") {
        let _answer = read_frame(&text, NOW);
        let _answer = read_hello(&text, Labels::default());
    }

    #[test]
    fn no_json_makes_the_parser_panic_or_grow(
        kind in prop::sample::select(vec!["data", "processes", "log", "console_log", "custom_metric", "mark", "iteration", "stop", "hello"]),
        body in json_like(), data in json_like(),
    ) {
        let mut frame = if body.is_object() { body } else { json!({"metrics": body}) };
        frame["type"] = kind.into();
        frame["data"] = data;
        let text = frame.to_string();
        let _hello = read_hello(&text, Labels::default());
        if let Ok(frame) = read_frame(&text, NOW).frame {
            let size = match frame {
                Frame::Data(batch) => serde_json::to_vec(&batch).unwrap().len(),
                Frame::Processes(processes) => serde_json::to_vec(&processes).unwrap().len(),
                Frame::Log(line) => serde_json::to_vec(&line).unwrap().len(),
                Frame::Iteration(iteration) => serde_json::to_vec(&iteration).unwrap().len(),
                Frame::Custom(_) | Frame::Mark(_) | Frame::Stop(_) => 0,
            };
            prop_assert!(size <= 4 * text.len() + 400, "{size} bytes of {}", text.len());
        }
    }

    #[test]
    fn every_number_is_kept_as_it_was_sent(cpu in prop::num::f64::POSITIVE | prop::num::f64::NORMAL, memory: u64) {
        let cpu = cpu.abs();
        let frame = json!({"type": "data", "timestamp": 1_760_000_000_000_i64, "metrics": {"4321": {"cpu": cpu, "memory": memory}}});
        let Ok(Frame::Data(batch)) = read_frame(&frame.to_string(), NOW).frame else { panic!("{frame}") };
        let point = &batch.metrics[&4321];
        prop_assert_eq!(point.cpu_chrome_usage.map(f64::to_bits), Some(cpu.to_bits()));
        prop_assert_eq!(point.memory_private, Some(memory));
    }
}

#[test]
fn each_mistake_has_its_answer() {
    let check = |text: &str, expected: &str| {
        let fault = read_frame(text, NOW).frame.unwrap_err().to_string();
        assert!(fault.contains(expected), "{text}: {fault}");
    };
    check("", "not JSON");
    check("{\"type\":\"data\"", "not JSON");
    check("[1]", "expected an object");
    check(r#"{"type":"data","timestamp":1760000000000,"metrics":{"1":{"cpu":NaN}}}"#, "not JSON");
    check(r#"{"type":"data","timestamp":1760000000000,"metrics":{"1":{"cpu":1e999}}}"#, "not JSON");
    check(&format!("{{\"type\":\"data\",\"x\":{}1{}}}", "[".repeat(500), "]".repeat(500)), "not JSON");
    check(r#"{"type":"data","type":"log"}"#, "twice");
    check(r#"{"type":"data","timestamp":1760000000000,"metrics":{"1":{},"1":{}}}"#, "twice");
    check(r#"{"type":"data","timestamp":1760000000000,"metrics":{"1":{},"01":{}}}"#, "twice");
    check(r#"{"seq":0,"type":"data"}"#, "counts from 1");
    check(r#"{"seq":"1","type":"data"}"#, "counts from 1");
    check(r#"{"type":"data","metrics":{}}"#, "timestamp");
    check(r#"{"type":"data","timestamp":1760000000,"metrics":{}}"#, "milliseconds");
    check(r#"{"type":"processes","data":{}}"#, "list of processes");
    check(r#"{"type":"log","data":{"text":1}}"#, "data.text");
    check(r#"{"type":"log","data":{"text":"t","level":"loud"}}"#, "loud");
    check(r#"{"type":"custom_metric","data":{"key":"fps","value":"60","unit":"1/s"}}"#, "data.value");
    check(r#"{"type":"custom_metric","data":{"key":"fps","value":60}}"#, "unit");
    check(r#"{"type":"custom_metric","data":{"key":"memory_rss","value":60,"unit":"bytes"}}"#, "built-in");
    check(r#"{"type":"mark","data":{"name":"m","edge":"middle"}}"#, "data.edge");
    check(r#"{"type":"mark","data":{"name":" "}}"#, "data.name");
    check(r#"{"type":"stop","outcome":{"status":"perfect"}}"#, "outcome.status");
    check(r#"{"type":"dance"}"#, "dance");
    check(r#"{"type":"hello"}"#, "beginning");
}

#[test]
fn ten_thousand_processes_are_taken_and_one_more_is_not() {
    let with = |count: u32| {
        let metrics: serde_json::Map<String, Value> =
            (1..=count).map(|pid| (pid.to_string(), json!({"cpu": 1.5}))).collect();
        json!({"type": "data", "timestamp": 1_760_000_000_000_i64, "metrics": metrics})
    };
    assert!(read_frame(&with(10_000).to_string(), NOW).frame.is_ok());
    assert!(fault(&with(10_001)).to_string().contains("at most 10000"));
    let padded = json!({"type": "log", "seq": 3, "data": {"text": "x".repeat(1 << 20)}});
    let read = read_frame(&padded.to_string(), NOW);
    assert_eq!(read.seq, Some(3), "its number is known, so that the client may go on behind it");
    assert!(matches!(read.frame, Err(FrameFault::TooLarge { .. })));
}
