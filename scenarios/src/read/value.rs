//! Single values, each held to its shape. Never guesses: a bare number is no duration, a quoted one no number.

use std::time::Duration;

use super::{Reader, kind};
use crate::duration::{parse_duration, shortened, written};
use crate::fill::Secrets;
use crate::nearest::nearest;
use crate::words::Shape;
use crate::yaml::{Content, Entry, Node};

/// Longest text of a line, characters.
const MAX_LINE: usize = 2_000;

impl Reader<'_> {
    /// A line or a longer text, with references filled.
    pub(crate) fn text(&self, node: &Node, shape: &Shape) -> Option<String> {
        match shape {
            Shape::Line => self.line(node),
            Shape::Text => self.filled(node, "text", Secrets::Allowed),
            Shape::Either(short, _) => self.text(node, short),
            Shape::Flag
            | Shape::Whole { .. }
            | Shape::Number { .. }
            | Shape::Duration { .. }
            | Shape::Word(_)
            | Shape::List { .. }
            | Shape::Map { .. }
            | Shape::Table(_)
            | Shape::Step => unreachable!("the tables give this word text"),
        }
    }

    /// One line of text that is not empty.
    pub(crate) fn line(&self, node: &Node) -> Option<String> {
        let text = self.filled(node, "one line of text", Secrets::Refused)?;
        let fault = if text.trim().is_empty() {
            "this text is empty"
        } else if text.trim_end_matches('\n').chars().any(char::is_control) {
            "this must be one line without control characters"
        } else if text.chars().count() > MAX_LINE {
            "this text is longer than 2000 characters"
        } else {
            return Some(text.trim_end_matches('\n').to_owned());
        };
        self.wrong(node.place, fault);
        None
    }

    pub(crate) fn whole(&self, node: &Node, shape: &Shape) -> Option<i64> {
        let Shape::Whole { min, max } = *shape else {
            unreachable!("the tables give this word a whole number")
        };
        let wanted = format!("a whole number from {min} to {max}");
        let text = self.unquoted(node, &wanted)?;
        let value = text.parse::<i64>().ok().filter(|value| (min..=max).contains(value));
        self.or_wrong(node, value, || format!("`{}` is not {wanted}", shortened(&text)))
    }

    pub(crate) fn number(&self, node: &Node, shape: &Shape) -> Option<f64> {
        let Shape::Number { min, max } = *shape else { unreachable!("the tables give this word a number") };
        let text = self.unquoted(node, "a number")?;
        let value = text.parse::<f64>().ok().filter(|value| (min..=max).contains(value));
        self.or_wrong(node, value, || format!("`{}` is not a number from {min} to {max}", shortened(&text)))
    }

    pub(crate) fn flag(&self, node: &Node) -> Option<bool> {
        let text = self.unquoted(node, "`true` or `false`")?;
        self.or_wrong(node, text.parse().ok(), || format!("`{}` is not `true` or `false`", shortened(&text)))
    }

    pub(crate) fn duration(&self, node: &Node, shape: &Shape) -> Option<Duration> {
        let Shape::Duration { min, max } = *shape else {
            unreachable!("the tables give this word a duration")
        };
        let text = self.filled(node, "a duration such as `2s`", Secrets::Refused)?;
        match parse_duration(&text) {
            Ok(value) if (min..=max).contains(&value) => Some(value),
            Ok(_) => {
                let (min, max) = (written(min), written(max));
                self.wrong(node.place, format!("`{}` is not between {min} and {max}", shortened(&text)));
                None
            }
            Err(reason) => {
                self.wrong(node.place, reason);
                None
            }
        }
    }

    /// One of the shape's words.
    pub(crate) fn word(&self, node: &Node, shape: &Shape) -> Option<&'static str> {
        let words = match shape {
            Shape::Word(words) => *words,
            Shape::Either(short, _) => return self.word(node, short),
            Shape::Line
            | Shape::Text
            | Shape::Flag
            | Shape::Whole { .. }
            | Shape::Number { .. }
            | Shape::Duration { .. }
            | Shape::List { .. }
            | Shape::Map { .. }
            | Shape::Table(_)
            | Shape::Step => unreachable!("the tables give this word a choice"),
        };
        let wanted = format!("one of {}", quoted(words));
        let text = self.filled(node, &wanted, Secrets::Refused)?;
        let found = words.iter().copied().find(|word| *word == text);
        if found.is_none() {
            let suggestion = nearest(&text, words.iter().copied());
            self.wrong_word(
                node.place,
                format!("`{}` is not {wanted}", shortened(&text)),
                suggestion.as_deref(),
            );
        }
        found
    }

    /// A list of texts.
    pub(crate) fn texts(&self, node: &Node, shape: &Shape) -> Vec<String> {
        let Shape::List { of, .. } = shape else { unreachable!("the tables give this word a list") };
        self.items(node, shape).iter().filter_map(|item| self.text(item, of)).collect()
    }

    /// The items of a list, at most as many as the shape allows.
    pub(crate) fn items<'n>(&self, node: &'n Node, shape: &Shape) -> &'n [Node] {
        let Shape::List { max, .. } = *shape else { unreachable!("the tables give this word a list") };
        let Content::List(items) = &node.content else {
            self.wrong(node.place, format!("this must be a list, not {}", kind(node)));
            return &[];
        };
        if items.len() > max {
            self.wrong(items[max].place, format!("more than {max} entries in this list"));
        }
        &items[..items.len().min(max)]
    }

    /// The entries of a mapping of free names, at most as many as the shape allows.
    pub(crate) fn entries<'n>(&self, node: &'n Node, shape: &Shape) -> &'n [Entry] {
        let Shape::Map { max, .. } = *shape else { unreachable!("the tables give this word a mapping") };
        let Content::Map(entries) = &node.content else {
            self.wrong(node.place, format!("this must be a mapping of names to values, not {}", kind(node)));
            return &[];
        };
        if entries.len() > max {
            self.wrong(entries[max].place, format!("more than {max} entries in this mapping"));
        }
        &entries[..entries.len().min(max)]
    }

    /// A scalar that is written without quotes, or that a reference fills.
    fn unquoted(&self, node: &Node, wanted: &str) -> Option<String> {
        if let Content::Scalar(scalar) = &node.content
            && !scalar.plain
            && !scalar.text.contains("${")
        {
            let text = shortened(&scalar.text);
            self.wrong(node.place, format!("this must be {wanted}; write `{text}` without quotes"));
            return None;
        }
        self.filled(node, wanted, Secrets::Refused)
    }

    fn or_wrong<T>(&self, node: &Node, value: Option<T>, reason: impl FnOnce() -> String) -> Option<T> {
        if value.is_none() {
            self.wrong(node.place, reason());
        }
        value
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
