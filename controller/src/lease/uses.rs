//! What a scenario asks of whoever drives its browser, and what of that a device cannot do. Decides by words alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use protocol::Abilities;
use scenarios::{Condition, Scenario, StepKind};
use serde::{Deserialize, Serialize};

/// What a scenario does. Ordered, so that jobs that do the same are planned together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Uses {
    /// Kinds of its steps, each with the number of the first such step, from 1.
    pub steps: BTreeMap<String, u32>,
    /// Conditions that it waits for, each with the number of the first such step.
    pub conditions: BTreeMap<String, u32>,
    /// What it needs of the machine beside its browser.
    pub machine: BTreeSet<MachineUse>,
}

/// What only an agent beside the browser can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineUse {
    /// Values of its environment.
    Secrets,
    /// A prepared profile folder.
    Profile,
    /// Arguments of the browser's command line.
    Arguments,
    /// A browser of its own choice.
    Binary,
}

/// What a device cannot do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inability {
    /// A kind of step.
    Step {
        /// Its word.
        word: String,
        /// Number of the first such step, from 1.
        number: u32,
    },
    /// A condition of `wait_for`.
    Condition {
        /// Its word.
        word: String,
        /// Number of the first step that waits for it, from 1.
        number: u32,
    },
    /// Something outside of its browser.
    Machine(MachineUse),
}

impl Uses {
    /// What `scenario` does.
    pub fn of(scenario: &Scenario) -> Self {
        let mut uses = Self { machine: machine_uses(scenario), ..Self::default() };
        for (number, step) in (1..).zip(&scenario.steps) {
            uses.steps.entry(step.kind.word().to_owned()).or_insert(number);
            if let StepKind::WaitFor(condition) = &step.kind {
                uses.conditions.entry(condition_word(condition).to_owned()).or_insert(number);
            }
        }
        uses
    }

    /// The first thing that a device with these abilities cannot do.
    pub fn beyond(&self, abilities: &Abilities) -> Option<Inability> {
        let missing = |used: &BTreeMap<String, u32>, known: &BTreeSet<String>| {
            let missing = used.iter().filter(|(word, _)| !known.contains(*word));
            missing.min_by_key(|(_, number)| **number).map(|(word, number)| (*number, word.clone()))
        };
        let step = missing(&self.steps, &abilities.steps);
        let condition = missing(&self.conditions, &abilities.conditions);
        match (step, condition) {
            (Some((number, word)), condition) if condition.as_ref().is_none_or(|(at, _)| number <= *at) => {
                Some(Inability::Step { word, number })
            }
            (_, Some((number, word))) => Some(Inability::Condition { word, number }),
            (_, None) => self.machine.first().copied().map(Inability::Machine),
        }
    }
}

impl fmt::Display for Inability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step { word, number } => {
                write!(f, "cannot do `{word}` (step {number}): {}", step_reason(word))
            }
            Self::Condition { word, number } => {
                let reason = if word == "network_idle" {
                    "the network of a page is not to be seen from inside the browser"
                } else {
                    "its agent does not know the condition"
                };
                write!(f, "cannot wait for `{word}` (step {number}): {reason}")
            }
            Self::Machine(MachineUse::Secrets) => {
                f.write_str("cannot use `secrets`: its agent lives in the browser and has no environment")
            }
            Self::Machine(MachineUse::Profile) => {
                f.write_str("cannot use `browser.profile`: the browser is the one that its agent lives in")
            }
            Self::Machine(MachineUse::Arguments) => {
                f.write_str("cannot use `browser.arguments`: the browser is the one that its agent lives in")
            }
            Self::Machine(MachineUse::Binary) => {
                f.write_str("cannot use `browser.binary`: the browser is the one that its agent lives in")
            }
        }
    }
}

fn machine_uses(scenario: &Scenario) -> BTreeSet<MachineUse> {
    let uses = [
        (MachineUse::Secrets, !scenario.secrets.is_empty()),
        (MachineUse::Profile, scenario.browser.profile.is_some()),
        (MachineUse::Arguments, !scenario.browser.arguments.is_empty()),
        (MachineUse::Binary, scenario.browser.binary.is_some()),
    ];
    uses.into_iter().filter(|(_, used)| *used).map(|(name, _)| name).collect()
}

const fn condition_word(condition: &Condition) -> &'static str {
    match condition {
        Condition::Visible(_) => "visible",
        Condition::Gone(_) => "gone",
        Condition::Text(_) => "text",
        Condition::Script(_) => "script",
        Condition::NetworkIdle(_) => "network_idle",
    }
}

/// Why an agent inside the browser cannot do a step.
fn step_reason(word: &str) -> &'static str {
    match word {
        "drag" => "pages see no pointer of an agent that lives in the browser",
        "upload_file" => "an agent that lives in the browser puts no files into pages",
        "exec" => "an agent that lives in the browser starts no programs",
        "restart_browser" => "its agent ends with the browser that it would restart",
        _ => "its agent does not know the step; a newer version may",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(ToString::to_string).collect()
    }

    fn numbered(words: &[(&str, u32)]) -> BTreeMap<String, u32> {
        words.iter().map(|(word, number)| ((*word).to_owned(), *number)).collect()
    }

    #[test]
    fn the_first_step_that_a_device_cannot_do_is_told_with_its_number() {
        let abilities = Abilities { steps: words(&["open", "wait_for"]), conditions: words(&["visible"]) };
        let check = |steps: &[(&str, u32)], conditions: &[(&str, u32)], expected: Option<&str>| {
            let uses =
                Uses { steps: numbered(steps), conditions: numbered(conditions), machine: BTreeSet::new() };
            let told = uses.beyond(&abilities).map(|inability| inability.to_string());
            assert_eq!(told.as_ref().map(|told| told.split(':').next().unwrap()), expected);
        };
        check(&[("open", 1), ("wait_for", 2)], &[("visible", 2)], None);
        check(&[("drag", 4), ("exec", 3)], &[], Some("cannot do `exec` (step 3)"));
        check(
            &[("wait_for", 2), ("drag", 4)],
            &[("network_idle", 2)],
            Some("cannot wait for `network_idle` (step 2)"),
        );
        check(&[("wait_for", 5), ("drag", 4)], &[("network_idle", 5)], Some("cannot do `drag` (step 4)"));
    }

    #[test]
    fn what_lies_outside_of_the_browser_is_told_by_the_name_that_authors_write() {
        let check = |machine: MachineUse, name: &str| {
            let uses = Uses { machine: BTreeSet::from([machine]), ..Uses::default() };
            let told = uses.beyond(&Abilities::default()).unwrap().to_string();
            assert!(told.contains(name), "{told}");
        };
        check(MachineUse::Secrets, "`secrets`");
        check(MachineUse::Profile, "`browser.profile`");
        check(MachineUse::Arguments, "`browser.arguments`");
        check(MachineUse::Binary, "`browser.binary`");
    }
}
