//! Datasets to store.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A Dataset that says what a test is about and is ordinary in everything else.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) scenario: String,
    pub(crate) release: Option<String>,
    pub(crate) build: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) platform: Option<String>,
    pub(crate) device: String,
    pub(crate) outcome: Option<&'static str>,
    /// Epoch milliseconds.
    pub(crate) created_at: i64,
    pub(crate) seconds: i64,
    pub(crate) title: String,
    pub(crate) browser_version: String,
    /// Results of `inference_time`, one per measured iteration, ms.
    pub(crate) results: Vec<f64>,
    pub(crate) batches: i64,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            scenario: "inference".to_owned(),
            release: Some("6.7.0".to_owned()),
            build: Some("b1".to_owned()),
            tags: vec!["nightly".to_owned()],
            platform: Some("linux".to_owned()),
            device: "lab-03".to_owned(),
            outcome: Some("completed"),
            created_at: 1_760_000_000_000,
            seconds: 60,
            title: "inference on 6.7.0".to_owned(),
            browser_version: "156.0".to_owned(),
            results: steady(100.0),
            batches: 5,
        }
    }
}

/// Ten results that scatter by about one percent around a level.
pub(crate) fn steady(level: f64) -> Vec<f64> {
    let percent = [0.3, -0.8, 0.5, 1.0, -0.4, 0.1, -1.1, 0.7, -0.2, 0.9];
    percent.iter().map(|percent| level * (1.0 + percent / 100.0)).collect()
}

impl Sample {
    /// The Dataset's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(&self.json()).unwrap()
    }

    /// The Dataset.
    pub(crate) fn json(&self) -> Value {
        let start = self.created_at;
        let end = start + self.seconds * 1000;
        let tags =
            self.release.iter().map(|release| format!("release:{release}")).chain(self.tags.iter().cloned());
        let mut report = json!({
            "created_at": start,
            "title": self.title,
            "meta": {
                "test_context": {
                    "scenario_name": self.scenario, "build_id": self.build, "tags": tags.collect::<Vec<_>>(),
                    "notes": "as every night"
                },
                "env": {
                    "os": "Debian GNU/Linux 12", "platform": self.platform, "arch": "x86_64",
                    "device_name": self.device, "device_class": "lab", "browser_name": "chromium",
                    "browser_version": self.browser_version,
                    "fingerprint": BTreeMap::from([("browser_version", &self.browser_version)])
                },
                "collection": {
                    "mode": "hybrid", "metric_standard": "chrome", "interval_ms": 1000, "started_at": start,
                    "ended_at": end, "duration_seconds": self.seconds as f64,
                    "overhead": {"cpu_percent": 2.5, "collecting_cpu_percent": 0.5, "memory_rss": 30_000_000,
                        "polls": 60, "poll_ms_p50": 0.4, "poll_ms_p95": 0.9, "poll_ms_max": 3.0}
                },
                "definitions": { "inference_time": {
                    "unit": "ms", "meaning": "one inference call", "direction": "lower_is_better"
                } }
            },
            "processes": [
                { "pid": 4321, "name": "chromium", "proc_type": "Renderer", "title": "Inference" },
                { "pid": 4300, "name": "chromium", "proc_type": "Browser" }
            ],
            "iterations": self.iterations(),
            "marks": [{ "name": "load", "started_at": start + 100, "ended_at": start + 900 }],
            "logs": [{ "timestamp": start + 10, "level": "info", "source": "console", "text": "ready" }],
            "metrics": (0..self.batches).map(|tick| batch(start, tick)).collect::<Vec<_>>()
        });
        if let Some(outcome) = self.outcome {
            report["outcome"] = json!({ "status": outcome });
        }
        json!({ "schema_version": 1, "exported_at": end, "report": report })
    }

    fn iterations(&self) -> Vec<Value> {
        let at = |index: usize| self.created_at + index as i64 * 100;
        let iteration = |(index, value): (usize, f64)| {
            json!({ "index": index, "warmup": index == 0, "started_at": at(index), "ended_at": at(index + 1),
                    "results": { "inference_time": value } })
        };
        // The warm-up is far off: whoever counts it is found out.
        std::iter::once(9_999.0).chain(self.results.iter().copied()).enumerate().map(iteration).collect()
    }
}

fn batch(start: i64, tick: i64) -> Value {
    let cpu = 10.0 + (tick * 7 % 13) as f64 / 4.0;
    json!({ "timestamp": start + tick * 1000, "metrics": {
        "4321": { "cpu_os_usage": cpu, "memory_rss": 157_286_400 + tick * 4096, "cpu_chrome_usage": cpu - 0.5,
                  "custom_metrics": { "inference_time": 41.2 + tick as f64 / 8.0 } },
        "4300": { "cpu_os_usage": 1.5, "memory_rss": 104_857_600 }
    } })
}
