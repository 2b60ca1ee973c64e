//! A Dataset that holds every object of the format.

use serde_json::{Value, json};

/// Every object and every list of the format occurs, in the current form.
pub(crate) fn full() -> Value {
    json!({
        "schema_version": 1, "exported_at": "2024-01-15T10:05:00.000Z",
        "report": {
            "id": "", "client_id": "mine", "created_at": "2024-01-15T10:00:00.000Z", "title": "login on 6.7.0",
            "meta": {
                "test_context": {"scenario_name": "login", "build_id": "b123", "tags": ["release:6.7.0", "smoke"],
                    "notes": "", "parameters": {"size": "big"}},
                "env": {"os": "Linux", "cpu_cores": 4, "fingerprint": {"cpu": "a CPU"}},
                "collection": {"mode": "hybrid", "metric_standard": "chrome", "interval_ms": 1000,
                    "started_at": "2024-01-15T10:00:00.000Z", "ended_at": "2024-01-15T10:05:00.000Z",
                    "duration_seconds": 300.0,
                    "sources": [{"name": "system", "interval_ms": 1000, "overruns": 1,
                        "missing": [{"field": "memory_footprint", "reason": "no permission"}]}],
                    "fallbacks": [{"wanted": "hybrid", "used": "system", "reason": "no map"}],
                    "overhead": {"cpu_percent": 0.5, "collecting_cpu_percent": 0.2, "memory_rss": 1, "polls": 300, "poll_ms_p50": 1.0,
                        "poll_ms_p95": 2.0, "poll_ms_max": 3.0}},
                "definitions": {"inference_time": {"unit": "ms", "meaning": "one inference call",
                    "direction": "lower_is_better", "aggregate": "median", "threshold": 50.0,
                    "practical_limit": {"percent": 5.0}, "source": "os"}}},
            "outcome": {"status": "failed", "failed_step": {"number": 3, "kind": "click", "iteration": 1,
                "reason": "no such element", "screenshot": "failed.png"}},
            "processes": [{"pid": 4321, "name": "chromium", "proc_type": "Renderer", "title": "Login"}],
            "iterations": [{"index": 0, "warmup": true, "started_at": "2024-01-15T10:00:00.000Z",
                "ended_at": "2024-01-15T10:00:02.000Z", "results": {"inference_time": 41.2}},
                {"index": 1, "warmup": false, "started_at": "2024-01-15T10:00:02.000Z",
                "ended_at": "2024-01-15T10:00:04.000Z", "results": {"inference_time": 40.9}}],
            "marks": [{"name": "type", "iteration": 1, "started_at": "2024-01-15T10:00:03.000Z"}],
            "logs": [{"timestamp": "2024-01-15T10:00:01.000Z", "level": "warn", "source": "console", "text": "slow"}],
            "attachments": [{"name": "failed.png", "media_type": "image/png", "size_bytes": 9, "sha256": "00"}],
            "analysis": {"verdict": "unchanged"},
            "metrics": [{"timestamp": "2024-01-15T10:00:01.000Z", "metrics": {
                "4321": {"timestamp": "2024-01-15T10:00:01.350Z", "cpu_os_usage": 13.1, "memory_rss": 157_286_400,
                    "cpu_chrome_usage": 12.5, "memory_private": 104_857_600, "js_heap_size": 7, "dom_nodes": 50,
                    "gpu_usage": 1.0, "memory_footprint": 3, "custom_metrics": {"inference_time": 41.2}}}}]
        }
    })
}
