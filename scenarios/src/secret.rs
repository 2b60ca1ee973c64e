//! Secrets on their way into a step and out of everything that people see. Never stores or logs a value.

use std::collections::BTreeMap;

/// What stands where a secret's value would show.
pub const MASK: &str = "•••••";

/// Puts the values into a step's text, for the moment in which it acts; the error is the first name without a value.
/// Only names that `values` holds or the scenario lists should reach here; other text is left alone.
pub fn reveal(
    text: &str,
    names: &[String],
    values: &BTreeMap<String, String>,
) -> Result<String, UnknownSecret> {
    let mut revealed = String::with_capacity(text.len());
    let mut rest = text;
    // One pass: a value that looks like a reference is not looked into.
    while let Some((before, after)) = rest.split_once("${secret:") {
        revealed.push_str(before);
        match after.split_once('}') {
            Some((name, next)) if names.iter().any(|known| known == name) => {
                let value = values.get(name).ok_or_else(|| UnknownSecret { name: name.to_owned() })?;
                revealed.push_str(value);
                rest = next;
            }
            Some(_) | None => {
                revealed.push_str("${secret:");
                rest = after;
            }
        }
    }
    revealed.push_str(rest);
    Ok(revealed)
}

/// Hides every value wherever it stands in a text that people will see. Values shorter than four bytes are left:
/// hiding them would tear ordinary words apart and so tell the value.
pub fn mask(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut longest_first: Vec<&String> = values.values().filter(|value| value.len() >= 4).collect();
    longest_first.sort_by_key(|value| std::cmp::Reverse(value.len()));
    longest_first.into_iter().fold(text.to_owned(), |text, value| text.replace(value.as_str(), MASK))
}

/// A secret that the scenario uses and the agent does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("secret `{name}` is not set in the agent's environment")]
pub struct UnknownSecret {
    /// Its name, which is no secret.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{UnknownSecret, mask, reveal};

    #[test]
    fn secrets_go_in_at_the_step_and_never_come_out() {
        let names = ["A".to_owned(), "B".to_owned()];
        let values = BTreeMap::from([("A".to_owned(), "hunter22${secret:B}".to_owned())]);
        let shown = reveal("x ${secret:A} ${secret:C} ${secret:", &names, &values).unwrap();
        assert_eq!(shown, "x hunter22${secret:B} ${secret:C} ${secret:");
        assert_eq!(mask(&shown, &values), "x ••••• ${secret:C} ${secret:");
        assert_eq!(reveal("${secret:B}", &names, &values), Err(UnknownSecret { name: "B".to_owned() }));
    }
}
