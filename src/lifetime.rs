//! How long something shall last, as people type it: `30m`, `12h`, `90d`.

use std::time::Duration;

use anyhow::bail;

/// The duration of a typed text; at least a second, at most ten years.
pub(crate) fn lifetime(text: &str) -> anyhow::Result<Duration> {
    let (number, unit) =
        text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()));
    let seconds_each = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => bail!("`{text}` is not a time such as 30m, 12h or 90d"),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds_each));
    match seconds {
        Some(seconds @ 1..=316_224_000) => Ok(Duration::from_secs(seconds)),
        Some(_) | None => bail!("`{text}` must lie between 1s and 3660d"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(lifetime(text).ok(), seconds.map(Duration::from_secs), "{text}");
        };
        check("90d", Some(7_776_000));
        check("12h", Some(43_200));
        check("30m", Some(1_800));
        for bad in ["", "90", "d", "-1d", "0d", "1w", "4000d", "99999999999999999999d", "1 d", "1d "] {
            check(bad, None);
        }
    }
}
