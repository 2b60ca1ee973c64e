//! Console lines of pages: log lines, or custom metrics by their prefix. Pure.

use dataset::LogLevel;
use serde_json::Value;

/// A console line that begins with this and a blank holds a custom metric as JSON.
pub const PREFIX: &str = "PERFSIGHT ";

/// Longest line that is kept.
const LINE_CHARS: usize = 4000;

/// What a page wrote to its console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Console {
    /// A custom metric, not judged yet.
    Metric {
        /// JSON, without the prefix.
        text: String,
    },
    /// Anything else.
    Line {
        /// How much it matters.
        level: LogLevel,
        /// The line.
        text: String,
    },
}

impl Console {
    /// Reads the parameters of `Runtime.consoleAPICalled`.
    pub fn read(params: &Value) -> Self {
        let arguments = params["args"].as_array().map(Vec::as_slice).unwrap_or_default();
        let text = arguments.iter().map(show).collect::<Vec<_>>().join(" ");
        let text: String = text.chars().take(LINE_CHARS).collect();
        if let Some(json) = text.strip_prefix(PREFIX) {
            return Self::Metric { text: json.to_owned() };
        }
        let level = match params["type"].as_str() {
            Some("error" | "assert") => LogLevel::Error,
            Some("warning") => LogLevel::Warn,
            Some("debug" | "trace") => LogLevel::Debug,
            Some(_) | None => LogLevel::Info,
        };
        Self::Line { level, text }
    }

    /// Reads the parameters of `Runtime.exceptionThrown`.
    pub fn thrown(params: &Value) -> Self {
        let details = &params["exceptionDetails"];
        let words = details["exception"]["description"].as_str().or(details["text"].as_str());
        let text = words.unwrap_or("uncaught exception").chars().take(LINE_CHARS).collect();
        Self::Line { level: LogLevel::Error, text }
    }
}

fn show(argument: &Value) -> String {
    match &argument["value"] {
        Value::String(text) => text.clone(),
        Value::Null => {
            argument["description"].as_str().or(argument["type"].as_str()).unwrap_or("").to_owned()
        }
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_keep_their_level_and_words() {
        let params = json!({"type": "warning", "args": [
            {"type": "string", "value": "slow"}, {"type": "number", "value": 3},
            {"type": "object", "description": "Array(2)"}]});
        assert_eq!(
            Console::read(&params),
            Console::Line { level: LogLevel::Warn, text: "slow 3 Array(2)".to_owned() }
        );
    }

    #[test]
    fn the_prefix_makes_a_metric() {
        let params = json!({"type": "log", "args": [{"type": "string", "value": "PERFSIGHT {\"key\":1}"}]});
        assert_eq!(Console::read(&params), Console::Metric { text: "{\"key\":1}".to_owned() });
        let params = json!({"args": [{"type": "string", "value": "PERFSIGHTS"}]});
        assert!(matches!(Console::read(&params), Console::Line { .. }));
    }

    #[test]
    fn an_uncaught_exception_is_an_error_line() {
        let params =
            json!({"exceptionDetails": {"text": "Uncaught", "exception": {"description": "Error: x"}}});
        assert_eq!(
            Console::thrown(&params),
            Console::Line { level: LogLevel::Error, text: "Error: x".to_owned() }
        );
    }
}
