//! What each frame of each socket holds, so that what is stored can be compared with what was sent. Never random.

use std::collections::BTreeMap;

use dataset::{BatchMetric, MetricPoint, Timestamp, Unknown};
use serde::Serialize;

/// Processes of a frame.
pub(crate) const PROCESSES: u32 = 40;
/// When the runs begin, epoch milliseconds.
const BEGAN: i64 = 1_760_000_000_000;

#[derive(Serialize)]
struct Frame {
    #[serde(rename = "type")]
    kind: &'static str,
    seq: u64,
    timestamp: i64,
    metrics: BTreeMap<u32, MetricPoint>,
}

/// The text of a frame.
pub(crate) fn text(socket: usize, seq: u64) -> String {
    let frame = Frame { kind: "data", seq, timestamp: at(seq), metrics: points(socket, seq) };
    serde_json::to_string(&frame).expect("a frame is plain JSON")
}

/// What has to be stored of it.
pub(crate) fn batch(socket: usize, seq: u64) -> BatchMetric {
    let timestamp = Timestamp::from_epoch_ms(at(seq));
    BatchMetric { timestamp, metrics: points(socket, seq), unknown: Unknown::default() }
}

/// The number of the frame with this time.
pub(crate) fn seq(timestamp: Timestamp) -> u64 {
    u64::try_from((timestamp.epoch_ms() - BEGAN) / 1000).unwrap_or_default()
}

fn at(seq: u64) -> i64 {
    BEGAN + seq as i64 * 1000
}

fn points(socket: usize, seq: u64) -> BTreeMap<u32, MetricPoint> {
    (0..PROCESSES).map(|number| (1000 + number, point(socket as u64, seq, u64::from(number)))).collect()
}

fn point(socket: u64, seq: u64, process: u64) -> MetricPoint {
    let noise = socket * 7919 + seq * 104_729 + process * 613;
    let percent = |salt: u64| (noise * salt % 10_000) as f64 / 100.0;
    let rss = (100 << 20) + (noise % 4096) * 4096;
    MetricPoint {
        cpu_os_usage: Some(percent(3)),
        memory_rss: Some(rss),
        cpu_chrome_usage: Some(percent(7)),
        memory_private: Some(rss / 2),
        js_heap_size: Some((20 << 20) + seq * 65_536),
        gpu_usage: Some(percent(11)),
        ..MetricPoint::default()
    }
}
