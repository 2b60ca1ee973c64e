//! Times inside frames: epoch milliseconds or RFC 3339, within the years that a run can lie in. Never assumes a time zone.

use dataset::Timestamp;
use serde_json::{Map, Value};

use super::fault::FrameFault;

/// 2000-01-01. Seconds that are taken for milliseconds fall before it.
const EARLIEST_MS: i64 = 946_684_800_000;
/// 2100-01-01.
const LATEST_MS: i64 = 4_102_444_800_000;

/// Takes the time under `key` out of `object`; absent where there is none.
pub(super) fn take(object: &mut Map<String, Value>, path: &str) -> Result<Option<Timestamp>, FrameFault> {
    let key = path.rsplit('.').next().unwrap_or(path);
    let Some(value) = object.remove(key).filter(|value| !value.is_null()) else { return Ok(None) };
    let fault = |message: String| FrameFault::Time { path: path.to_owned(), message };
    let at = if value.is_f64() {
        // JavaScript's clocks give fractions of a millisecond.
        Timestamp::from_epoch_ms(value.as_f64().unwrap_or_default().floor() as i64)
    } else {
        serde_json::from_value(value).map_err(|error| fault(error.to_string()))?
    };
    checked(at, path).map(Some)
}

/// The same time, if a run can lie there.
pub(super) fn checked(at: Timestamp, path: &str) -> Result<Timestamp, FrameFault> {
    if (EARLIEST_MS..LATEST_MS).contains(&at.epoch_ms()) {
        return Ok(at);
    }
    let message = format!("{at} does not lie between the years 2000 and 2100; times are epoch milliseconds");
    Err(FrameFault::Time { path: path.to_owned(), message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_milliseconds_or_rfc_3339() {
        let check = |value: Value, expected: Option<i64>| {
            let mut object = Map::from_iter([("timestamp".to_owned(), value.clone())]);
            let found = take(&mut object, "data.timestamp").ok().flatten();
            assert_eq!(found.map(Timestamp::epoch_ms), expected, "{value}");
        };
        check(1_760_000_000_000_i64.into(), Some(1_760_000_000_000));
        check(1_760_000_000_000.75.into(), Some(1_760_000_000_000));
        check("2025-10-09T08:53:20Z".into(), Some(1_760_000_000_000));
        // Seconds, the most frequent mistake.
        check(1_760_000_000_i64.into(), None);
        check(1e300.into(), None);
        check("yesterday".into(), None);
        check(Value::Null, None);
    }
}
