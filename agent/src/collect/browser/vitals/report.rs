//! Reads what the observers send. A page could send it too, so nothing in it is trusted. Pure.

use serde::Deserialize;

/// Longest text that is looked at.
const TEXT_BYTES: usize = 16 << 10;

/// One report of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageReport {
    /// When, by the page's wall clock, ms since the Unix epoch.
    pub at_ms: f64,
    /// What.
    pub kind: ReportKind,
}

/// What a page reports.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportKind {
    /// A value of a web vital, by its built-in key.
    Vital {
        /// E.g. `web_vitals.lcp`.
        key: String,
        /// In the unit of the key's definition; finite and not negative.
        value: f64,
    },
    /// The `detail` of a custom metric event, as JSON.
    Metric {
        /// Not judged yet.
        text: String,
    },
}

/// The page sent something that our observers do not send.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Too long to be looked at.
    #[error("a report of a page has {bytes} bytes, more than {TEXT_BYTES}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not in the form of a report.
    #[error("a report of a page is not in the form of one")]
    Shape(#[source] serde_json::Error),
    /// A value that no vital can have.
    #[error("a page reported {value} for `{key}`, which is no value of a web vital")]
    Value {
        /// As sent.
        key: String,
        /// As sent.
        value: f64,
    },
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Sent {
    Vital { at: f64, key: String, value: f64 },
    Metric { at: f64, text: String },
}

impl PageReport {
    /// Reads one payload; `is_vital` tells the keys that observers report.
    pub fn read(payload: &str, is_vital: impl Fn(&str) -> bool) -> Result<Self, ReportError> {
        if payload.len() > TEXT_BYTES {
            return Err(ReportError::TooLong { bytes: payload.len() });
        }
        match serde_json::from_str(payload).map_err(ReportError::Shape)? {
            Sent::Metric { at, text } => Ok(Self { at_ms: at, kind: ReportKind::Metric { text } }),
            Sent::Vital { at, key, value } => {
                if value.is_finite() && value >= 0.0 && is_vital(&key) {
                    Ok(Self { at_ms: at, kind: ReportKind::Vital { key, value } })
                } else {
                    Err(ReportError::Value { key: key.chars().take(100).collect(), value })
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> Result<PageReport, ReportError> {
        PageReport::read(payload, |key| key == "web_vitals.lcp")
    }

    #[test]
    fn reports_are_read() {
        let kind = ReportKind::Vital { key: "web_vitals.lcp".to_owned(), value: 12.5 };
        let payload = r#"{"at":1000,"kind":"vital","key":"web_vitals.lcp","value":12.5}"#;
        assert_eq!(read(payload).unwrap(), PageReport { at_ms: 1000.0, kind });
        let kind = ReportKind::Metric { text: "{}".to_owned() };
        assert_eq!(read(r#"{"at":1,"kind":"metric","text":"{}"}"#).unwrap().kind, kind);
    }

    #[test]
    fn what_a_page_forges_is_refused() {
        for payload in [
            "",
            "[]",
            r#"{"kind":"vital"}"#,
            r#"{"at":1,"kind":"vital","key":"web_vitals.lcp","value":-1}"#,
            r#"{"at":1,"kind":"vital","key":"cpu_time.total","value":1}"#,
            r#"{"at":1,"kind":"other"}"#,
        ] {
            assert!(read(payload).is_err(), "{payload}");
        }
        assert!(matches!(read(&"x".repeat(TEXT_BYTES + 1)), Err(ReportError::TooLong { .. })));
    }
}
