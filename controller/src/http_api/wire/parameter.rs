//! Parameters of a question that several lists share: times, and what was left empty. Knows no list.

use std::fmt::Display;
use std::str::FromStr;

use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type};

use super::error::{ApiError, Code};

/// How a time is written, for the description.
pub(crate) fn time() -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let rfc_3339 = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    let epoch_ms = text().pattern(Some("^(-?[0-9]{1,14})?$"));
    OneOfBuilder::new().item(rfc_3339).item(epoch_ms).build().into()
}

/// A form sends fields that were left empty; they are no conditions.
pub(crate) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// The value of the parameter `name`, where it was given.
pub(crate) fn parsed<T: FromStr>(name: &str, text: Option<String>) -> Result<Option<T>, ApiError>
where
    T::Err: Display,
{
    let parsed = text.map(|text| text.parse()).transpose();
    parsed.map_err(|error| ApiError::new(Code::Parameter, format!("`{name}`: {error}")))
}
