//! When something that ends by itself ends.

use dataset::Timestamp;

use crate::http_api::wire::error::{ApiError, Code};

/// The end of a life of `asked` seconds from `now` on, or of the usual one; refused where it is 0 or longer than the longest.
pub(crate) fn expiry(
    now: Timestamp,
    asked: Option<u64>,
    (usual_s, longest_s): (u64, u64),
) -> Result<Timestamp, ApiError> {
    let seconds = asked.unwrap_or(usual_s);
    if !(1..=longest_s).contains(&seconds) {
        let msg = format!("`expires_in_seconds` must lie between 1 and {longest_s}");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let ms = i64::try_from(seconds * 1000).expect("the longest lives are years, not ages");
    Ok(Timestamp::from_epoch_ms(now.epoch_ms().saturating_add(ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_neither_nothing_nor_endless() {
        let now = Timestamp::from_epoch_ms(5_000);
        let check = |asked| expiry(now, asked, (10, 20)).map(Timestamp::epoch_ms).ok();
        assert_eq!(check(None), Some(15_000));
        assert_eq!(check(Some(20)), Some(25_000));
        assert_eq!((check(Some(0)), check(Some(21)), check(Some(u64::MAX))), (None, None, None));
    }
}
