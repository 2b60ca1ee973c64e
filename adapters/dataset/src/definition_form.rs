//! How a definition stands in the file; never seen outside the reading and writing of one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Aggregate, Definition, Direction, PracticalLimit, Unknown};

const LIMIT: &str = "practical_limit";

/// A [`Definition`] whose practical limit still holds the fields that this version does not know: the limit itself is
/// a pair of numbers that is copied about, so they move to the definition's.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DefinitionForm {
    unit: String,
    meaning: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aggregate: Option<Aggregate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    threshold: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    practical_limit: Option<LimitForm>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Clone, Serialize, Deserialize)]
struct LimitForm {
    #[serde(flatten)]
    unknown: Unknown,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    absolute: Option<f64>,
}

impl From<DefinitionForm> for Definition {
    fn from(form: DefinitionForm) -> Self {
        let DefinitionForm { unit, meaning, direction, aggregate, threshold, practical_limit, mut unknown } =
            form;
        let practical_limit = practical_limit.map(|limit| {
            if !limit.unknown.is_empty() {
                unknown.insert(LIMIT.to_owned(), Value::Object(limit.unknown));
            }
            PracticalLimit { percent: limit.percent, absolute: limit.absolute }
        });
        Self { unit, meaning, direction, aggregate, threshold, practical_limit, unknown }
    }
}

impl From<Definition> for DefinitionForm {
    fn from(definition: Definition) -> Self {
        let Definition { unit, meaning, direction, aggregate, threshold, practical_limit, mut unknown } =
            definition;
        let later = match unknown.remove(LIMIT) {
            Some(Value::Object(later)) => later,
            Some(_) | None => Unknown::new(),
        };
        let practical_limit = practical_limit.map(|PracticalLimit { percent, absolute }| LimitForm {
            unknown: later,
            percent,
            absolute,
        });
        Self { unit, meaning, direction, aggregate, threshold, practical_limit, unknown }
    }
}
