//! Checks of single fields, each with the path that its error names.

use dataset::Unknown;
use uuid::Uuid;

use super::FromWireError;
use crate::generated as wire;
use crate::{AttemptNumber, AttemptRef, DeviceId, JobId};

/// Longest file name that every file system of ours takes, bytes.
const FILE_NAME_BYTES: usize = 255;

pub(super) fn present<T>(value: Option<T>, field: &'static str) -> Result<T, FromWireError> {
    value.ok_or(FromWireError::Missing { field })
}

pub(super) fn text(value: String, field: &'static str) -> Result<String, FromWireError> {
    if value.is_empty() { Err(FromWireError::Missing { field }) } else { Ok(value) }
}

pub(super) fn device(value: String, field: &'static str) -> Result<DeviceId, FromWireError> {
    text(value, field).map(DeviceId::new)
}

pub(super) fn counted(value: u32, field: &'static str) -> Result<u32, FromWireError> {
    if value == 0 { Err(FromWireError::Zero { field }) } else { Ok(value) }
}

pub(super) fn attempt(
    value: Option<wire::AttemptRef>,
    field: &'static str,
) -> Result<AttemptRef, FromWireError> {
    let wire::AttemptRef { job_id, number } = present(value, field)?;
    let number = AttemptNumber(counted(number, field)?);
    Ok(AttemptRef { job: JobId::new(uuid(&job_id, field)?), number })
}

pub(super) fn uuid(bytes: &[u8], field: &'static str) -> Result<Uuid, FromWireError> {
    fixed(bytes, field).map(Uuid::from_bytes)
}

pub(super) fn fixed<const N: usize>(bytes: &[u8], field: &'static str) -> Result<[u8; N], FromWireError> {
    bytes.try_into().map_err(|_| FromWireError::Length { field, expected: N, found: bytes.len() })
}

pub(super) fn finite(value: Option<f64>, field: &'static str) -> Result<Option<f64>, FromWireError> {
    match value {
        Some(number) if !number.is_finite() => Err(FromWireError::NotFinite { field }),
        Some(_) | None => Ok(value),
    }
}

pub(super) fn unknown(json: &str, field: &'static str) -> Result<Unknown, FromWireError> {
    if json.is_empty() {
        return Ok(Unknown::new());
    }
    serde_json::from_str(json).map_err(|source| FromWireError::Json { field, source })
}

pub(super) fn file_name(name: String, field: &'static str) -> Result<String, FromWireError> {
    let leads_elsewhere =
        name == "." || name == ".." || name.contains(['/', '\\', ':']) || name.chars().any(char::is_control);
    if name.is_empty() || name.len() > FILE_NAME_BYTES || leads_elsewhere {
        return Err(FromWireError::NotAFileName { field });
    }
    Ok(name)
}

pub(super) fn each<T, U>(
    items: Vec<T>,
    convert: impl Fn(T) -> Result<U, FromWireError>,
) -> Result<Vec<U>, FromWireError> {
    items.into_iter().map(convert).collect()
}

pub(super) fn known<E: TryFrom<i32>>(value: i32, field: &'static str) -> Result<E, FromWireError> {
    E::try_from(value).map_err(|_| FromWireError::UnknownValue { field, value })
}
