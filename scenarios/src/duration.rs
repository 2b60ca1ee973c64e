//! Durations as people write them. Never guesses a unit.

use std::time::Duration;

/// Reads `500ms`, `2s`, `1.5s`, `5m` or `1h`; the error says what is missing.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor_ms = match unit.trim() {
        "ms" => 1.0,
        "s" => 1_000.0,
        "m" => 60_000.0,
        "h" => 3_600_000.0,
        "" if !number.is_empty() => {
            return Err(format!("`{text}` has no unit; write `{text}ms`, `{text}s`, `{text}m` or `{text}h`"));
        }
        _ => {
            return Err(format!(
                "`{}` is not a duration such as `500ms`, `2s`, `5m` or `1h`",
                shortened(text)
            ));
        }
    };
    let number: f64 = number.parse().map_err(|_| {
        format!("`{}` is not a duration such as `500ms`, `2s`, `5m` or `1h`", shortened(text))
    })?;
    Duration::try_from_secs_f64((number * factor_ms).round() / 1_000.0)
        .map_err(|_| format!("`{}` is too long", shortened(text)))
}

/// A duration as an author would write it.
pub(crate) fn written(duration: Duration) -> String {
    let ms = duration.as_millis();
    match ms {
        0 => "0s".to_owned(),
        ms if ms % 3_600_000 == 0 => format!("{}h", ms / 3_600_000),
        ms if ms % 60_000 == 0 => format!("{}m", ms / 60_000),
        ms if ms % 1_000 == 0 => format!("{}s", ms / 1_000),
        ms => format!("{ms}ms"),
    }
}

/// At most 60 characters of a text, for messages.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{parse_duration, written};

    #[test]
    fn reads_units_and_refuses_to_guess() {
        for (text, ms) in
            [("500ms", 500), ("2s", 2_000), ("1.5s", 1_500), ("5m", 300_000), ("1h", 3_600_000), ("0s", 0)]
        {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(ms)), "{text}");
            assert_eq!(parse_duration(&written(Duration::from_millis(ms))), Ok(Duration::from_millis(ms)));
        }
        assert!(parse_duration("5").unwrap_err().contains("`5s`"));
        for text in ["", "s", "-1s", "1d", "1 2s", "1.2.3s", "99999999999999999999999h", "NaNs"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
