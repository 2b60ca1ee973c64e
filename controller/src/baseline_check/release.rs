//! Which release comes before another. Versions are compared number by number, as people read them.

use std::cmp::Ordering;

/// The latest of `known` that comes before `own`.
pub fn previous_release<'a>(own: &str, known: &'a [String]) -> Option<&'a str> {
    let earlier = known.iter().map(String::as_str).filter(|known| compare(known, own) == Ordering::Less);
    earlier.max_by(|one, other| compare(one, other))
}

/// Compares two versions part by part: numbers as numbers, words as words, and a word after the common parts
/// (`6.7.0-rc1` beside `6.7.0`) as something that comes before the release itself.
fn compare(one: &str, other: &str) -> Ordering {
    let (mut ones, mut others) = (parts(one), parts(other));
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (Some(part), None) => return tail(part),
            (None, Some(part)) => return tail(part).reverse(),
            (Some(one), Some(other)) => match one.cmp(&other) {
                Ordering::Equal => {}
                unequal @ (Ordering::Less | Ordering::Greater) => return unequal,
            },
        }
    }
}

fn tail(part: Part<'_>) -> Ordering {
    match part {
        Part::Word(_) => Ordering::Less,
        Part::Number(_) => Ordering::Greater,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Word(&'a str),
    Number(u64),
}

fn parts(version: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = version;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|character: char| !character.is_alphanumeric());
        let first = rest.chars().next()?;
        let same = |character: char| {
            character.is_alphanumeric() && character.is_ascii_digit() == first.is_ascii_digit()
        };
        let end = rest.find(|character| !same(character)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        // A number too large for u64 is a date-time or a hash; as a word it still has its place.
        Some(part.parse().map_or(Part::Word(part), Part::Number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_before_is_found_by_its_number_and_not_by_its_letters() {
        let check = |own: &str, known: &[&str], expected: Option<&str>| {
            let known: Vec<String> = known.iter().map(ToString::to_string).collect();
            assert_eq!(previous_release(own, &known), expected, "before {own} among {known:?}");
        };
        check("6.10.0", &["6.2.0", "6.9.1", "6.9.0"], Some("6.9.1"));
        check("6.7.0", &["6.7.0", "6.8.0"], None);
        check("6.7.0", &["6.7.0-rc1", "6.6.9"], Some("6.7.0-rc1"));
        check("6.7.0-rc2", &["6.7.0", "6.7.0-rc1"], Some("6.7.0-rc1"));
        check("v2", &["v1", "v10"], Some("v1"));
        check("6.7.1", &["6.7"], Some("6.7"));
        check("6.7", &[], None);
    }
}
