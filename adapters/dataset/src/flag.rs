//! What was accepted although it is not quite right; shown beside the run, never hidden and never a reason to refuse.

/// One thing that the reader mended, assumed or misses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Flag {
    /// `duration_seconds` was not `ended_at` minus `started_at` within one interval and has been computed anew.
    #[error(
        "`report.meta.collection.duration_seconds` said {stated} s, its window is {computed} s; the window counts"
    )]
    DurationRecomputed {
        /// What the file said, s.
        stated: f64,
        /// End minus start, s.
        computed: f64,
    },
    /// A custom metric occurs without a definition, so nobody knows its unit.
    #[error("metric `{key}` has no definition: give its unit and meaning in `report.meta.definitions`")]
    NoDefinition {
        /// Metric key.
        key: String,
    },
    /// A definition does not say the unit or the meaning.
    #[error("the definition of `{key}` lacks its unit or its meaning")]
    EmptyDefinition {
        /// Metric key.
        key: String,
    },
    /// An older form leaves this out; a value was assumed.
    #[error("`{path}` is not in this older form; `{value}` was assumed")]
    Assumed {
        /// Path of the field.
        path: String,
        /// What was assumed.
        value: String,
    },
}
