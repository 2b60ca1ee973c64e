//! Which runs form the baseline of a run. Pure: the runs to choose among are given.

use protocol::RunId;
use scenarios::BaselineRule;
use serde::{Deserialize, Serialize};

/// Most runs that are pooled into one baseline.
pub const MAX_POOLED_RUNS: u32 = 50;

/// A run that came to its end, in the scope of the run that is judged and before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub run: RunId,
    /// Its release.
    pub release: Option<String>,
    /// Equal exactly where the fingerprints are.
    pub fingerprint_sha256: String,
    /// Whether it was itself judged as regressed.
    pub regressed: bool,
}

/// What a run is judged against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// By which rule.
    pub kind: BasisKind,
    /// The runs whose iterations form the baseline, newest first; never empty.
    pub runs: Vec<RunId>,
    /// Their release, where they have one in common.
    pub release: Option<String>,
}

/// By which rule a baseline was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    /// Whoever asked for the run named the one that it is judged against.
    Requested,
    /// Somebody pinned the run.
    Pinned,
    /// The newest run of the release before.
    PreviousRelease,
    /// The last good runs.
    LastGood,
}

/// What there is to choose among.
#[derive(Clone, Copy, Debug)]
pub struct Choices<'a> {
    /// The run that was named when this one was asked for.
    pub requested: Option<&'a Candidate>,
    /// The run that somebody pinned for this scope.
    pub pinned: Option<&'a Candidate>,
    /// Runs of the release before, newest first.
    pub previous_release: &'a [Candidate],
    /// Runs of any release, newest first.
    pub recent: &'a [Candidate],
}

/// Chooses the baseline of a run with this fingerprint. A run that was asked for comes before a pinned one,
/// and that before every rule.
///
/// Runs that were measured under the same conditions are preferred. Where there are none, the newest other run is chosen,
/// so that the judgment can name the conditions that changed instead of saying that there is nothing to compare with.
pub fn choose(rule: BaselineRule, fingerprint_sha256: &str, choices: Choices<'_>) -> Option<Basis> {
    if let Some(requested) = choices.requested {
        return Some(basis(BasisKind::Requested, &[requested]));
    }
    if let Some(pinned) = choices.pinned {
        return Some(basis(BasisKind::Pinned, &[pinned]));
    }
    match rule {
        BaselineRule::None => None,
        BaselineRule::PreviousRelease => {
            let release: Vec<&Candidate> = choices.previous_release.iter().collect();
            let newest = newest_alike(&release, fingerprint_sha256, 1);
            if newest.is_empty() {
                last_good(choices.recent, fingerprint_sha256, 1)
            } else {
                Some(basis(BasisKind::PreviousRelease, &newest))
            }
        }
        BaselineRule::LastGood(count) => last_good(choices.recent, fingerprint_sha256, count),
    }
}

/// A regressed run is no measure for the next one: with it a regression would be reported once and then be the normal.
fn last_good(recent: &[Candidate], fingerprint_sha256: &str, count: u32) -> Option<Basis> {
    let good: Vec<&Candidate> = recent.iter().filter(|candidate| !candidate.regressed).collect();
    let chosen = newest_alike(&good, fingerprint_sha256, count.clamp(1, MAX_POOLED_RUNS));
    (!chosen.is_empty()).then(|| basis(BasisKind::LastGood, &chosen))
}

fn newest_alike<'a>(
    candidates: &[&'a Candidate],
    fingerprint_sha256: &str,
    count: u32,
) -> Vec<&'a Candidate> {
    let alike = candidates.iter().filter(|candidate| candidate.fingerprint_sha256 == fingerprint_sha256);
    let alike: Vec<&Candidate> = alike.take(count as usize).copied().collect();
    if alike.is_empty() { candidates.first().copied().into_iter().collect() } else { alike }
}

