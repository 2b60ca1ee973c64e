//! A streamed run as a state machine: frames in, what to do out. Never reads a clock, a socket or a file.

use std::time::Duration;

use dataset::Timestamp;

use super::fault::FrameFault;
use super::frame::{Frame, ReadFrame, read_frame};
use super::hello::Start;
use super::record::{EndReason, Record, RecordKind};
use super::tally::Tally;

/// What bounds a run.
#[derive(Clone, Copy, Debug)]
pub struct StreamRules {
    /// How long a run waits for a client that went away.
    pub resume_window: Duration,
    /// Most bytes of a journal.
    pub run_bytes: u64,
    /// After so many frames in a row that could not be read, the socket closes.
    pub bad_in_row: u32,
}

/// When something happens.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// For what is kept.
    pub at: Timestamp,
    /// For deadlines; time since any fixed instant, which no change of the clock moves.
    pub elapsed: Duration,
}

/// What happens to a run.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A socket speaks for it from now on.
    Connected,
    /// A text frame.
    Text(&'a str),
    /// A binary frame.
    Binary,
    /// Its socket is gone; `Disconnected` or `Idle`.
    Lost(EndReason),
    /// Everything up to this number is on disk.
    Synced(u64),
    /// The disk takes no more.
    DiskFailed,
    /// Time has passed.
    Tick,
}

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Append a record to the journal, in the order of the effects.
    Append(Record),
    /// Tell the client that everything up to this number is on disk.
    Acknowledge(u64),
    /// Tell the client that a frame was not taken.
    Answer {
        /// Why.
        fault: FrameFault,
        /// The frame's number.
        seq: Option<u64>,
        /// Whether the socket closes afterwards.
        fatal: bool,
    },
    /// Close the socket.
    Close,
    /// Make a run of the journal.
    End(EndReason),
}

/// How frames are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    Undecided,
    ByClient,
    ByUs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Here,
    Away { until: Duration, why: EndReason },
    Over,
}

/// A run that is being received.
#[derive(Clone, Debug)]
pub struct StreamedRun {
    rules: StreamRules,
    numbering: Numbering,
    last: u64,
    on_disk: u64,
    acknowledge: bool,
    bad_in_row: u32,
    bytes: u64,
    tally: Tally,
    presence: Presence,
    ended: Option<EndReason>,
}

impl StreamedRun {
    /// A run that begins, with its client connected.
    pub fn begin(start: &Start, rules: StreamRules) -> Self {
        Self {
            rules,
            numbering: Numbering::Undecided,
            last: 0,
            on_disk: 0,
            acknowledge: false,
            bad_in_row: 0,
            bytes: 0,
            tally: Tally::of(start),
            presence: Presence::Here,
            ended: None,
        }
    }

    /// Takes what a journal holds, record by record, after the controller has come back.
    pub fn replay(&mut self, record: &Record) {
        self.bytes += record.length();
        self.last = record.seq;
        self.on_disk = record.seq;
        if record.seq > 0 {
            self.numbering = if record.numbered { Numbering::ByClient } else { Numbering::ByUs };
        }
        match record.kind {
            RecordKind::Data
            | RecordKind::Processes
            | RecordKind::Log
            | RecordKind::Custom
            | RecordKind::Mark
            | RecordKind::Iteration => {
                if let Ok(frame) = read_frame(&record.text, record.at).frame {
                    // It was admitted when it came; limits of a later version may be lower and hold from here on.
                    let _admitted = self.tally.admit(&frame, record.text.len());
                }
            }
            RecordKind::Stop => self.ended = Some(EndReason::Stopped),
            RecordKind::End => self.ended = EndReason::of_word(&record.text).or(self.ended),
            RecordKind::Head | RecordKind::Refused | RecordKind::Resumed | RecordKind::Damaged => {}
        }
    }

    /// After the last record was replayed: waits for the client, unless the run had ended before the controller did.
    pub fn recovered(&mut self, now: Moment) -> Vec<Effect> {
        self.away(EndReason::Recovered, now);
        self.ended.map(|why| self.end(why)).unwrap_or_default()
    }

    /// Number of the last frame that was taken.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Whether its client is connected.
    pub fn is_here(&self) -> bool {
        self.presence == Presence::Here
    }

    /// Whether the client waits to hear that something is on disk.
    pub fn needs_sync(&self) -> bool {
        self.last > self.on_disk || self.acknowledge
    }

    /// When to come back with [`Input::Tick`].
    pub fn deadline(&self) -> Option<Duration> {
        match self.presence {
            Presence::Away { until, .. } => Some(until),
            Presence::Here | Presence::Over => None,
        }
    }

    /// Takes what happens and says what to do, in order.
    pub fn step(&mut self, input: Input<'_>, now: Moment) -> Vec<Effect> {
        match input {
            Input::Connected => self.connected(now),
            Input::Text(text) if self.is_here() => {
                let mut effects = self.text(text, now);
                self.bound(&mut effects);
                effects
            }
            Input::Binary if self.is_here() => {
                let mut effects = self.refuse(FrameFault::Binary, None, now);
                self.bound(&mut effects);
                effects
            }
            // What a socket sent after its run was taken from it.
            Input::Text(_) | Input::Binary => Vec::new(),
            Input::Lost(why) => {
                if self.is_here() {
                    self.away(why, now);
                }
                Vec::new()
            }
            Input::Synced(number) => {
                let news = number > self.on_disk || self.acknowledge;
                self.on_disk = self.on_disk.max(number);
                self.acknowledge = false;
                if news { vec![Effect::Acknowledge(self.on_disk)] } else { Vec::new() }
            }
            Input::DiskFailed => self.end(EndReason::DiskFailed),
            Input::Tick => match self.presence {
                Presence::Away { until, why } if now.elapsed >= until => self.end(why),
                Presence::Away { .. } | Presence::Here | Presence::Over => Vec::new(),
            },
        }
    }

