//! Whatever happens to a stream, its journal holds each frame once and in order, and nothing is acknowledged that is not there.

use std::time::Duration;

use controller::intake::streaming::{
    Effect, EndReason, FrameFault, Input, Moment, Record, RecordKind, Start, StreamRules, StreamedRun,
};
use dataset::Timestamp;
use proptest::prelude::*;

const WINDOW: Duration = Duration::from_mins(1);
const RULES: StreamRules = StreamRules { resume_window: WINDOW, run_bytes: 1 << 20, bad_in_row: 1_000 };

#[derive(Clone, Debug)]
enum Happens {
    /// The client sends its next frame.
    Next,
    /// It sends one again that it sent before.
    Again(u64),
    /// It leaves some out.
    Skip(u64),
    /// It sends a frame that is none, with the next number.
    Bad,
    Garbage,
    Binary,
    Unnumbered,
    SocketLost,
    SocketBack,
    DiskWritten,
    /// The controller ends; of what was not written through, only the first so many records survive.
    Killed(usize),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        8 => Just(Happens::Next),
        2 => (0_u64..5).prop_map(Happens::Again),
        1 => (1_u64..5).prop_map(Happens::Skip),
        1 => Just(Happens::Bad),
        1 => Just(Happens::Garbage),
        1 => Just(Happens::Binary),
        1 => Just(Happens::Unnumbered),
        1 => Just(Happens::SocketLost),
        2 => Just(Happens::SocketBack),
        3 => Just(Happens::DiskWritten),
        1 => (0_usize..6).prop_map(Happens::Killed),
    ]
}

/// What the client says under a number.
fn frame(seq: u64) -> String {
    format!(
        r#"{{"type":"data","seq":{seq},"timestamp":{},"metrics":{{"7":{{"cpu":{seq}}}}}}}"#,
        1_760_000_000_000 + seq
    )
}

struct History {
    machine: StreamedRun,
    journal: Vec<Record>,
    /// Records that are written through.
    safe: usize,
    acknowledged: u64,
    elapsed: Duration,
}

impl History {
    fn new() -> Self {
        let machine = StreamedRun::begin(&Start::default(), RULES);
        Self { machine, journal: Vec::new(), safe: 0, acknowledged: 0, elapsed: Duration::ZERO }
    }

    fn moment(&mut self) -> Moment {
        self.elapsed += Duration::from_millis(1);
        Moment { at: Timestamp::from_epoch_ms(1_760_000_000_000), elapsed: self.elapsed }
    }

    fn step(&mut self, input: Input<'_>) -> Vec<FrameFault> {
        let now = self.moment();
        let mut faults = Vec::new();
        for effect in self.machine.step(input, now) {
            match effect {
                Effect::Append(record) => self.journal.push(record),
                Effect::Acknowledge(seq) => {
                    let safe = self.journal[..self.safe].last().map_or(0, |record| record.seq);
                    assert!(seq <= safe, "{seq} is acknowledged and {safe} is on disk");
                    assert!(seq >= self.acknowledged, "an acknowledgment is never taken back");
                    self.acknowledged = seq;
                }
                Effect::Answer { fault, fatal, .. } => {
                    assert!(!fatal, "so few bad frames close no socket");
                    faults.push(fault);
                }
                Effect::Close | Effect::End(_) => panic!("nothing here ends a run"),
            }
        }
        faults
    }

    fn killed(&mut self, survive: usize) {
        let whole = (self.safe + survive).min(self.journal.len());
        self.journal.truncate(whole);
        self.safe = whole;
        self.machine = StreamedRun::begin(&Start::default(), RULES);
        for record in &self.journal {
            self.machine.replay(record);
        }
        let now = self.moment();
        assert_eq!(self.machine.recovered(now), Vec::new());
    }

