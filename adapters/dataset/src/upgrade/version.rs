//! Which versions of the format are read: this one and every earlier one; never a newer major version.

use serde_json::Value;

use crate::SCHEMA_VERSION;
use crate::read::error::ReadError;
use crate::refusal::{Fault, Refusal};

/// Accepts `1`, `"1"` and `"1.0"` alike; the part behind the first dot is a minor version.
pub(super) fn accept(version: Option<&Value>) -> Result<(), ReadError> {
    let path = "schema_version";
    let text = match version {
        None | Some(Value::Null) => return Err(Refusal::at(path, Fault::Missing).into()),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let mut parts = text.split('.');
    let number =
        |part: &str| (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(());
    let shaped = parts.clone().all(|part| number(part).is_some());
    let major = parts.next().filter(|_| shaped);
    match major.map(str::parse::<u32>) {
        Some(Ok(major)) if major <= SCHEMA_VERSION => Ok(()),
        // Digits that do not even fit are newer than anything that we know.
        Some(Ok(_) | Err(_)) => Err(ReadError::NewerVersion { found: text, supported: SCHEMA_VERSION }),
        None => {
            let message = format!("{text} is not a version such as 1 or \"1.0\"");
            Err(Refusal::at(path, Fault::Shape { message }).into())
        }
    }
}