    fn connected(&mut self, now: Moment) -> Vec<Effect> {
        match self.presence {
            Presence::Over => Vec::new(),
            Presence::Here | Presence::Away { .. } => {
                self.presence = Presence::Here;
                self.bad_in_row = 0;
                vec![self.append(RecordKind::Resumed, String::new(), now)]
            }
        }
    }

    fn text(&mut self, text: &str, now: Moment) -> Vec<Effect> {
        let ReadFrame { seq, frame } = read_frame(text, now.at);
        let is_stop = matches!(frame, Ok(Frame::Stop(_)));
        match (self.numbering, seq) {
            (Numbering::ByUs, Some(_)) => {
                return self.refuse(FrameFault::Mixed { decided: "no numbers" }, seq, now);
            }
            (Numbering::ByClient, None) if !is_stop && frame.is_ok() => {
                return self.refuse(FrameFault::Mixed { decided: "numbers" }, None, now);
            }
            (Numbering::Undecided | Numbering::ByClient, Some(found)) => {
                self.numbering = Numbering::ByClient;
                if found <= self.last {
                    // The client did not hear that we have it.
                    self.acknowledge = true;
                    return Vec::new();
                }
                if found > self.last + 1 {
                    return self.refuse(FrameFault::Gap { expected: self.last + 1, found }, seq, now);
                }
            }
            (Numbering::Undecided, None) if frame.is_ok() => self.numbering = Numbering::ByUs,
            (Numbering::Undecided | Numbering::ByClient | Numbering::ByUs, None) => {}
        }
        match frame {
            Ok(frame) => self.take(&frame, text, seq, now),
            Err(fault) => self.refuse(fault, seq, now),
        }
    }

    fn take(&mut self, frame: &Frame, text: &str, seq: Option<u64>, now: Moment) -> Vec<Effect> {
        if let Err(fault) = self.tally.admit(frame, text.len()) {
            return self.refuse(fault, seq, now);
        }
        self.bad_in_row = 0;
        self.acknowledge = true;
        let kind = match frame {
            Frame::Data(_) => RecordKind::Data,
            Frame::Processes(_) => RecordKind::Processes,
            Frame::Log(_) => RecordKind::Log,
            Frame::Custom(_) => RecordKind::Custom,
            Frame::Mark(_) => RecordKind::Mark,
            Frame::Iteration(_) => RecordKind::Iteration,
            Frame::Stop(_) => RecordKind::Stop,
        };
        if seq.is_some() || self.numbering == Numbering::ByUs {
            self.last += 1;
        }
        let mut effects = vec![self.append(kind, text.to_owned(), now)];
        if kind == RecordKind::Stop {
            effects.extend(self.end(EndReason::Stopped));
        }
        effects
    }

    /// Ends a run that is as long as it may be.
    fn bound(&mut self, effects: &mut Vec<Effect>) {
        if self.bytes > self.rules.run_bytes && self.presence != Presence::Over {
            let fault = FrameFault::RunFull { limit: self.rules.run_bytes };
            effects.push(Effect::Answer { fault, seq: None, fatal: true });
            effects.extend(self.end(EndReason::RunFull));
        }
    }

    /// Answers a frame that is not taken, and notes it. A number that was next is used up, so that the client may go on
    /// behind it; what comes again, as frames behind a gap do, is not noted.
    fn refuse(&mut self, fault: FrameFault, seq: Option<u64>, now: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.numbering == Numbering::ByClient && seq == Some(self.last + 1) {
            self.last += 1;
            self.acknowledge = true;
        }
        if !matches!(fault, FrameFault::Gap { .. }) {
            effects.push(self.append(RecordKind::Refused, fault.to_string(), now));
        }
        if !fault.is_about_room() {
            self.bad_in_row += 1;
        }
        let fatal = self.bad_in_row > self.rules.bad_in_row;
        effects.push(Effect::Answer { fault, seq, fatal });
        if fatal {
            self.away(EndReason::Disconnected, now);
            effects.push(Effect::Close);
        }
        effects
    }

    fn append(&mut self, kind: RecordKind, text: String, now: Moment) -> Effect {
        let numbered = self.numbering == Numbering::ByClient;
        let record = Record { kind, numbered, at: now.at, seq: self.last, text };
        self.bytes += record.length();
        Effect::Append(record)
    }

    fn away(&mut self, why: EndReason, now: Moment) {
        self.presence = Presence::Away { until: now.elapsed + self.rules.resume_window, why };
    }

    fn end(&mut self, why: EndReason) -> Vec<Effect> {
        if self.presence == Presence::Over {
            return Vec::new();
        }
        self.presence = Presence::Over;
        vec![Effect::End(why)]
    }
}
