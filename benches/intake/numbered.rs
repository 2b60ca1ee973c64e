//! A text that can be sent again and again without being the same. Never changes its length.

use crate::document::TITLE;

/// Digits at the end of the title.
const DIGITS: usize = 10;

/// A text in which the title stands.
pub(crate) struct Numbered {
    text: Vec<u8>,
    at: usize,
}

impl Numbered {
    /// Of a text that contains [`TITLE`].
    pub(crate) fn of(text: Vec<u8>) -> Self {
        let at = text.windows(TITLE.len()).position(|window| window == TITLE.as_bytes());
        let at = at.expect("the text holds the title") + TITLE.len() - DIGITS;
        Self { text, at }
    }

    /// The text with this number.
    pub(crate) fn text(&self, number: u64) -> Vec<u8> {
        let mut text = self.text.clone();
        text[self.at..self.at + DIGITS].copy_from_slice(format!("{number:0DIGITS$}").as_bytes());
        text
    }
}