    fn live(&mut self, happens: &Happens) {
        let next = self.machine.last() + 1;
        match *happens {
            Happens::Next => drop(self.step(Input::Text(&frame(next)))),
            Happens::Again(back) => {
                let before = next.saturating_sub(back + 1).max(1);
                drop(self.step(Input::Text(&frame(before))));
            }
            Happens::Skip(ahead) => {
                let faults = self.step(Input::Text(&frame(next + ahead)));
                let gap = FrameFault::Gap { expected: next, found: next + ahead };
                assert!(!self.machine.is_here() || faults == [gap]);
            }
            Happens::Bad => drop(self.step(Input::Text(&format!(r#"{{"type":"dance","seq":{next}}}"#)))),
            Happens::Garbage => drop(self.step(Input::Text("{\"seq\":"))),
            Happens::Binary => drop(self.step(Input::Binary)),
            Happens::Unnumbered if self.machine.last() == 0 => {}
            Happens::Unnumbered => {
                let faults = self.step(Input::Text(r#"{"type":"mark","data":{"name":"m"}}"#));
                assert!(!self.machine.is_here() || faults == [FrameFault::Mixed { decided: "numbers" }]);
            }
            Happens::SocketLost => drop(self.step(Input::Lost(EndReason::Disconnected))),
            Happens::SocketBack => drop(self.step(Input::Connected)),
            Happens::DiskWritten => {
                self.safe = self.journal.len();
                let last = self.machine.last();
                self.step(Input::Synced(last));
            }
            Happens::Killed(survive) => self.killed(survive),
        }
    }
}

proptest! {
    #[test]
    fn every_frame_is_kept_once_in_order_through_losses_and_crashes(
        history in prop::collection::vec(happens(), 1..120)
    ) {
        let mut run = History::new();
        for event in history {
            run.live(&event);
        }
        let mut numbers = 0;
        for record in &run.journal {
            match record.kind {
                RecordKind::Data => {
                    numbers += 1;
                    prop_assert_eq!(record.seq, numbers);
                    prop_assert_eq!(&record.text, &frame(numbers));
                }
                RecordKind::Refused => {
                    prop_assert!((numbers..=numbers + 1).contains(&record.seq), "a number may be used up");
                    numbers = record.seq;
                }
                RecordKind::Resumed => prop_assert_eq!(record.seq, numbers),
                RecordKind::Head
                | RecordKind::Processes
                | RecordKind::Log
                | RecordKind::Custom
                | RecordKind::Mark
                | RecordKind::Iteration
                | RecordKind::Stop
                | RecordKind::Damaged
                | RecordKind::End => prop_assert!(false, "{:?} was never sent", record.kind),
            }
        }
        prop_assert_eq!(run.machine.last(), numbers);
        prop_assert!(run.acknowledged <= numbers, "what was acknowledged survived every crash");
    }
}

fn at(seconds: u64) -> Moment {
    Moment { at: Timestamp::from_epoch_ms(1_760_000_000_000), elapsed: Duration::from_secs(seconds) }
}

#[test]
fn a_run_waits_for_its_client_and_ends_without_it() {
    let mut run = StreamedRun::begin(&Start::default(), RULES);
    assert_eq!(run.deadline(), None);
    run.step(Input::Lost(EndReason::Idle), at(10));
    assert_eq!(run.deadline(), Some(Duration::from_secs(70)));
    assert_eq!(run.step(Input::Tick, at(69)), Vec::new());
    run.step(Input::Connected, at(69));
    assert_eq!(run.step(Input::Tick, at(71)), Vec::new(), "it came back");
    run.step(Input::Lost(EndReason::Disconnected), at(80));
    assert_eq!(run.step(Input::Tick, at(140)), vec![Effect::End(EndReason::Disconnected)]);
    assert_eq!(run.step(Input::Tick, at(141)), Vec::new(), "it ends once");
}

#[test]
fn a_stop_ends_a_run_and_is_acknowledged_when_it_is_on_disk() {
    let mut run = StreamedRun::begin(&Start::default(), RULES);
    let effects = run.step(Input::Text(r#"{"type":"stop","seq":1}"#), at(1));
    assert!(matches!(&effects[0], Effect::Append(record) if record.kind == RecordKind::Stop));
    assert_eq!(effects[1..], [Effect::End(EndReason::Stopped)]);
    assert_eq!(run.step(Input::Synced(1), at(1)), vec![Effect::Acknowledge(1)]);
    let mut again = StreamedRun::begin(&Start::default(), RULES);
    let Effect::Append(stop) = &effects[0] else { panic!("{effects:?}") };
    again.replay(stop);
    assert_eq!(
        again.recovered(at(0)),
        vec![Effect::End(EndReason::Stopped)],
        "a crash behind a stop changes nothing"
    );
}

#[test]
fn frames_without_numbers_are_counted_and_only_those_that_were_taken() {
    let mut run = StreamedRun::begin(&Start::default(), RULES);
    run.step(Input::Text(r#"{"type":"log","data":{"text":"one"}}"#), at(1));
    run.step(Input::Text("nonsense"), at(1));
    run.step(Input::Text(r#"{"type":"log","data":{"text":"two"}}"#), at(1));
    assert_eq!(run.step(Input::Synced(run.last()), at(2)), vec![Effect::Acknowledge(2)]);
}

#[test]
fn nothing_but_nonsense_closes_the_socket_and_not_the_run() {
    let mut run = StreamedRun::begin(&Start::default(), RULES);
    for _ in 0..1_000 {
        let effects = run.step(Input::Text("nonsense"), at(1));
        assert!(matches!(effects[..], [Effect::Append(_), Effect::Answer { fatal: false, .. }]));
    }
    let effects = run.step(Input::Text("nonsense"), at(1));
    assert!(matches!(effects[..], [Effect::Append(_), Effect::Answer { fatal: true, .. }, Effect::Close]));
    assert_eq!(run.deadline(), Some(Duration::from_secs(61)), "its client may come back");
}

#[test]
fn a_run_that_is_as_long_as_it_may_be_ends_with_what_it_has() {
    let rules = StreamRules { run_bytes: 1_000, ..RULES };
    let mut run = StreamedRun::begin(&Start::default(), rules);
    let ended = (1..100).find(|seq| {
        let effects = run.step(Input::Text(&frame(*seq)), at(1));
        assert!(matches!(effects[0], Effect::Append(_)));
        effects.contains(&Effect::End(EndReason::RunFull))
    });
    assert!(ended.is_some_and(|frames| frames > 3), "{ended:?}");
}
