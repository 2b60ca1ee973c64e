//! Whatever the network does, and wherever the agent dies, the controller stores every batch once and in order.

use std::collections::VecDeque;
use std::time::Duration;

use agent::drive::job::JobEvent;
use agent::session::effect::{Effect, Input, Introduction, Leftover};
use agent::session::state_machine::StateMachine;
use proptest::collection::vec;
use proptest::prelude::*;
use protocol::{AgentId, AgentMessage, ControllerMessage, Labels};
use support::{LEASE, assignment, attempt, device, metric};

#[cfg(test)]
#[expect(dead_code, reason = "each test crate uses a part of the shared values")]
mod support;

const DEVICE: &str = "lab/one";

/// What the world does to a session.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Measure,
    LoseLink,
    FindLink,
    /// The network carries so many batches to the controller.
    CarryBatches(usize),
    /// The network carries so many acknowledgments to the agent.
    CarryAcknowledgments(usize),
    RestartAgent,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        6 => Just(Turn::Measure),
        2 => Just(Turn::LoseLink),
        4 => Just(Turn::FindLink),
        4 => (1..40_usize).prop_map(Turn::CarryBatches),
        4 => (1..40_usize).prop_map(Turn::CarryAcknowledgments),
    ]
}

/// A session, its disk, the network, and a controller that stores batches.
struct World {
    machine: StateMachine,
    now: Duration,
    is_linked: bool,
    on_disk: u64,
    acknowledged_on_disk: u64,
    to_controller: VecDeque<u64>,
    to_agent: VecDeque<u64>,
    stored: u64,
    results: u32,
}

fn machine(leftovers: Vec<Leftover>) -> StateMachine {
    let introduction = Introduction {
        agent: AgentId::new(uuid::Uuid::nil()),
        name: "lab".to_owned(),
        version: "1".to_owned(),
        labels: Labels::new(),
        give_up_after: None,
    };
    StateMachine::new(introduction, leftovers)
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            machine: machine(Vec::new()),
            now: Duration::ZERO,
            is_linked: false,
            on_disk: 0,
            acknowledged_on_disk: 0,
            to_controller: VecDeque::new(),
            to_agent: VecDeque::new(),
            stored: 0,
            results: 0,
        };
        world.turn(Turn::FindLink);
        world.hear(ControllerMessage::Assignment(Box::new(assignment(attempt(1, 1), DEVICE))));
        world.step(Input::Prepared(attempt(1, 1)));
        world
    }

    fn turn(&mut self, turn: Turn) {
        self.now += Duration::from_millis(100);
        match turn {
            Turn::Measure => {
                let event = JobEvent::Batch(metric(self.on_disk + 1));
                self.step(Input::Job { attempt: attempt(1, 1), event });
            }
            Turn::LoseLink if self.is_linked => {
                self.is_linked = false;
                self.to_controller.clear();
                self.to_agent.clear();
                self.step(Input::LinkDown { jitter: 0.5 });
            }
            Turn::FindLink if !self.is_linked => self.find_link(),
            Turn::LoseLink | Turn::FindLink => {}
            Turn::CarryBatches(count) => {
                let count = count.min(self.to_controller.len());
                let arrived: Vec<u64> = self.to_controller.drain(..count).collect();
                for sequence in arrived {
                    self.store(sequence);
                }
            }
            Turn::CarryAcknowledgments(count) => {
                let count = count.min(self.to_agent.len());
                let arrived: Vec<u64> = self.to_agent.drain(..count).collect();
                for up_to in arrived {
                    let attempt = attempt(1, 1);
                    self.hear(ControllerMessage::SamplesAcknowledged { attempt, up_to });
                }
            }
            Turn::RestartAgent => self.restart(),
        }
    }

    fn find_link(&mut self) {
        self.now += Duration::from_secs(20);
        self.step(Input::Tick);
        self.is_linked = true;
        self.step(Input::LinkUp { devices: vec![device(DEVICE)] });
        self.hear(ControllerMessage::Registered {
            heartbeat_interval: Duration::from_secs(5),
            lease_duration: LEASE,
            ended: Vec::new(),
        });
    }

    fn restart(&mut self) {
        let leftover = Leftover {
            attempt: attempt(1, 1),
            spooled: self.on_disk,
            acknowledged: self.acknowledged_on_disk,
            sealed: None,
        };
        self.machine = machine(vec![leftover]);
        self.now = Duration::ZERO;
        self.is_linked = false;
        self.to_controller.clear();
        self.to_agent.clear();
    }

    /// A controller stores the next batch, answers for one that it has, and must never see a gap.
    fn store(&mut self, sequence: u64) {
        assert!(sequence <= self.stored + 1, "batch {sequence} came after batch {}", self.stored);
        self.stored = self.stored.max(sequence);
        self.to_agent.push_back(self.stored);
    }

    fn hear(&mut self, message: ControllerMessage) {
        self.step(Input::Controller(message));
    }

    fn step(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.machine.step(input, self.now) {
                inputs.extend(self.carry_out(effect));
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Persist(batch) => {
                assert_eq!(batch.sequence, self.on_disk + 1, "the disk takes batches in sequence");
                self.on_disk = batch.sequence;
                return Some(Input::Spooled { attempt: batch.attempt, sequence: batch.sequence });
            }
            Effect::SendSamples { first, last, .. } => {
                assert!(self.is_linked, "samples were sent while nobody listened");
                assert!(first > self.acknowledged_on_disk, "acknowledged batch {first} was sent again");
                assert!(last <= self.on_disk, "batch {last} was sent before it was on disk");
                self.to_controller.extend(first..=last);
            }
            Effect::KeepAcknowledged { up_to, .. } => self.acknowledged_on_disk = up_to,
            Effect::Send(AgentMessage::Result(_)) => {
                assert_eq!(self.stored, self.on_disk, "the result overtook the samples");
                self.results += 1;
            }
            Effect::Connect
            | Effect::Disconnect
            | Effect::Send(_)
            | Effect::Prepare(_)
            | Effect::StartJob(_)
            | Effect::CancelJob { .. }
            | Effect::FinishJob { .. }
            | Effect::ListProcesses { .. }
            | Effect::Seal { .. }
            | Effect::SendChunk { .. }
            | Effect::DropAttempt(_)
            | Effect::Finish(_) => {}
        }
        None
    }

    fn settle(&mut self) {
        self.turn(Turn::FindLink);
        while !(self.to_controller.is_empty() && self.to_agent.is_empty()) {
            self.turn(Turn::CarryBatches(usize::MAX));
            self.turn(Turn::CarryAcknowledgments(usize::MAX));
        }
    }
}

proptest! {
    #[test]
    fn no_batch_is_lost_or_doubled(turns in vec(turn(), 0..200)) {
        let mut world = World::new();
        for turn in &turns {
            world.turn(*turn);
        }
        world.settle();
        let measured = turns.iter().filter(|turn| matches!(turn, Turn::Measure)).count() as u64;
        prop_assert_eq!((world.on_disk, world.stored), (measured, measured));
    }

    #[test]
    fn restart_of_the_agent_loses_no_batch_and_gives_one_result(
        before in vec(turn(), 0..100),
        after in vec(turn(), 0..50),
    ) {
        let mut world = World::new();
        for turn in &before {
            world.turn(*turn);
        }
        world.turn(Turn::RestartAgent);
        let measured = world.on_disk;
        for turn in after.iter().filter(|turn| !matches!(turn, Turn::LoseLink)) {
            world.turn(*turn);
        }
        world.settle();
        prop_assert_eq!((world.on_disk, world.stored, world.results), (measured, measured, 1));
    }
}
