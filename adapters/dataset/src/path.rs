//! Where in the file something stands, written the way a reader of JSON would write it; never a position in bytes.

use serde_path_to_error::{Path, Segment};

/// `base` followed by the segments of `path`, e.g. `report.metrics[17].metrics["4321"].memory_rss`.
pub(crate) fn joined(base: &str, path: &Path) -> String {
    let mut text = base.to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => push_index(&mut text, *index),
            Segment::Map { key } | Segment::Enum { variant: key } => push_key(&mut text, key),
            Segment::Unknown => text.push_str("[?]"),
        }
    }
    text
}

/// `base[index]`.
pub(crate) fn indexed(base: &str, index: usize) -> String {
    let mut text = base.to_owned();
    push_index(&mut text, index);
    text
}

/// `base.key`, or `base["key"]` where the key is no plain word.
pub(crate) fn keyed(base: &str, key: &str) -> String {
    let mut text = base.to_owned();
    push_key(&mut text, key);
    text
}

fn push_index(text: &mut String, index: usize) {
    text.push('[');
    text.push_str(&index.to_string());
    text.push(']');
}

fn push_key(text: &mut String, key: &str) {
    let mut characters = key.chars();
    let plain = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|each| each.is_ascii_alphanumeric() || each == '_');
    if plain {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(key);
    } else {
        text.push('[');
        text.push_str(&serde_json::Value::from(key).to_string());
        text.push(']');
    }
}
