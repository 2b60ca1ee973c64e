//! The entries of one mapping, read by the words of its table. Never lets an unknown word pass.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::{Reader, kind};
use crate::duration::parse_duration;
use crate::nearest::nearest;
use crate::words::{Presence, Shape, Table};
use crate::yaml::{Content, Entry, Node, Place};

/// A mapping under its table.
pub(crate) struct Fields<'r> {
    pub(crate) reader: &'r Reader<'r>,
    pub(crate) place: Place,
    entries: &'r [Entry],
    table: &'static Table,
}

impl<'r> Fields<'r> {
    /// Opens a mapping; unknown and missing words are noted here.
    pub(crate) fn open(reader: &'r Reader<'r>, node: &'r Node, table: &'static Table) -> Option<Self> {
        let Content::Map(entries) = &node.content else {
            let what = table.what;
            reader
                .wrong(node.place, format!("{what} must be a mapping of keys to values, not {}", kind(node)));
            return None;
        };
        for entry in entries.iter().filter(|entry| table.key(&entry.key).is_none()) {
            let known = table.keys.iter().map(|key| key.word);
            let suggestion = nearest(&entry.key, known);
            reader.wrong_word(
                entry.place,
                format!("unknown key `{}` in {}", entry.key, table.what),
                suggestion.as_deref(),
            );
        }
        for key in table.keys {
            if matches!(key.presence, Presence::Required) && entries.iter().all(|entry| entry.key != key.word)
            {
                reader.wrong(node.place, format!("{} needs `{}`", table.what, key.word));
            }
        }
        Some(Self { reader, place: node.place, entries, table })
    }

    /// No mapping at all: every default holds.
    pub(crate) fn absent(reader: &'r Reader<'r>, place: Place, table: &'static Table) -> Self {
        Self { reader, place, entries: &[], table }
    }

    /// The mapping under `word`, or its defaults.
    pub(crate) fn inner(&self, word: &str) -> Option<Fields<'r>> {
        let Shape::Table(table) = self.shape(word) else { unreachable!("the tables give `{word}` a table") };
        match self.node(word) {
            Some(node) => Fields::open(self.reader, node, table),
            None => Some(Fields::absent(self.reader, self.place, table)),
        }
    }

    /// What stands under `word`.
    pub(crate) fn node(&self, word: &str) -> Option<&'r Node> {
        self.entries.iter().find(|entry| entry.key == word).map(|entry| &entry.value)
    }

    /// The words that are there, with their places.
    pub(crate) fn present(&self) -> impl Iterator<Item = (&'r str, Place)> + use<'r> {
        self.entries.iter().map(|entry| (entry.key.as_str(), entry.place))
    }

    pub(crate) fn shape(&self, word: &str) -> &'static Shape {
        &self.table.key(word).expect("readers ask only for words of the table").shape
    }

    pub(crate) fn fallback(&self, word: &str) -> Option<&'static str> {
        match self.table.key(word)?.presence {
            Presence::Default(value) => Some(value),
            Presence::Required | Presence::Optional => None,
        }
    }

    pub(crate) fn text(&self, word: &str) -> Option<String> {
        self.node(word).and_then(|node| self.reader.text(node, self.shape(word)))
    }

    pub(crate) fn whole(&self, word: &str) -> Option<i64> {
        match self.node(word) {
            Some(node) => self.reader.whole(node, self.shape(word)),
            None => {
                self.fallback(word).map(|value| value.parse().expect("the tables' defaults are in order"))
            }
        }
    }

    /// A whole number whose limits fit into `u32`.
    pub(crate) fn count(&self, word: &str) -> Option<u32> {
        self.whole(word).map(|value| value as u32)
    }

    pub(crate) fn number(&self, word: &str) -> Option<f64> {
        self.node(word).and_then(|node| self.reader.number(node, self.shape(word)))
    }

    pub(crate) fn flag(&self, word: &str) -> Option<bool> {
        match self.node(word) {
            Some(node) => self.reader.flag(node),
            None => self.fallback(word).map(|value| value == "true"),
        }
    }

    pub(crate) fn duration(&self, word: &str) -> Option<Duration> {
        match self.node(word) {
            Some(node) => self.reader.duration(node, self.shape(word)),
            None => self
                .fallback(word)
                .map(|text| parse_duration(text).expect("the tables' defaults are in order")),
        }
    }

    /// One of the table's words, as the enum whose serde names they are.
    pub(crate) fn choice<T: DeserializeOwned>(&self, word: &str) -> Option<T> {
        let chosen = match self.node(word) {
            Some(node) => self.reader.word(node, self.shape(word))?,
            None => self.fallback(word)?,
        };
        let words: StrDeserializer<'_, Error> = chosen.into_deserializer();
        Some(T::deserialize(words).expect("the tables' words are the serde names of the enum"))
    }

    pub(crate) fn texts(&self, word: &str) -> Vec<String> {
        self.node(word).map_or_else(Vec::new, |node| self.reader.texts(node, self.shape(word)))
    }
}
