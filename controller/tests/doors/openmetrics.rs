//! A strict reader of the `OpenMetrics` text format, version 1.0.0, as far as the controller uses it: whatever it does not
//! know is a mistake.

use std::collections::{BTreeMap, BTreeSet};

/// Labels by name.
pub(crate) type Labels = BTreeMap<String, String>;

/// All samples: name with suffix and labels, and the value.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    pub(crate) samples: BTreeMap<(String, Labels), f64>,
}

#[derive(Debug, Default)]
struct Family {
    name: String,
    kind: String,
    unit: Option<String>,
}

impl Exposition {
    /// Reads a whole exposition; panics with the line that breaks a rule.
    pub(crate) fn read(text: &str) -> Self {
        let body = text.strip_suffix("# EOF\n").expect("it ends with `# EOF` and a line feed");
        let mut all = Self::default();
        let (mut family, mut seen) = (Family::default(), BTreeSet::new());
        for line in body.strip_suffix('\n').unwrap_or(body).split('\n') {
            if let Some(metadata) = line.strip_prefix("# ") {
                family = described(family, metadata, &mut seen);
            } else {
                all.sample(&family, line);
            }
        }
        all.check_histograms();
        all
    }

    /// The value of one sample that counts something; 0 where there is none.
    pub(crate) fn count(&self, name: &str, labels: &[(&str, &str)]) -> u64 {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let value = self.samples.get(&(name.to_owned(), labels)).copied().unwrap_or_default();
        assert!(value >= 0.0 && value.fract() < f64::EPSILON, "{name} is no count: {value}");
        value as u64
    }

    fn sample(&mut self, family: &Family, line: &str) {
        let (name, labels, value) = parts(line);
        let suffix = name.strip_prefix(family.name.as_str()).unwrap_or_else(|| panic!("stray: {line}"));
        let fits = match family.kind.as_str() {
            "counter" => suffix == "_total",
            "gauge" => suffix.is_empty(),
            "histogram" => ["_bucket", "_sum", "_count"].contains(&suffix),
            kind => panic!("unknown type {kind}: {line}"),
        };
        assert!(fits && (suffix == "_bucket") == labels.contains_key("le"), "{line}");
        assert!(value.is_finite() && (family.kind == "gauge" || value >= 0.0), "{line}");
        assert!(self.samples.insert((name, labels), value).is_none(), "twice: {line}");
    }

    fn check_histograms(&self) {
        let mut buckets: BTreeMap<(String, Labels), Vec<(f64, f64)>> = BTreeMap::new();
        for ((name, labels), value) in &self.samples {
            if let Some(family) = name.strip_suffix("_bucket") {
                let mut labels = labels.clone();
                let bound = match labels.remove("le").unwrap().as_str() {
                    "+Inf" => f64::INFINITY,
                    bound => bound.parse().unwrap(),
                };
                buckets.entry((family.to_owned(), labels)).or_default().push((bound, *value));
            }
        }
        for ((family, labels), mut classes) in buckets {
            classes.sort_by(|one, other| one.0.total_cmp(&other.0));
            assert!(classes.is_sorted_by_key(|(_, count)| *count), "{family}: not cumulative");
            let (bound, last) = *classes.last().unwrap();
            assert!(bound.is_infinite(), "{family}: no class for everything");
            assert_eq!(self.samples.get(&(format!("{family}_count"), labels)), Some(&last), "{family}");
        }
    }
}

fn described(family: Family, metadata: &str, seen: &mut BTreeSet<String>) -> Family {
    let (word, rest) = metadata.split_once(' ').unwrap();
    let (name, text) = rest.split_once(' ').unwrap();
    assert!(is_name(name), "{metadata}");
    let begun = family.name == name;
    match word {
        "HELP" => {
            assert!(seen.insert(name.to_owned()), "{name}: described twice, or not in one piece");
            assert!(!text.is_empty(), "{name}: no meaning");
            Family { name: name.to_owned(), ..Family::default() }
        }
        "TYPE" if begun && family.kind.is_empty() => Family { kind: text.to_owned(), ..family },
        "UNIT" if begun && family.unit.is_none() => {
            assert!(name.ends_with(&format!("_{text}")), "{metadata}");
            Family { unit: Some(text.to_owned()), ..family }
        }
        _ => panic!("misplaced: {metadata}"),
    }
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn parts(line: &str) -> (String, Labels, f64) {
    let end = line.find(['{', ' ']).unwrap_or_else(|| panic!("no value: {line}"));
    let (name, mut rest) = line.split_at(end);
    assert!(is_name(name), "{line}");
    let mut labels = Labels::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        while !rest.starts_with('}') {
            let (label, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("a label: {line}"));
            let (value, after) = quoted(after, line);
            assert!(is_name(label), "{line}");
            assert!(labels.insert(label.to_owned(), value).is_none(), "{line}");
            rest = after.strip_prefix(',').unwrap_or(after);
            assert!(!after.starts_with(",}"), "{line}");
        }
        rest = &rest[1..];
    }
    let value = rest.strip_prefix(' ').unwrap_or_else(|| panic!("one space: {line}"));
    (name.to_owned(), labels, value.parse().unwrap_or_else(|_| panic!("a number: {line}")))
}

/// The text up to the closing quotation mark, and what follows that.
fn quoted<'a>(text: &'a str, line: &str) -> (String, &'a str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[at + 1..]),
            '\\' => match letters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, escaped @ ('\\' | '"'))) => value.push(escaped),
                _ => panic!("an unknown escape: {line}"),
            },
            letter => value.push(letter),
        }
    }
    panic!("an open quotation: {line}")
}

#[test]
fn the_reader_is_strict() {
    let good = "# HELP a_seconds Time.\n# TYPE a_seconds histogram\n# UNIT a_seconds seconds\n\
                a_seconds_sum 1.5\na_seconds_count 2\na_seconds_bucket{le=\"1.0\"} 1\na_seconds_bucket{le=\"+Inf\"} 2\n# EOF\n";
    assert_eq!(Exposition::read(good).count("a_seconds_count", &[]), 2);
    for (from, to) in [
        ("# EOF\n", ""),
        ("histogram", "counter"),
        ("} 2", "} 3"),
        ("\"1.0\"} 1", "\"1.0\"} 7"),
        ("a_seconds_sum 1.5\n", "a_seconds_sum 1.5\na_seconds_sum 1.5\n"),
        ("a_seconds_sum 1.5", "b_sum 1.5"),
        ("a_seconds_sum 1.5", "a_seconds_sum  1.5"),
        ("a_seconds_sum 1.5", "a_seconds_sum NaN"),
        ("UNIT a_seconds seconds", "UNIT a_seconds bytes"),
        ("{le=\"1.0\"}", "{le=\"1.0\",}"),
        ("{le=\"1.0\"}", "{le=\"1.0}"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(std::panic::catch_unwind(|| Exposition::read(&bad)).is_err(), "{bad}");
    }
}
