//! What people note at a moment of a scenario's history.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::annotations::Annotation;

/// A note at a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AnnotationView {
    /// Its id.
    pub id: String,
    /// The scenario that it is about; absent where it is about all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// The moment, RFC 3339.
    pub at: String,
    /// What happened.
    pub text: String,
    /// Who noted it.
    pub made_by: String,
    /// When, RFC 3339.
    pub made_at: String,
}

/// Notes something at a moment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct NewAnnotation {
    /// What happened, 1 to 1,000 characters.
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
    /// The moment, RFC 3339 or epoch milliseconds; now without it.
    #[serde(default)]
    pub at: Option<String>,
    /// The scenario that it is about; all of them without it.
    #[serde(default)]
    pub scenario: Option<String>,
}

impl From<Annotation> for AnnotationView {
    fn from(annotation: Annotation) -> Self {
        Self {
            id: annotation.id.to_string(),
            scenario: annotation.scenario,
            at: annotation.at.to_string(),
            text: annotation.text,
            made_by: annotation.made_by,
            made_at: annotation.made_at.to_string(),
        }
    }
}
