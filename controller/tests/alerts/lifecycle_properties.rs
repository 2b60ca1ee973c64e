//! Whatever comes in whatever order, an alert's promises hold.

use std::collections::HashSet;

use controller::alert::lifecycle::{on_action, on_verdict};
use controller::alert::{Action, Alert, AlertId, AlertState, Change, Resolution, Standing};
use dataset::Timestamp;
use proptest::prelude::*;
use protocol::RunId;
use uuid::Uuid;

use crate::lifecycle::{BEYOND, Outcome, SLOW, STEADY, UNSURE, mark, run};

const NOW: Timestamp = Timestamp::from_epoch_ms(0);

/// What may happen.
#[derive(Clone, Debug)]
enum Deed {
    /// A run with these outcomes of two metrics comes in.
    Run(Outcome, Outcome),
    /// A run that did not come to its end.
    Broken(Outcome),
    /// The run before is judged again, maybe otherwise.
    Again(Outcome),
    /// A person acts on the alert of this place.
    Act(usize, Action),
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(SLOW), Just(STEADY), Just(UNSURE), Just(BEYOND)]
}

fn deed() -> impl Strategy<Value = Deed> {
    let action = prop_oneof![
        Just(Action::Acknowledge),
        Just(Action::Resolve(Resolution::Fixed)),
        Just(Action::Reopen),
        Just(Action::Assign(Some("ada".to_owned()))),
    ];
    prop_oneof![
        4 => (outcome(), outcome()).prop_map(|(one, other)| Deed::Run(one, other)),
        1 => outcome().prop_map(Deed::Broken),
        1 => outcome().prop_map(Deed::Again),
        3 => (0..6_usize, action).prop_map(|(place, action)| Deed::Act(place, action)),
    ]
}

/// A store that fits into a hand.
#[derive(Default)]
struct Shelf {
    alerts: Vec<Alert>,
    /// Alert, run, and whether it was bad, in the order in which they came.
    runs: Vec<(usize, RunId, bool)>,
    steps: Vec<(usize, u64)>,
    told: u64,
    runs_seen: u128,
}

impl Shelf {
    fn standing(&self, metric: &str, run: RunId) -> Option<Standing> {
        let of_metric = || self.alerts.iter().enumerate().filter(|(_, alert)| alert.key.metric == metric);
        let unresolved = of_metric().find(|(_, alert)| alert.state != AlertState::Resolved);
        let (place, alert) = unresolved.or(of_metric().next_back())?;
        let knows_run = self.runs.iter().any(|(at, known, _)| (*at, *known) == (place, run));
        Some(Standing { alert: alert.clone(), knows_run })
    }

    fn judge(&mut self, number: u128, outcomes: &[(&str, Outcome)], completed: bool) {
        let mut judged = run(number, outcomes);
        judged.completed = completed;
        let standing: Vec<_> =
            outcomes.iter().filter_map(|(metric, _)| self.standing(metric, judged.mark.run)).collect();
        let mut next = 1000 + 10 * self.alerts.len() as u128;
        let changes = on_verdict(&judged, &standing, NOW, || {
            next += 1;
            AlertId::new(Uuid::from_u128(next))
        });
        for change in changes {
            self.write(change);
        }
    }

    fn act(&mut self, place: usize, action: &Action) {
        let Some(alert) = self.alerts.get(place) else { return };
        let key = alert.key.clone();
        let blocked = *action == Action::Reopen
            && self.alerts.iter().any(|other| other.key == key && other.state != AlertState::Resolved);
        if let (false, Ok(change)) = (blocked, on_action(alert, action, ("ada", "", NOW))) {
            self.write(change);
        }
    }

    fn write(&mut self, change: Change) {
        let place = self.alerts.iter().position(|alert| alert.id == change.alert.id);
        let seen = place.map_or(0, |place| self.alerts[place].revision);
        assert_eq!(change.alert.revision, seen + 1);
        let place = place.unwrap_or(self.alerts.len());
        if let Some((sighting, bad)) = change.sighting {
            self.runs.push((place, sighting.mark.run, bad));
        }
        self.steps.extend(change.step.map(|_| (place, change.alert.revision)));
        self.told += u64::from(change.event.is_some());
        if place == self.alerts.len() {
            self.alerts.push(change.alert);
        } else {
            self.alerts[place] = change.alert;
        }
    }

    fn do_it(&mut self, deed: &Deed) {
        match deed {
            Deed::Run(one, other) => {
                self.runs_seen += 1;
                self.judge(self.runs_seen, &[("time", *one), ("memory", *other)], true);
            }
            Deed::Broken(one) => {
                self.runs_seen += 1;
                self.judge(self.runs_seen, &[("time", *one)], false);
            }
            Deed::Again(one) => {
                let standing = self.standing("time", mark(self.runs_seen).run);
                if standing.is_some_and(|standing| standing.knows_run) {
                    let before = (self.alerts.clone(), self.runs.len());
                    self.judge(self.runs_seen, &[("time", *one)], true);
                    assert_eq!((self.alerts.clone(), self.runs.len()), before);
                }
            }
            Deed::Act(place, action) => self.act(*place, action),
        }
    }

    fn check(&self) {
        let unresolved = || self.alerts.iter().filter(|alert| alert.state != AlertState::Resolved);
        let keys: HashSet<_> = unresolved().map(|alert| alert.key.metric.as_str()).collect();
        assert_eq!(keys.len(), unresolved().count(), "one unresolved alert a key");
        let once: HashSet<_> =
            self.runs.iter().map(|(place, run, _)| (self.alerts[*place].key.metric.clone(), run)).collect();
        assert_eq!(once.len(), self.runs.len(), "a run counts once for a metric");
        for (place, alert) in self.alerts.iter().enumerate() {
            let own: Vec<_> = self.runs.iter().filter(|(at, ..)| *at == place).collect();
            let bad = own.iter().filter(|(.., bad)| *bad).count() as u64;
            let good = own.iter().rev().take_while(|(.., bad)| !bad).count() as u64;
            assert_eq!((alert.bad_runs, alert.good_since), (bad, good));
            assert_eq!(alert.first_bad.mark.run, own[0].1);
            let steps = self.steps.iter().filter(|(at, _)| *at == place).count() as u64;
            assert_eq!(alert.version, steps, "each turn of a person is in the history");
            let before = self.alerts[..place].iter().rev().find(|other| other.key == alert.key);
            assert_eq!(alert.previous.is_some(), before.is_some());
        }
    }
}

proptest! {
    #[test]
    fn an_alert_counts_right_whatever_comes(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut shelf = Shelf::default();
        for deed in &deeds {
            shelf.do_it(deed);
            shelf.check();
        }
    }
}
