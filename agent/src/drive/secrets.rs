//! Values that steps use and nobody may see. Never prints one, not even in its own debug form.

use std::collections::BTreeMap;
use std::fmt;

const OPENING: &str = "${secret:";
const MASK: &str = "•••";

/// The values of the scenario's secrets that this agent has.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    values: BTreeMap<String, String>,
    further: Vec<String>,
}

/// A secret that a step needs and the agent does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SecretError {
    /// Not in the environment.
    #[error("the secret `{name}` is not set in the agent's environment")]
    Missing {
        /// Name of the variable.
        name: String,
    },
    /// The scenario does not list it.
    #[error("the step uses the secret `{name}`, which the scenario does not list under `secrets`")]
    NotListed {
        /// Name of the variable.
        name: String,
    },
}

impl Secrets {
    /// Looks up every name; a missing one is an error only when a step uses it.
    pub(crate) fn look_up(names: &[String], value: impl Fn(&str) -> Option<String>) -> Self {
        let values = names.iter().map(|name| (name.clone(), value(name).unwrap_or_default())).collect();
        Self { values, further: Vec::new() }
    }

    /// Masks these values too.
    pub(crate) fn and_mask(mut self, values: impl IntoIterator<Item = String>) -> Self {
        self.further.extend(values);
        self
    }

    /// Puts the values in the place of `${secret:NAME}`.
    pub(crate) fn reveal(&self, text: &str) -> Result<String, SecretError> {
        let mut revealed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPENING) {
            let Some((name, after)) = after.split_once('}') else { break };
            let value =
                self.values.get(name).ok_or_else(|| SecretError::NotListed { name: name.to_owned() })?;
            if value.is_empty() {
                return Err(SecretError::Missing { name: name.to_owned() });
            }
            revealed.push_str(before);
            revealed.push_str(value);
            rest = after;
        }
        revealed.push_str(rest);
        Ok(revealed)
    }

    /// The text with every value masked.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut values: Vec<&str> = self
            .values
            .values()
            .chain(&self.further)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
            .collect();
        // A value that contains another one must go as a whole.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values.into_iter().fold(text.to_owned(), |text, value| text.replace(value, MASK))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        let names = ["USER", "PASSWORD", "ABSENT"].map(str::to_owned);
        Secrets::look_up(&names, |name| match name {
            "USER" => Some("ann".to_owned()),
            "PASSWORD" => Some("annabell".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn value_takes_the_place_of_its_name() {
        assert_eq!(secrets().reveal("${secret:USER}:${secret:PASSWORD}!"), Ok("ann:annabell!".to_owned()));
        assert_eq!(secrets().reveal("no secret, ${secret:"), Ok("no secret, ${secret:".to_owned()));
    }

    #[test]
    fn missing_and_unlisted_secrets_are_told_apart() {
        assert_eq!(secrets().reveal("${secret:ABSENT}"), Err(SecretError::Missing { name: "ABSENT".into() }));
        assert_eq!(secrets().reveal("${secret:OTHER}"), Err(SecretError::NotListed { name: "OTHER".into() }));
    }

    #[test]
    fn longer_value_is_masked_before_the_one_inside_it() {
        assert_eq!(secrets().mask("annabell and ann"), "••• and •••");
        assert!(!format!("{:?}", secrets()).contains("ann"));
    }
}
