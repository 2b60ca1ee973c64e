//! What a page's renderer says about itself. The counters belong to its process: two pages of one process tell the
//! same ones, so they are never added up. Pure.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::Value;

/// One answer to `Performance.getMetrics`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageSample {
    /// JavaScript heap in use, bytes.
    pub js_heap_bytes: Option<u64>,
    /// DOM nodes alive.
    pub dom_nodes: Option<u64>,
    /// Further figures by metric key.
    pub custom: BTreeMap<String, f64>,
}

/// The cumulative counters of the previous answer.
#[derive(Clone, Debug, Default)]
pub struct PageCounters {
    previous: Option<(Instant, BTreeMap<&'static str, f64>)>,
}

/// Counter of the browser, our key, and the factor that turns its rate (1/s) into our unit.
const RATES: [(&str, &str, f64); 6] = [
    ("TaskDuration", "page.task_time", 100.0),
    ("ScriptDuration", "page.script_time", 100.0),
    ("LayoutDuration", "page.layout_time", 100.0),
    ("RecalcStyleDuration", "page.style_time", 100.0),
    ("LayoutCount", "page.layouts", 1.0),
    ("RecalcStyleCount", "page.style_recalculations", 1.0),
];

const LEVELS: [(&str, &str); 3] = [
    ("JSHeapTotalSize", "page.js_heap_total"),
    ("JSEventListeners", "page.event_listeners"),
    ("Documents", "page.documents"),
];

impl PageCounters {
    /// Reads an answer that came at `at`. Rates need two answers; a counter that fell began anew and gives none.
    pub fn read(&mut self, answer: &Value, at: Instant) -> PageSample {
        let rows = answer["metrics"].as_array().map(Vec::as_slice).unwrap_or_default();
        let value = |name: &str| {
            rows.iter().find(|row| row["name"].as_str() == Some(name)).and_then(|row| row["value"].as_f64())
        };
        let whole = |name| value(name).filter(|value| *value >= 0.0).map(|value| value as u64);
        let mut custom: BTreeMap<String, f64> =
            LEVELS.iter().filter_map(|(name, key)| Some(((*key).to_owned(), value(name)?))).collect();
        let counters: BTreeMap<&'static str, f64> =
            RATES.iter().filter_map(|(name, ..)| Some((*name, value(name)?))).collect();
        if let Some((before, old)) = &self.previous {
            let seconds = at.saturating_duration_since(*before).as_secs_f64();
            for (name, key, factor) in RATES {
                if let (Some(new), Some(old)) = (counters.get(name), old.get(name))
                    && new >= old
                    && seconds > 0.0
                {
                    custom.insert(key.to_owned(), (new - old) / seconds * factor);
                }
            }
        }
        self.previous = Some((at, counters));
        PageSample { js_heap_bytes: whole("JSHeapUsedSize"), dom_nodes: whole("Nodes"), custom }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an instant can only be had from the clock")]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn answer(nodes: u64, layouts: u64) -> Value {
        json!({"metrics": [
            {"name": "Nodes", "value": nodes},
            {"name": "JSHeapUsedSize", "value": 1000},
            {"name": "LayoutCount", "value": layouts},
        ]})
    }

    #[test]
    fn levels_come_at_once_and_rates_with_the_second_answer() {
        let mut counters = PageCounters::default();
        let now = Instant::now();
        let first = counters.read(&answer(50, 10), now);
        assert_eq!((first.dom_nodes, first.js_heap_bytes), (Some(50), Some(1000)));
        assert!(first.custom.is_empty());
        let second = counters.read(&answer(60, 30), now + Duration::from_secs(2));
        assert_eq!(second.custom.get("page.layouts"), Some(&10.0));
    }

    #[test]
    fn counters_that_began_anew_give_no_rate() {
        let mut counters = PageCounters::default();
        let now = Instant::now();
        counters.read(&answer(50, 10), now);
        assert!(counters.read(&answer(50, 3), now + Duration::from_secs(1)).custom.is_empty());
    }

    #[test]
    fn figures_that_are_not_told_are_absent() {
        let sample = PageCounters::default().read(&json!({}), Instant::now());
        assert_eq!(sample, PageSample::default());
    }
}
