//! When an expression is due, in zones whose clocks change.

use std::collections::BTreeSet;

use controller::schedule::{CronExpression, ExpressionError};
use dataset::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::calendar::{at, cron};

fn check(expression: &str, zone: &str, after: &str, expected: &[&str]) {
    let cron = cron(expression, zone);
    let found = std::iter::successors(cron.next_after(at(after)), |due| cron.next_after(*due));
    let found: Vec<String> = found.take(expected.len()).map(|due| due.to_string()).collect();
    let expected: Vec<String> = expected.iter().map(|due| at(due).to_string()).collect();
    assert_eq!(found, expected, "{expression} in {zone} after {after}");
}

#[test]
fn a_time_that_the_clocks_skip_comes_right_after_the_gap() {
    let days = ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"];
    check("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", &days);
    let days = ["2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"];
    check("30 2 * * *", "America/New_York", "2026-03-07T00:00:00Z", &days);
    // Two times that are skipped come together, and what comes after the gap anyway comes with them.
    let times = ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:00:00Z"];
    check("0,30 2,3 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", &times);
}

#[test]
fn a_time_that_the_clocks_show_twice_comes_the_first_time_alone() {
    let days = ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"];
    check("30 2 * * *", "Europe/Berlin", "2026-10-23T12:00:00Z", &days);
    let days = ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"];
    check("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", &days);
    // Asked in the second of the two hours, it does not begin anew.
    check("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", &["2026-10-26T01:30:00Z"]);
    let halves = ["2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"];
    check("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z", &halves);
}

#[test]
fn days_are_those_of_crontab() {
    let days = ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"];
    check("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", &days);
    // Both 0 and 7 are Sunday; Monday to Friday are 1 to 5.
    check("0 9 * * 1-5", "UTC", "2026-11-20T10:00:00Z", &["2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z"]);
    check("0 9 * * 7", "UTC", "2026-11-20T10:00:00Z", &["2026-11-22T09:00:00Z", "2026-11-29T09:00:00Z"]);
    // The 13th, and every Friday.
    check("0 0 13 * 5", "UTC", "2026-10-10T00:00:00Z", &["2026-10-13T00:00:00Z", "2026-10-16T00:00:00Z"]);
    check("0 6 * jan mon#1", "UTC", "2026-11-20T10:00:00Z", &["2027-01-04T06:00:00Z"]);
}

#[test]
fn every_local_time_comes_once_a_day_all_year_long() {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"] {
        let cron = cron("*/10 * * * *", zone);
        let rules = TimeZone::get(zone).unwrap();
        let (from, to) = (at("2026-01-01T12:00:00Z"), at("2027-01-02T12:00:00Z"));
        let mut seen: BTreeSet<DateTime> = BTreeSet::new();
        for due in cron.between(from, to) {
            let local = rules.to_datetime(jiff::Timestamp::from_millisecond(due.epoch_ms()).unwrap());
            assert!(seen.insert(local), "{local} came twice in {zone}");
        }
        let first = DateTime::constant(2026, 1, 2, 12, 0, 0, 0);
        for step in 0..6 * 24 * 364 {
            let local = first + jiff::Span::new().minutes(10 * step);
            let skipped = matches!(rules.to_ambiguous_timestamp(local).offset(), AmbiguousOffset::Gap { .. });
            assert!(skipped || seen.contains(&local), "{local} never came in {zone}");
        }
    }
}

#[test]
fn what_cannot_be_used_says_where_and_how_to_mend_it() {
    let told = |cron: &str, zone: &str| CronExpression::parse(cron, zone).unwrap_err().to_string();
    let check = |cron: &str, zone: &str, expected: &str| {
        let told = told(cron, zone);
        assert!(told.contains(expected), "{told}");
    };
    check("* * * *", "UTC", "`cron` has 4 fields; it takes 5 as in crontab");
    check("0 * * * * *", "UTC", "has 6 fields");
    check("@daily", "UTC", "has 1 fields");
    check("0 25 * * *", "UTC", "field 2 of `cron` (the hour) is `25`; it takes 0-23");
    check("0 1 * foo *", "UTC", "field 4 of `cron` (the month) is `foo`; it takes 1-12 or JAN-DEC");
    check("61,x 1 * * *", "UTC", "field 1 of `cron` (the minute)");
    check("0 0 31 2 *", "UTC", "names no time that ever comes");
    check("0 0 1 1 *", "Europe/Berlinn", "there is no time zone `Europe/Berlinn`");
    check("0 0 1 1 *", "+02:00", "write a name of the IANA list");
    check("0 0 1 1 *", "", "there is no time zone ``");
    check(&"1,".repeat(200), "UTC", "longer than 200 bytes");
    assert_eq!(CronExpression::parse("", "UTC").unwrap_err(), ExpressionError::Fields { found: 0 });
    assert_eq!(cron(" 30  2 * * * ", " Europe/Berlin ").text(), "30 2 * * *");
}

#[test]
fn the_end_of_the_calendar_is_no_tick() {
    let cron = cron("0 0 1 1 *", "UTC");
    assert_eq!(cron.next_after(Timestamp::from_epoch_ms(i64::MAX)), None);
    assert!(cron.next_after(at("2026-01-01T00:00:00Z")).is_some());
}
