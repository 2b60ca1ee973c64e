//! Whatever happens in whatever order: one counted result at most, and every job ends.

use controller::lease::{Effect, Input, Lease, NextForJob, RetryBudget};
use dataset::{FailedStep, Timestamp, Unknown};
use proptest::prelude::*;
use protocol::{AttemptOutcome, RunId};
use uuid::Uuid;

use crate::samples::{agent_id, at, attempt, limits};

fn any_outcome() -> impl Strategy<Value = AttemptOutcome> {
    let step = FailedStep {
        number: 1,
        kind: "open".into(),
        iteration: 0,
        reason: "gone".into(),
        screenshot: None,
        unknown: Unknown::default(),
    };
    prop_oneof![
        Just(AttemptOutcome::Completed),
        Just(AttemptOutcome::StepFailed(step)),
        Just(AttemptOutcome::Canceled),
        Just(AttemptOutcome::Infrastructure { reason: "driver died".into() }),
    ]
}

/// What may reach a lease from outside; storing answers are given by the simulated store below.
fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        2 => Just(Input::Accepted),
        1 => Just(Input::Rejected { reason: "busy".into() }),
        3 => Just(Input::Heartbeat),
        3 => Just(Input::Progress),
        2 => any_outcome().prop_map(Input::Result),
        1 => Just(Input::AgentGone),
        1 => any::<bool>().prop_map(|holds| Input::Reconnected { holds }),
        1 => Just(Input::Cancel { reason: "enough".into() }),
        4 => Just(Input::Tick),
    ]
}

/// A job with its attempts, a store that answers as told, and the messages of every attempt arriving in any order.
struct Simulation {
    leases: Vec<Lease>,
    storing: Vec<usize>,
    budget: RetryBudget,
    counted: Vec<RunId>,
    over: bool,
}

impl Simulation {
    fn new(budget: RetryBudget) -> Self {
        let mut simulation =
            Self { leases: Vec::new(), storing: Vec::new(), budget, counted: Vec::new(), over: false };
        simulation.next_attempt(at(0));
        simulation
    }

    fn next_attempt(&mut self, now: Timestamp) {
        let number = u32::try_from(self.leases.len()).unwrap() + 1;
        let device = protocol::DeviceId::new("lab-01");
        self.leases.push(Lease::offer(attempt(1, number), agent_id(1), device, (limits(), self.budget), now));
    }

    fn feed(&mut self, index: usize, input: Input, now: Timestamp) {
        for effect in self.leases[index].step(input, now) {
            match effect {
                Effect::StoreResult(_) => {
                    assert!(!self.storing.contains(&index), "a result is stored once at a time");
                    self.storing.push(index);
                }
                Effect::End(ended) => {
                    assert!(!self.over, "a job ends once");
                    self.counted.extend(ended.run);
                    match ended.next {
                        NextForJob::Requeue => {
                            if ended.kind.is_infrastructure() {
                                self.budget.infrastructure -= 1;
                            } else {
                                self.budget.step -= 1;
                            }
                            self.next_attempt(now);
                        }
                        NextForJob::Over => self.over = true,
                    }
                }
                Effect::Offer | Effect::Activate | Effect::Send(_) | Effect::Refuse => {}
            }
        }
    }

    fn answer_store(&mut self, works: bool, now: Timestamp) {
        let Some(index) = self.storing.pop() else { return };
        let input = if works {
            Input::Stored(Some(RunId::new(Uuid::from_u128(index as u128))))
        } else {
            Input::StoreFailed { reason: "disk full".into(), permanent: false }
        };
        self.feed(index, input, now);
    }
}

proptest! {
    #[test]
    fn at_most_one_result_counts_and_every_job_ends(
        infrastructure in 0u32..3,
        step in 0u32..3,
        happenings in prop::collection::vec((any_input(), 0usize..6, 0i64..40, any::<bool>(), any::<bool>()), 0..80),
    ) {
        let mut simulation = Simulation::new(RetryBudget { infrastructure, step });
        let mut second = 0;
        for (input, attempt, pause, store_answers, store_works) in happenings {
            second += pause;
            let index = attempt % simulation.leases.len();
            simulation.feed(index, input, at(second));
            if store_answers {
                simulation.answer_store(store_works, at(second));
            }
        }
        // From here on nobody says anything; time and the store alone bring every job to its end.
        for _ in 0..10_000 {
            if simulation.over {
                break;
            }
            second += 5;
            simulation.answer_store(true, at(second));
            let last = simulation.leases.len() - 1;
            simulation.feed(last, Input::Tick, at(second));
        }
        prop_assert!(simulation.over, "the job hangs in {:?}", simulation.leases.last());
        prop_assert!(simulation.counted.len() <= 1, "{:?}", simulation.counted);
        let most = 1 + infrastructure + step;
        prop_assert!(u32::try_from(simulation.leases.len()).unwrap() <= most);
    }
}
