//! The walk through the JSON text: collects the header, hands out each batch; never keeps a batch.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::error::{ReadError, StreamError};
use super::gauge::Gauge;
use crate::BatchMetric;
use crate::path::{indexed, joined, keyed};
use crate::refusal::{Fault, Refusal};
use crate::upgrade::BatchForm;
use crate::validate::BatchRules;

/// Nobody looks at more keys than this, and each of them is held in memory.
const MAX_KEYS: usize = 10_000;

/// What the walk knows while it goes.
pub(super) struct Walk<'w, E> {
    on_batch: &'w mut dyn FnMut(BatchMetric) -> Result<(), E>,
    gauge: Gauge,
    rules: BatchRules,
    /// Custom metric keys that occurred.
    pub(super) keys: BTreeSet<String>,
    at: String,
    batches_seen: bool,
    /// Whether the place of a value that fails is told.
    paths: bool,
    stop: Option<StreamError<E>>,
}

impl<'w, E> Walk<'w, E> {
    pub(super) fn new(on_batch: &'w mut dyn FnMut(BatchMetric) -> Result<(), E>, gauge: Gauge) -> Self {
        let (rules, keys) = (BatchRules::default(), BTreeSet::new());
        Self { on_batch, gauge, rules, keys, at: String::new(), batches_seen: false, paths: true, stop: None }
    }

    /// The same walk, which finds the same and tells of a failure within a batch no more than the batch.
    pub(super) fn without_paths(self) -> Self {
        Self { paths: false, ..self }
    }

    /// What really ended the walk, behind the error that the parser carried out.
    pub(super) fn explain(self, error: serde_json::Error) -> StreamError<E> {
        if let Some(stop) = self.stop {
            return stop;
        }
        let near = if self.at.is_empty() { ".".to_owned() } else { self.at };
        StreamError::Read(match (error.classify(), self.gauge.reached()) {
            (Category::Io, Some(limit_bytes)) => {
                let batch = indexed("report.metrics", self.rules.count());
                let part = if self.gauge.in_batches() { batch } else { near };
                ReadError::TooLarge { part, limit_bytes }
            }
            (Category::Io, None) => ReadError::Input(error.into()),
            (Category::Data, _) => {
                let place = format!(" at line {} column {}", error.line(), error.column());
                let message = error.to_string();
                let message = message.strip_suffix(&place).unwrap_or(&message).to_owned();
                Refusal::at(near, Fault::Shape { message }).into()
            }
            (Category::Syntax | Category::Eof, _) => ReadError::NotJson { near, source: error },
        })
    }

    fn stop<D: Error>(&mut self, why: impl Into<ReadError>) -> D {
        self.stop = Some(StreamError::Read(why.into()));
        D::custom("stopped")
    }

    fn hand_out<D: Error>(&mut self, form: BatchForm, path: &str) -> Result<(), D> {
        let batch = form.upgrade(path).map_err(|refusal| self.stop::<D>(refusal))?;
        self.rules.check(&batch).map_err(|refusal| self.stop::<D>(refusal))?;
        for key in batch.metrics.values().flat_map(|point| point.custom_metrics.keys()) {
            if !self.keys.contains(key) {
                self.keys.insert(key.clone());
            }
        }
        if self.keys.len() > MAX_KEYS {
            return Err(self.stop(ReadError::TooManyKeys { limit: MAX_KEYS }));
        }
        (self.on_batch)(batch).map_err(|error| {
            self.stop = Some(StreamError::Consumer(error));
            D::custom("stopped")
        })
    }
}

/// The whole file: an object whose `report` is walked into.
pub(super) struct DocumentSeed<'s, 'w, E>(pub(super) &'s mut Walk<'w, E>);

impl<'de, E> DeserializeSeed<'de> for DocumentSeed<'_, '_, E> {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(ObjectVisitor { walk: self.0, base: "" })
    }
}

/// An object whose `metrics` are batches, and at the top level whose `report` is another such object.
struct ObjectVisitor<'s, 'w, E> {
    walk: &'s mut Walk<'w, E>,
    base: &'static str,
}

impl<'de, E> DeserializeSeed<'de> for ObjectVisitor<'_, '_, E> {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, E> Visitor<'de> for ObjectVisitor<'_, '_, E> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let Self { walk, base } = self;
        let mut object = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            walk.at = keyed(base, &key);
            let twice = object.contains_key(&key) || (key == "metrics" && walk.batches_seen);
            if twice {
                return Err(walk.stop(Refusal::at(walk.at.clone(), Fault::Twice)));
            }
            if key == "metrics" {
                access.next_value_seed(BatchesVisitor { walk: &mut *walk })?;
            } else if base.is_empty() && key == "report" {
                let report = access.next_value_seed(ObjectVisitor { walk: &mut *walk, base: "report" })?;
                object.insert(key, Value::Object(report));
            } else {
                let value = access.next_value::<Value>()?;
                object.insert(key, value);
            }
            base.clone_into(&mut walk.at);
        }
        Ok(object)
    }
}

struct BatchesVisitor<'s, 'w, E> {
    walk: &'s mut Walk<'w, E>,
}

impl<'de, E> DeserializeSeed<'de> for BatchesVisitor<'_, '_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, E> Visitor<'de> for BatchesVisitor<'_, '_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of batches")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut batches: A) -> Result<(), A::Error> {
        let walk = self.walk;
        let base = walk.at.clone();
        walk.batches_seen = true;
        walk.gauge.begin_batches();
        let mut index = 0;
        loop {
            walk.at = indexed(&base, index);
            walk.gauge.begin_batch();
            let seed = BatchSeed { at: &mut walk.at, paths: walk.paths };
            let Some(form) = batches.next_element_seed(seed)? else { break };
            let path = walk.at.clone();
            walk.hand_out::<A::Error>(form, &path)?;
            index += 1;
        }
        walk.gauge.end_batches();
        Ok(())
    }
}

/// One batch; on failure `at` becomes the path of the value that failed, if `paths` are wanted.
struct BatchSeed<'a> {
    at: &'a mut String,
    paths: bool,
}

impl<'de> DeserializeSeed<'de> for BatchSeed<'_> {
    type Value = BatchForm;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<BatchForm, D::Error> {
        if !self.paths {
            return BatchForm::deserialize(deserializer);
        }
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
        BatchForm::deserialize(tracked).inspect_err(|_| *self.at = joined(self.at, &track.path()))
    }
}
