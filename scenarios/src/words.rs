//! Every word that a scenario or a suite may hold, what it means and what it takes. Reader and JSON Schema both follow these
//! tables, so neither knows a word that the other does not.

mod scenario;
mod step;
mod suite;

use std::time::Duration;

pub(crate) use scenario::{BASELINE, SCENARIO, VIEWPORT};
pub(crate) use step::{SELECTOR, STEP_TIMEOUT, STEPS, StepWord, step_word};
pub(crate) use suite::{ENTRY, SUITE};

/// The keys of one mapping.
pub(crate) struct Table {
    /// How messages call the mapping.
    pub(crate) what: &'static str,
    pub(crate) keys: &'static [Key],
}

/// One key.
pub(crate) struct Key {
    pub(crate) word: &'static str,
    pub(crate) meaning: &'static str,
    pub(crate) shape: Shape,
    pub(crate) presence: Presence,
}

/// Whether a key must be there.
pub(crate) enum Presence {
    Required,
    Optional,
    /// What holds where it is absent, as an author would write it.
    Default(&'static str),
}

/// What a key takes.
pub(crate) enum Shape {
    /// One line of text.
    Line,
    /// Any text; secrets may be referred to.
    Text,
    Flag,
    Whole {
        min: i64,
        max: i64,
    },
    Number {
        min: f64,
        max: f64,
    },
    Duration {
        min: Duration,
        max: Duration,
    },
    Word(&'static [&'static str]),
    List {
        of: &'static Shape,
        max: usize,
    },
    /// Names to values.
    Map {
        of: &'static Shape,
        max: usize,
    },
    Table(&'static Table),
    /// A short form or a long one.
    Either(&'static Shape, &'static Shape),
    Step,
}

impl Table {
    pub(crate) fn key(&self, word: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.word == word)
    }
}

const fn required(word: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key { word, meaning, shape, presence: Presence::Required }
}

const fn optional(word: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key { word, meaning, shape, presence: Presence::Optional }
}

const fn default(word: &'static str, shape: Shape, value: &'static str, meaning: &'static str) -> Key {
    Key { word, meaning, shape, presence: Presence::Default(value) }
}

const fn whole(min: i64, max: i64) -> Shape {
    Shape::Whole { min, max }
}

const fn between(min_ms: u64, max_ms: u64) -> Shape {
    Shape::Duration { min: Duration::from_millis(min_ms), max: Duration::from_millis(max_ms) }
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
