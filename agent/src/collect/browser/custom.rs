//! Metrics that a page reports by itself. Judges what it sends; never trusts its size, its rate or its words. Pure.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use dataset::{Definition, Unknown};
use serde::Deserialize;

/// Longest key.
pub const KEY_CHARS: usize = 100;
/// Most keys of one run.
pub const KEYS: usize = 200;
/// Most values a second, and most console lines a second.
pub const RATE: u32 = 200;
const UNIT_CHARS: usize = 32;
const MEANING_CHARS: usize = 300;

/// One value that a page reported.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMetric {
    /// Metric key.
    pub key: String,
    /// The value.
    pub value: f64,
    /// Present where the page gave a unit or a meaning.
    pub definition: Option<Definition>,
}

/// The page sent something that is no metric; the words go into the run's log.
#[derive(Debug, thiserror::Error)]
pub enum PageMetricError {
    /// Not the object that was asked for.
    #[error(
        "a custom metric must be an object such as {{\"key\":\"cart.items\",\"value\":3,\"unit\":\"count\"}}"
    )]
    Shape(#[source] serde_json::Error),
    /// The key cannot stand in a Dataset.
    #[error("the metric key `{key}` must have 1 to {KEY_CHARS} letters, digits, `.`, `_`, `-`, `/` or `:`")]
    Key {
        /// As sent, cut to what can be shown.
        key: String,
    },
    /// Unit or meaning are too long.
    #[error(
        "the metric `{key}` has a unit longer than {UNIT_CHARS} or a meaning longer than {MEANING_CHARS} characters"
    )]
    Words {
        /// The metric.
        key: String,
    },
    /// A key of ours.
    #[error("the metric key `{key}` belongs to a built-in metric; choose another")]
    Taken {
        /// The metric.
        key: String,
    },
    /// One key too many.
    #[error("the metric `{key}` is dropped: a run may have {KEYS} custom keys")]
    TooMany {
        /// The metric.
        key: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    key: String,
    value: f64,
    unit: Option<String>,
    meaning: Option<String>,
}

/// The custom keys of one run.
#[derive(Debug, Default)]
pub struct CustomKeys {
    known: BTreeSet<String>,
}

impl CustomKeys {
    /// Reads one metric; `is_built_in` tells which keys are taken.
    pub fn read(
        &mut self,
        text: &str,
        is_built_in: impl Fn(&str) -> bool,
    ) -> Result<PageMetric, PageMetricError> {
        let Sent { key, value, unit, meaning } =
            serde_json::from_str(text).map_err(PageMetricError::Shape)?;
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-/:".contains(letter);
        if key.is_empty() || key.len() > KEY_CHARS || !key.chars().all(allowed) {
            return Err(PageMetricError::Key { key: key.chars().take(KEY_CHARS).collect() });
        }
        let long = |words: &Option<String>, limit| words.as_ref().is_some_and(|w| w.chars().count() > limit);
        if long(&unit, UNIT_CHARS) || long(&meaning, MEANING_CHARS) {
            return Err(PageMetricError::Words { key });
        }
        if is_built_in(&key) {
            return Err(PageMetricError::Taken { key });
        }
        if !self.known.contains(&key) && self.known.len() >= KEYS {
            return Err(PageMetricError::TooMany { key });
        }
        self.known.insert(key.clone());
        let definition = (unit.is_some() || meaning.is_some()).then(|| words(unit, meaning));
        Ok(PageMetric { key, value, definition })
    }
}

/// The definition of a metric of which only the page knows what it means.
pub fn words(unit: Option<String>, meaning: Option<String>) -> Definition {
    Definition {
        unit: unit.unwrap_or_else(|| "unknown".to_owned()),
        meaning: meaning
            .unwrap_or_else(|| "Reported by the page, which did not say what it means".to_owned()),
        direction: None,
        aggregate: None,
        threshold: None,
        practical_limit: None,
        source: None,
        unknown: Unknown::default(),
    }
}

/// Lets [`RATE`] things a second through and counts the others.
#[derive(Debug)]
pub struct Valve {
    window: Instant,
    passed: u32,
    held: u64,
}

impl Valve {
    /// An open valve.
    pub fn new(now: Instant) -> Self {
        Self { window: now, passed: 0, held: 0 }
    }

    /// Whether one more may pass at `now`.
    pub fn pass(&mut self, now: Instant) -> bool {
        if now.saturating_duration_since(self.window) >= Duration::from_secs(1) {
            self.window = now;
            self.passed = 0;
        }
        let open = self.passed < RATE;
        self.passed += u32::from(open);
        self.held += u64::from(!open);
        open
    }

    /// How many were held back so far.
    pub fn held(&self) -> u64 {
        self.held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PageMetric, String> {
        CustomKeys::default().read(text, |key| key == "dom_nodes").map_err(|error| error.to_string())
    }

    #[test]
    fn a_metric_keeps_its_unit_and_meaning() {
        let metric = read(r#"{"key":"cart.items","value":3,"unit":"count","meaning":"Items"}"#).unwrap();
        assert_eq!((metric.key.as_str(), metric.value), ("cart.items", 3.0));
        assert_eq!(metric.definition.unwrap().unit, "count");
        assert_eq!(read(r#"{"key":"a","value":-1.5}"#).unwrap().definition, None);
    }

    #[test]
    fn what_is_no_metric_is_told_apart() {
        for (text, complaint) in [
            ("7", "must be an object"),
            (r#"{"key":"a"}"#, "must be an object"),
            (r#"{"key":"a","value":"3"}"#, "must be an object"),
            (r#"{"key":"a","value":null}"#, "must be an object"),
            (r#"{"key":"a","value":1,"uint":"ms"}"#, "must be an object"),
            (r#"{"key":"","value":1}"#, "letters, digits"),
            (r#"{"key":"a b","value":1}"#, "letters, digits"),
            (r#"{"key":"dom_nodes","value":1}"#, "built-in"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(complaint), "{text}: {error}");
        }
        assert!(read(&format!(r#"{{"key":"{}","value":1}}"#, "k".repeat(101))).is_err());
    }

    #[test]
    fn keys_are_limited_and_known_ones_stay_welcome() {
        let mut keys = CustomKeys::default();
        let sent = |number: usize| format!(r#"{{"key":"k{number}","value":1}}"#);
        for number in 0..KEYS {
            keys.read(&sent(number), |_| false).unwrap();
        }
        assert!(matches!(keys.read(&sent(KEYS), |_| false), Err(PageMetricError::TooMany { .. })));
        assert!(keys.read(&sent(0), |_| false).is_ok());
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "an instant can only be had from the clock")]
    fn a_flood_is_held_back_for_the_rest_of_its_second() {
        let now = Instant::now();
        let mut valve = Valve::new(now);
        assert_eq!((0..RATE + 5).filter(|_| valve.pass(now)).count(), RATE as usize);
        assert_eq!(valve.held(), 5);
        assert!(valve.pass(now + Duration::from_secs(1)));
    }
}
