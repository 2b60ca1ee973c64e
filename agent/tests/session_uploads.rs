//! How a session uploads files: where the controller says, again when it is silent, and not for ever.

use std::time::Duration;

use agent::session::effect::{Effect, Input, Introduction, Leftover};
use agent::session::state_machine::StateMachine;
use agent::spool::{AttemptFolder, Sealed, seal};
use protocol::{AgentId, AgentMessage, AttemptOutcome, ControllerMessage, Labels};
use support::{LEASE, attempt, device};

#[cfg(test)]
#[expect(dead_code, reason = "each test crate uses a part of the shared values")]
mod support;

const SIZE: u64 = 600_000;

/// A registered session with one ended attempt, whose only file has [`SIZE`] bytes.
struct Uploading {
    machine: StateMachine,
    now: Duration,
}

impl Uploading {
    fn new() -> (Self, Vec<Effect>) {
        let introduction = Introduction {
            agent: AgentId::new(uuid::Uuid::nil()),
            name: "lab".to_owned(),
            version: "1".to_owned(),
            labels: Labels::new(),
            give_up_after: None,
        };
        let sealed = Some(sealed());
        let leftover = Leftover { attempt: attempt(1, 1), spooled: 0, acknowledged: 0, sealed };
        let machine = StateMachine::new(introduction, vec![leftover]);
        let mut session = Self { machine, now: Duration::ZERO };
        session.step(Input::Tick);
        let effects = session.link();
        (session, effects)
    }

    fn link(&mut self) -> Vec<Effect> {
        self.step(Input::LinkUp { devices: vec![device("lab/one")] });
        self.step(Input::Controller(ControllerMessage::Registered {
            heartbeat_interval: Duration::from_hours(1),
            lease_duration: LEASE,
            ended: Vec::new(),
        }))
    }

    fn relink(&mut self) -> Vec<Effect> {
        self.step(Input::LinkDown { jitter: 0.0 });
        self.now += Duration::from_secs(1);
        self.step(Input::Tick);
        self.link()
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        self.machine.step(input, self.now)
    }

    fn received(&mut self, received_bytes: u64) -> Vec<Effect> {
        let (attempt, name) = (attempt(1, 1), "trace.bin".to_owned());
        self.step(Input::Controller(ControllerMessage::UploadAcknowledged { attempt, name, received_bytes }))
    }
}

fn sealed() -> Sealed {
    let root = tempfile::tempdir().expect("a folder of the test's own");
    let folder = AttemptFolder::create(root.path(), attempt(1, 1)).expect("the folder is new");
    let file = folder.job().join("trace.bin");
    std::fs::write(&file, vec![0; SIZE as usize]).expect("the folder takes files");
    let outcome = AttemptOutcome::Completed;
    let report = agent::drive::job::JobReport { outcome, dataset: None, attachments: vec![file] };
    seal(&folder, report).expect("the file is there")
}

fn chunk(offset_bytes: u64) -> Vec<Effect> {
    vec![Effect::SendChunk { attempt: attempt(1, 1), file: 0, offset_bytes }]
}

fn outcomes(effects: &[Effect]) -> Vec<&AttemptOutcome> {
    let results = effects.iter().filter_map(|effect| {
        if let Effect::Send(AgentMessage::Result(result)) = effect { Some(&result.outcome) } else { None }
    });
    results.collect()
}

#[test]
fn file_goes_on_where_the_controller_says() {
    let (mut session, effects) = Uploading::new();
    assert_eq!(effects, chunk(0));
    assert_eq!(session.received(300_000), chunk(300_000));
    assert_eq!(session.received(100), chunk(100));
    assert_eq!(outcomes(&session.received(SIZE)), [&AttemptOutcome::Completed]);
    assert_eq!(session.received(SIZE), [], "a late answer changes nothing");
}

#[test]
fn chunk_without_an_answer_is_sent_again() {
    let (mut session, _) = Uploading::new();
    session.now += Duration::from_secs(29);
    assert_eq!(session.step(Input::Tick), []);
    session.now += Duration::from_secs(1);
    assert_eq!(session.step(Input::Tick), chunk(0));
}

#[test]
fn broken_link_resumes_the_file_where_it_was() {
    let (mut session, _) = Uploading::new();
    session.received(300_000);
    assert_eq!(session.relink(), chunk(300_000));
}

#[test]
fn file_that_the_controller_never_takes_fails_the_attempt() {
    let (mut session, _) = Uploading::new();
    for _ in 0..5 {
        assert_eq!(session.received(0), chunk(0));
    }
    let effects = session.received(0);
    let reason = "the controller did not take the file `trace.bin`".to_owned();
    assert_eq!(outcomes(&effects), [&AttemptOutcome::Infrastructure { reason }]);
}

#[test]
fn file_that_breaks_every_stream_fails_the_attempt() {
    let (mut session, _) = Uploading::new();
    for _ in 0..5 {
        assert_eq!(session.relink(), chunk(0));
    }
    assert!(matches!(outcomes(&session.relink())[..], [AttemptOutcome::Infrastructure { .. }]));
}

#[test]
fn file_that_cannot_be_read_again_fails_the_attempt() {
    let (mut session, _) = Uploading::new();
    let reason = "gone".to_owned();
    let effects = session.step(Input::SpoolFailed { attempt: attempt(1, 1), reason: reason.clone() });
    assert_eq!(outcomes(&effects), [&AttemptOutcome::Infrastructure { reason }]);
}
