//! How a definition stands in the file; never seen outside the reading and writing of one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Aggregate, Definition, Direction, PracticalLimit, Unknown, Viewpoint};

const LIMIT: &str = "practical_limit";
const SOURCE: &str = "source";

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceForm>,
    #[serde(flatten)]
    unknown: Unknown,
}

/// A source of a later version is no reason to refuse the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum SourceForm {
    Known(Viewpoint),
    Later(Value),
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
        let DefinitionForm {
            unit,
            meaning,
            direction,
            aggregate,
            threshold,
            practical_limit,
            source,
            mut unknown,
        } = form;
        let practical_limit = practical_limit.map(|limit| {
            if !limit.unknown.is_empty() {
                unknown.insert(LIMIT.to_owned(), Value::Object(limit.unknown));
            }
            PracticalLimit { percent: limit.percent, absolute: limit.absolute }
        });
        let source = match source {
            Some(SourceForm::Known(source)) => Some(source),
            Some(SourceForm::Later(word)) => {
                unknown.insert(SOURCE.to_owned(), word);
                None
            }
            None => None,
        };
        Self { unit, meaning, direction, aggregate, threshold, practical_limit, source, unknown }
    }
}

impl From<Definition> for DefinitionForm {
    fn from(definition: Definition) -> Self {
        let Definition {
            unit,
            meaning,
            direction,
            aggregate,
            threshold,
            practical_limit,
            source,
            mut unknown,
        } = definition;
        let later = match unknown.remove(LIMIT) {
            Some(Value::Object(later)) => later,
            Some(_) | None => Unknown::new(),
        };
        let practical_limit = practical_limit.map(|PracticalLimit { percent, absolute }| LimitForm {
            unknown: later,
            percent,
            absolute,
        });
        let later = unknown.remove(SOURCE).map(SourceForm::Later);
        let source = source.map(SourceForm::Known).or(later);
        Self { unit, meaning, direction, aggregate, threshold, practical_limit, source, unknown }
    }
}
