//! Datasets as a nightly browser run leaves them, of the size that a bench asks for. Never random: the same size gives the same bytes.

use std::io::{self, Write};

use serde_json::{Value, json};

/// Title of every one; its digits are to be replaced.
pub(crate) const TITLE: &str = "upload 0000000000";
/// When the run began, epoch milliseconds.
const BEGAN: u64 = 1_760_000_000_000;
/// Processes of the browser.
const PROCESSES: u64 = 8;

/// Writes a Dataset of about so many bytes: 8 processes, 6 values each a second, ten measured iterations.
pub(crate) fn write_document(mut out: impl Write, bytes: u64) -> io::Result<()> {
    let report = report().to_string();
    let report = report.strip_suffix('}').expect("a report is an object");
    let open =
        format!(r#"{{"schema_version":1,"exported_at":{},"report":{report},"metrics":["#, BEGAN + 60_000);
    out.write_all(open.as_bytes())?;
    let (mut written, mut tick) = (open.len() as u64, 0);
    while written < bytes {
        let comma = if tick == 0 { "" } else { "," };
        let batch = format!("{comma}{}", batch(tick));
        out.write_all(batch.as_bytes())?;
        written += batch.len() as u64;
        tick += 1;
    }
    out.write_all(b"]}}")?;
    out.flush()
}

/// Everything of a report but its batches.
fn report() -> Value {
    let iterations: Vec<Value> = (0..=10)
        .map(|index| {
            let at = BEGAN + index * 5_000;
            json!({"index": index, "warmup": index == 0, "started_at": at, "ended_at": at + 5_000,
                "results": {"inference_time": 40.0 + (index * 7 % 11) as f64 / 8.0}})
        })
        .collect();
    let processes: Vec<Value> = (0..PROCESSES)
        .map(|number| json!({"pid": 4300 + number, "name": "chromium", "proc_type": "Renderer", "title": format!("Tab {number}")}))
        .collect();
    json!({
        "created_at": BEGAN, "title": TITLE,
        "meta": {
            "test_context": {"scenario_name": "bench", "tags": ["release:1.0", "nightly"]},
            "env": {"os": "Debian GNU/Linux 12", "platform": "linux", "arch": "x86_64", "device_name": "bench",
                "browser_name": "chromium", "browser_version": "156.0", "fingerprint": {"browser_version": "156.0"}},
            "collection": {"mode": "hybrid", "metric_standard": "chrome", "interval_ms": 1000, "started_at": BEGAN,
                "ended_at": BEGAN + 60_000, "duration_seconds": 60.0},
            "definitions": {"inference_time": {"unit": "ms", "meaning": "one call", "direction": "lower_is_better"}},
        },
        "outcome": {"status": "completed"}, "processes": processes, "iterations": iterations,
    })
}

/// All processes at one instant; half of the values move slowly, half are noisy.
fn batch(tick: u64) -> String {
    let points = (0..PROCESSES).map(|number| {
        let noise = noise(tick * PROCESSES + number);
        let cpu = (noise % 4_000) as f64 / 100.0;
        let chrome = (noise / 4_096 % 4_000) as f64 / 100.0;
        let rss = (120 << 20) + tick * 4096 + (noise % 16) * 4096;
        let heap = (20 << 20) + (tick % 64) * 65_536;
        let (private, nodes) = (rss / 2, 1_500 + tick / 16);
        format!(
            r#""{}":{{"cpu_os_usage":{cpu},"memory_rss":{rss},"cpu_chrome_usage":{chrome},"memory_private":{private},"js_heap_size":{heap},"dom_nodes":{nodes}}}"#,
            4300 + number,
        )
    });
    let points: Vec<String> = points.collect();
    format!(r#"{{"timestamp":{},"metrics":{{{}}}}}"#, BEGAN + tick * 1000, points.join(","))
}

/// Digits without a pattern that a compressor could find (splitmix64, Steele et al. 2014).
fn noise(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
