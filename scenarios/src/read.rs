//! Reads values out of the tree, each held to what the tables say, and collects every mistake on the way.
//! Never stops at the first one.

mod fields;
mod locate;
mod value;

use std::cell::RefCell;

use crate::fill::{Scope, Secrets, fill};
use crate::mistake::Mistake;
use crate::yaml::{Content, Flaw, Node, Place, Scalar};

pub(crate) use fields::Fields;

/// What a reading needs, and the mistakes so far.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    pub(crate) scope: Scope,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str, scope: Scope) -> Self {
        Self { file, text, scope, mistakes: RefCell::default() }
    }

    /// Notes a mistake.
    pub(crate) fn wrong(&self, place: Place, reason: impl Into<String>) {
        self.wrong_word(place, reason, None);
    }

    /// Notes a mistake with the word that was probably meant.
    pub(crate) fn wrong_word(&self, place: Place, reason: impl Into<String>, suggestion: Option<&str>) {
        let mistake = Mistake::new(self.file, place, &reason.into(), suggestion);
        self.mistakes.borrow_mut().push(mistake);
    }

    pub(crate) fn flaw(&self, flaw: Flaw) {
        self.wrong(flaw.place, flaw.reason);
    }

    pub(crate) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes.into_inner()
    }

    /// The scalar with its references filled; `None` where it is no scalar, empty, or cannot be filled.
    pub(crate) fn filled(&self, node: &Node, wanted: &str, secrets: Secrets) -> Option<String> {
        let Content::Scalar(scalar) = &node.content else {
            self.wrong(node.place, format!("this must be {wanted}, not {}", kind(node)));
            return None;
        };
        if node.is_null() {
            self.wrong(node.place, format!("this must be {wanted}, but nothing stands here"));
            return None;
        }
        self.fill_scalar(node.place, scalar, secrets)
    }

    fn fill_scalar(&self, place: Place, scalar: &Scalar, secrets: Secrets) -> Option<String> {
        let (text, unfilled) = fill(&scalar.text, &self.scope, secrets);
        let mut from = scalar.bytes.start;
        let whole = unfilled.is_empty();
        for problem in unfilled {
            let (place, next) = locate::find(self.text, from..scalar.bytes.end, &problem.written, place);
            from = next;
            self.wrong_word(place, problem.reason, problem.suggestion.as_deref());
        }
        whole.then_some(text)
    }
}

/// What a node is, for messages.
pub(crate) fn kind(node: &Node) -> &'static str {
    match &node.content {
        Content::Scalar(_) if node.is_null() => "nothing",
        Content::Scalar(_) => "a single value",
        Content::List(_) => "a list",
        Content::Map(_) => "a mapping",
    }
}
