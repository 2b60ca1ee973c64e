//! When a schedule is due: a cron expression in a time zone. The only module that knows the cron reader; reads no clock.

use std::fmt;

use cron::Cron;
use cron::parser::{CronParser, Seconds, Year};
use dataset::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Longest expression, bytes.
const MAX_BYTES: usize = 200;
/// What each field holds, in their order.
const FIELDS: [(&str, &str); 5] = [
    ("minute", "0-59"),
    ("hour", "0-23"),
    ("day of the month", "1-31"),
    ("month", "1-12 or JAN-DEC"),
    ("day of the week", "0-7 or SUN-SAT, 0 and 7 are Sunday"),
];

/// A checked expression with its time zone. Every local time that it names comes once a day: where the clocks skip it, at
/// the first instant after the gap; where they show it twice, the first time.
#[derive(Clone)]
pub struct CronExpression {
    text: String,
    zone_name: String,
    cron: Cron,
    zone: TimeZone,
}

/// An expression or a zone that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// Not five fields.
    #[error(
        "`cron` has {found} fields; it takes 5 as in crontab: minute, hour, day of the month, month, day of the week, e.g. `30 2 * * 1-5`"
    )]
    Fields {
        /// How many.
        found: usize,
    },
    /// Too long.
    #[error("`cron` is longer than {MAX_BYTES} bytes")]
    Long,
    /// One field is wrong.
    #[error(
        "field {number} of `cron` (the {name}) is `{found}`; it takes {takes}, `*`, lists as `1,5`, ranges as `1-5` and steps as `*/15`"
    )]
    Field {
        /// Counts from 1.
        number: usize,
        /// What it means.
        name: &'static str,
        /// What stands there.
        found: String,
        /// What may.
        takes: &'static str,
    },
    /// The fields are right one by one, and wrong together.
    #[error("`cron` cannot be read as a whole: {reason}")]
    Whole {
        /// Why.
        reason: String,
    },
    /// No time is like this.
    #[error("`cron` names no time that ever comes, as the 31st of February does")]
    Never,
    /// No such zone.
    #[error(
        "there is no time zone `{zone}`; write a name of the IANA list such as `Europe/Berlin`, or `UTC`"
    )]
    Zone {
        /// What was given.
        zone: String,
    },
}

impl CronExpression {
    /// Checks both. Finding out that an expression never comes takes up to some 0.1 s of computing.
    pub fn parse(text: &str, zone_name: &str) -> Result<Self, ExpressionError> {
        if text.len() > MAX_BYTES {
            return Err(ExpressionError::Long);
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != FIELDS.len() {
            return Err(ExpressionError::Fields { found: fields.len() });
        }
        let text = fields.join(" ");
        let cron = read(&text).map_err(|reason| mistake(&fields, reason))?;
        let zone = zone_of(zone_name)?;
        let zone_name = zone_name.trim().to_owned();
        cron.find_next_occurrence(&DateTime::constant(2000, 1, 1, 0, 0, 0, 0), true)
            .map_err(|_| ExpressionError::Never)?;
        Ok(Self { text, zone_name, cron, zone })
    }

    /// The expression, one space between its fields.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The IANA name of the zone.
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The first time after `after`; nothing where the calendar ends before.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let after = jiff::Timestamp::from_millisecond(after.epoch_ms()).ok()?;
        let mut local = whole_seconds(self.zone.to_datetime(after))?;
        loop {
            local = self.cron.find_next_occurrence(&local, false).ok()?;
            let instant = self.instant(local)?;
            // In the second hour of a repeated one, its local times have been already.
            if instant > after {
                return Some(Timestamp::from_epoch_ms(instant.as_millisecond()));
            }
        }
    }

    /// Every time after `after` up to `until`, first one first.
    pub fn between(&self, after: Timestamp, until: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        let next = move |from| self.next_after(from).filter(|due| *due <= until);
        std::iter::successors(next(after), move |due| next(*due))
    }

    /// The instant of a local time.
    fn instant(&self, local: DateTime) -> Option<jiff::Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok(),
            AmbiguousOffset::Gap { .. } => {
                // A moment before the gap, as the clock of after it reads it.
                let before = ambiguous.earlier().ok()?;
                self.zone.following(before).next().map(|change| change.timestamp())
            }
        }
    }
}

impl fmt::Debug for CronExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CronExpression({} in {})", self.text, self.zone_name)
    }
}

impl PartialEq for CronExpression {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.zone_name) == (&other.text, &other.zone_name)
    }
}

impl Eq for CronExpression {}

fn read(text: &str) -> Result<Cron, String> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(text).map_err(|error| error.to_string())
}

/// The first field that is wrong by itself.
fn mistake(fields: &[&str], reason: String) -> ExpressionError {
    let alone = |index: usize| {
        let mut others = ["*"; FIELDS.len()];
        others[index] = fields[index];
        read(&others.join(" ")).is_err()
    };
    match (0..FIELDS.len()).find(|index| alone(*index)) {
        Some(index) => {
            let (name, takes) = FIELDS[index];
            ExpressionError::Field { number: index + 1, name, found: fields[index].to_owned(), takes }
        }
        None => ExpressionError::Whole { reason },
    }
}

fn zone_of(name: &str) -> Result<TimeZone, ExpressionError> {
    let unknown = || ExpressionError::Zone { zone: name.chars().take(100).collect() };
    // The zone of this machine and offsets have no name that holds elsewhere.
    let named = name.trim().starts_with(|first: char| first.is_ascii_alphabetic());
    if !named {
        return Err(unknown());
    }
    TimeZone::get(name.trim()).map_err(|_| unknown())
}

fn whole_seconds(local: DateTime) -> Option<DateTime> {
    local.with().subsec_nanosecond(0).build().ok()
}
