//! One id per run from its first frame to its verdict, in the form of W3C Trace Context. Never decides who may do what.

use std::fmt;

use protocol::RunId;

/// A trace id, 16 bytes that are not all zero (<https://www.w3.org/TR/trace-context/#trace-id>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceId(u128);

impl TraceId {
    /// The trace of a run that its sender does not trace: the run's own id.
    pub fn of_run(run: RunId) -> Self {
        Self(run.uuid().as_u128())
    }

    /// The trace that a `traceparent` header goes on with; nothing where the header is malformed, which the specification
    /// wants treated as if it were absent.
    pub fn of_traceparent(value: &str) -> Option<Self> {
        let mut parts = value.trim().split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let whole = hex(version, 2) && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
        // Version 00 has these four parts; a later one may have more, and ff is none.
        let known = version != "ff" && (version != "00" || parts.next().is_none());
        if !whole || !known || parent.bytes().all(|digit| digit == b'0') {
            return None;
        }
        u128::from_str_radix(trace, 16).ok().filter(|id| *id != 0).map(Self)
    }
}

fn hex(part: &str, length: usize) -> bool {
    part.len() == length && part.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_gone_on_with_and_a_malformed_one_is_as_good_as_none() {
        let check = |value: &str, trace: Option<&str>| {
            let found = TraceId::of_traceparent(value).map(|id| id.to_string());
            assert_eq!(found.as_deref(), trace, "{value}");
        };
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        check(&format!("00-{trace}-00f067aa0ba902b7-01"), Some(trace));
        check(&format!("01-{trace}-00f067aa0ba902b7-01-more"), Some(trace));
        check(&format!("00-{trace}-00f067aa0ba902b7-01-more"), None);
        check(&format!("ff-{trace}-00f067aa0ba902b7-01"), None);
        check(&format!("00-{trace}-0000000000000000-01"), None);
        check(&format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)), None);
        check(&format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()), None);
        check("00-é", None);
        check("", None);
    }

    #[test]
    fn a_run_is_its_own_trace() {
        let run: RunId = "0198c0de-0000-7000-8000-00000000002a".parse().unwrap();
        assert_eq!(TraceId::of_run(run).to_string(), "0198c0de00007000800000000000002a");
    }
}
