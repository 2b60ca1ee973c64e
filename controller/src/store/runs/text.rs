//! PostgreSQL holds no NUL in text or JSON; a page title may. Such a character is shown as U+FFFD, in rows only.

use serde_json::Value;

/// `text` as every database takes it.
pub(in crate::store) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// `value` as every database takes it.
pub(in crate::store) fn storable_json(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(storable(&text)),
        Value::Array(values) => Value::Array(values.into_iter().map(storable_json).collect()),
        Value::Object(fields) => Value::Object(
            fields.into_iter().map(|(key, value)| (storable(&key), storable_json(value))).collect(),
        ),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
    }
}
