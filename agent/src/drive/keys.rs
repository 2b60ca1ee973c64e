//! Chords such as `Control+Shift+A` as the characters that a driver sends. Never presses anything.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

/// A chord that names no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{part}` in `{chord}` is not a key; write a single character or a name such as Enter, Tab, Escape or F5"
)]
pub(crate) struct ChordError {
    chord: String,
    part: String,
}

/// Presses the keys of a chord in order and lets them go in reverse order.
pub(crate) fn chord_actions(chord: &str) -> Result<KeyActions, ChordError> {
    let keys = chord_keys(chord)?;
    let pressed = keys.iter().fold(KeyActions::new("keyboard".to_owned()), |actions, key| {
        actions.then(KeyAction::Down { value: *key })
    });
    Ok(keys.iter().rev().fold(pressed, |actions, key| actions.then(KeyAction::Up { value: *key })))
}

/// The characters of a chord, in the order in which they are pressed.
pub(crate) fn chord_keys(chord: &str) -> Result<Vec<char>, ChordError> {
    // "Control++" is the plus key with Control; "+" alone is the plus key.
    let (parts, plus) = match chord.strip_suffix('+') {
        Some("") => ("", true),
        Some(parts) if parts.ends_with('+') => (parts.trim_end_matches('+'), true),
        Some(_) | None => (chord, false),
    };
    let mut keys = Vec::new();
    for part in parts.split('+').filter(|_| !parts.is_empty()) {
        let key = key(part);
        keys.push(key.ok_or_else(|| ChordError { chord: chord.to_owned(), part: part.to_owned() })?);
    }
    keys.extend(plus.then_some('+'));
    if keys.is_empty() {
        return Err(ChordError { chord: chord.to_owned(), part: String::new() });
    }
    Ok(keys)
}

fn key(name: &str) -> Option<char> {
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(only);
    }
    let key = match name.to_ascii_lowercase().as_str() {
        "enter" | "return" => Key::Enter,
        "tab" => Key::Tab,
        "escape" | "esc" => Key::Escape,
        "space" => return Some(' '),
        "backspace" => Key::Backspace,
        "delete" => Key::Delete,
        "insert" => Key::Insert,
        "home" => Key::Home,
        "end" => Key::End,
        "pageup" => Key::PageUp,
        "pagedown" => Key::PageDown,
        "arrowup" | "up" => Key::Up,
        "arrowdown" | "down" => Key::Down,
        "arrowleft" | "left" => Key::Left,
        "arrowright" | "right" => Key::Right,
        "control" | "ctrl" => Key::Control,
        "shift" => Key::Shift,
        "alt" => Key::Alt,
        "meta" | "command" | "super" => Key::Meta,
        other => return function_key(other),
    };
    Some(char::from(key))
}

/// F1 to F12; their code points are consecutive (W3C standard of drivers, table of normalized key values).
fn function_key(name: &str) -> Option<char> {
    let number: u32 = name.strip_prefix('f')?.parse().ok()?;
    if (1..=12).contains(&number) { char::from_u32(0xE030 + number) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_become_key_codes() {
        let check = |chord: &str, keys: &[char]| assert_eq!(chord_keys(chord).unwrap(), keys, "{chord}");
        check("a", &['a']);
        check("Enter", &['\u{E007}']);
        check("Control+A", &['\u{E009}', 'A']);
        check("ctrl+Shift+F5", &['\u{E009}', '\u{E008}', '\u{E035}']);
        check("+", &['+']);
        check("Control++", &['\u{E009}', '+']);
    }

    #[test]
    fn unknown_keys_are_named() {
        assert!(chord_keys("Control+Entre").unwrap_err().to_string().contains("`Entre`"));
        assert!(chord_keys("").is_err());
        assert!(chord_keys("F13").is_err());
    }
}
