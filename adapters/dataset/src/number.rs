//! Reading of whole numbers with a message for people; never rounds.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

/// Reads an optional size in bytes.
pub(crate) fn whole_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_any(Whole { of: "a whole number of bytes (0 or more)" })
}

/// Reads an optional count.
pub(crate) fn whole_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_any(Whole { of: "a whole number (0 or more)" })
}

struct Whole {
    of: &'static str,
}

impl<'de> Visitor<'de> for Whole {
    type Value = Option<u64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.of)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<u64>, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Option<u64>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<u64>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Option<u64>, E> {
        Ok(Some(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Option<u64>, E> {
        let of = self.of;
        u64::try_from(value).map(Some).map_err(|_| E::custom(format_args!("{value} is not {of}")))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Option<u64>, E> {
        // Some languages write every number as a float; above 2^53 such a number is no longer the one that was meant.
        if value.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&value) {
            return Ok(Some(value as u64));
        }
        Err(E::custom(format_args!("{value} is not {}", self.of)))
    }
}