fn basis(kind: BasisKind, chosen: &[&Candidate]) -> Basis {
    let release = chosen.first().and_then(|first| first.release.clone());
    let common = chosen.iter().all(|candidate| candidate.release == release);
    Basis {
        kind,
        runs: chosen.iter().map(|candidate| candidate.run).collect(),
        release: release.filter(|_| common),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn run(number: u128, fingerprint: &str, release: &str) -> Candidate {
        Candidate {
            run: RunId::new(Uuid::from_u128(number)),
            release: Some(release.to_owned()),
            fingerprint_sha256: fingerprint.to_owned(),
            regressed: false,
        }
    }

    fn numbers(basis: Option<Basis>) -> Option<(BasisKind, Vec<u128>)> {
        basis.map(|basis| (basis.kind, basis.runs.iter().map(|run| run.uuid().as_u128()).collect()))
    }

    #[test]
    fn a_pinned_run_comes_before_every_rule() {
        let pinned = run(1, "other", "1.0");
        let recent = [run(9, "same", "2.0")];
        for rule in [BaselineRule::None, BaselineRule::PreviousRelease, BaselineRule::LastGood(3)] {
            let choices = Choices {
                requested: None,
                pinned: Some(&pinned),
                previous_release: &recent,
                recent: &recent,
            };
            assert_eq!(numbers(choose(rule, "same", choices)), Some((BasisKind::Pinned, vec![1])));
        }
    }

    #[test]
    fn a_requested_run_comes_before_a_pinned_one() {
        let (requested, pinned) = (run(2, "other", "1.0"), run(1, "same", "1.0"));
        for rule in [BaselineRule::None, BaselineRule::PreviousRelease, BaselineRule::LastGood(3)] {
            let choices = Choices {
                requested: Some(&requested),
                pinned: Some(&pinned),
                previous_release: &[],
                recent: &[],
            };
            assert_eq!(numbers(choose(rule, "same", choices)), Some((BasisKind::Requested, vec![2])));
        }
    }

    #[test]
    fn the_last_good_runs_share_the_fingerprint_and_leave_out_what_regressed() {
        let mut regressed = run(8, "same", "2.0");
        regressed.regressed = true;
        let recent = [
            run(9, "other", "2.0"),
            regressed,
            run(7, "same", "2.0"),
            run(6, "same", "1.0"),
            run(5, "same", "1.0"),
        ];
        let choices = Choices { requested: None, pinned: None, previous_release: &[], recent: &recent };
        let chosen = choose(BaselineRule::LastGood(2), "same", choices);
        assert_eq!(chosen.as_ref().unwrap().release, None, "two releases have none in common");
        assert_eq!(numbers(chosen), Some((BasisKind::LastGood, vec![7, 6])));
    }

    #[test]
    fn without_a_run_of_the_release_before_the_last_good_one_serves() {
        let recent = [run(9, "same", "2.0"), run(8, "same", "2.0")];
        let choices = Choices { requested: None, pinned: None, previous_release: &[], recent: &recent };
        assert_eq!(
            numbers(choose(BaselineRule::PreviousRelease, "same", choices)),
            Some((BasisKind::LastGood, vec![9]))
        );
        let before = [run(4, "other", "1.0"), run(3, "same", "1.0")];
        let choices = Choices { previous_release: &before, ..choices };
        let chosen = choose(BaselineRule::PreviousRelease, "same", choices);
        assert_eq!(chosen.as_ref().unwrap().release.as_deref(), Some("1.0"));
        assert_eq!(numbers(chosen), Some((BasisKind::PreviousRelease, vec![3])));
    }

    #[test]
    fn changed_conditions_still_give_a_baseline_that_names_them() {
        let recent = [run(9, "other", "2.0"), run(8, "third", "2.0")];
        let choices = Choices { requested: None, pinned: None, previous_release: &[], recent: &recent };
        assert_eq!(
            numbers(choose(BaselineRule::LastGood(5), "same", choices)),
            Some((BasisKind::LastGood, vec![9]))
        );
    }

    #[test]
    fn no_rule_and_no_run_give_no_baseline() {
        let recent = [run(9, "same", "2.0")];
        let choices = Choices { requested: None, pinned: None, previous_release: &recent, recent: &recent };
        assert_eq!(choose(BaselineRule::None, "same", choices), None);
        let nothing = Choices { requested: None, pinned: None, previous_release: &[], recent: &[] };
        assert_eq!(choose(BaselineRule::LastGood(3), "same", nothing), None);
    }
}
