//! The exact place of a piece of text inside a scalar. Falls back to the scalar's own place, never to a wrong one.

use std::ops::Range;

use crate::yaml::Place;

/// Where `needle` next stands in `within`, and the byte after it; the scalar's place where escapes or folding hide it.
pub(super) fn find(source: &str, within: Range<usize>, needle: &str, scalar: Place) -> (Place, usize) {
    let start = within.start;
    let Some(at) = source.get(within).and_then(|raw| raw.find(needle)).map(|offset| start + offset) else {
        return (scalar, start);
    };
    let line_start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = source[..at].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
    let column = source[line_start..at].chars().count() as u32 + 1;
    (Place { line, column }, at + needle.len())
}
