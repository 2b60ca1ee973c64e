//! One attempt, from its assignment until the controller has its result. Never sends while nobody listens.

use std::time::Duration;

use protocol::{AgentMessage, AttemptOutcome, AttemptRef, AttemptResult, DeviceId};

use super::super::batching::Batching;
use super::super::effect::{Effect, Leftover};
use crate::drive::job::JobEvent;
use crate::spool::Sealed;

/// Batches on their way and not yet acknowledged.
pub(super) const WINDOW: u64 = 32;
/// After this long without an answer a chunk or a result is sent again.
pub(super) const REPEAT_AFTER: Duration = Duration::from_secs(30);
/// Answers without progress after which a file counts as refused.
const STALLS: u32 = 5;

#[derive(Debug)]
pub(super) struct Attempt {
    id: AttemptRef,
    /// The device that it occupies; unknown after a restart, when nothing runs on it any more.
    pub(super) device: Option<DeviceId>,
    pub(super) lease_duration: Duration,
    pub(super) phase: Phase,
    batching: Batching,
    spooled: u64,
    sent: u64,
    pub(super) acknowledged: u64,
}

#[derive(Debug)]
pub(super) enum Phase {
    /// Accepted; its folder is being made.
    Preparing,
    /// Canceled while its folder was being made.
    CanceledEarly,
    /// Its job runs; what the job leaves counts as it says, or as a failure with this reason.
    Running { stopping: bool, failure: Option<String> },
    /// Its job has ended; its Dataset is being assembled.
    Sealing,
    /// Files and samples are on their way.
    Uploading { sealed: Sealed, upload: Upload },
    /// Everything has arrived; the result is repeated until it is acknowledged.
    AwaitingAcknowledgment { outcome: AttemptOutcome, due_at: Duration },
    /// A restart of the agent ended its job; the controller has not said yet whether it still counts.
    Interrupted,
    /// It counts no more: gone as soon as what is under way has stopped.
    Discarding,
}

/// How far the upload of the files has come.
#[derive(Debug, Default)]
pub(super) struct Upload {
    file: usize,
    offset_bytes: u64,
    due_at: Duration,
    stalls: u32,
}

/// What is to become of an attempt after an input.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Keep,
    Drop,
}

impl Attempt {
    pub(super) fn new(id: AttemptRef, device: DeviceId, lease_duration: Duration) -> Self {
        let batching = Batching::new(id, 0);
        let phase = Phase::Preparing;
        Self {
            id,
            device: Some(device),
            lease_duration,
            phase,
            batching,
            spooled: 0,
            sent: 0,
            acknowledged: 0,
        }
    }

    pub(super) fn left_over(leftover: Leftover) -> Self {
        let Leftover { attempt, spooled, acknowledged, sealed } = leftover;
        let phase = match sealed {
            Some(sealed) => Phase::Uploading { sealed, upload: Upload::default() },
            None => Phase::Interrupted,
        };
        let acknowledged = acknowledged.min(spooled);
        Self {
            id: attempt,
            device: None,
            lease_duration: Duration::ZERO,
            phase,
            batching: Batching::new(attempt, spooled),
            spooled,
            sent: acknowledged,
            acknowledged,
        }
    }

    /// Whether its job, or the driver, is at work on it.
    pub(super) fn is_at_work(&self) -> bool {
        match self.phase {
            Phase::Preparing
            | Phase::CanceledEarly
            | Phase::Running { .. }
            | Phase::Sealing
            | Phase::Discarding => true,
            Phase::Uploading { .. } | Phase::AwaitingAcknowledgment { .. } | Phase::Interrupted => false,
        }
    }

    pub(super) fn prepared(&mut self, effects: &mut Vec<Effect>) {
        match self.phase {
            Phase::Preparing => {
                self.phase = Phase::Running { stopping: false, failure: None };
                effects.push(Effect::StartJob(self.id));
            }
            Phase::CanceledEarly => self.conclude(AttemptOutcome::Canceled),
            Phase::Running { .. }
            | Phase::Sealing
            | Phase::Uploading { .. }
            | Phase::AwaitingAcknowledgment { .. }
            | Phase::Interrupted
            | Phase::Discarding => {}
        }
    }

    pub(super) fn job_told(&mut self, event: JobEvent, effects: &mut Vec<Effect>) {
        let Phase::Running { failure: None, .. } = self.phase else { return };
        effects.extend(self.batching.take(event).map(Effect::Persist));
    }

    pub(super) fn job_ended(&mut self, effects: &mut Vec<Effect>) {
        let Phase::Running { stopping: _, failure } = &mut self.phase else { return };
        let failure = failure.take();
        if failure.is_none() {
            effects.extend(self.batching.flush().map(Effect::Persist));
        }
        self.phase = Phase::Sealing;
        effects.push(Effect::Seal { attempt: self.id, failure });
    }

    pub(super) fn sealed(&mut self, sealed: Sealed) {
        if matches!(self.phase, Phase::Sealing) {
            self.phase = Phase::Uploading { sealed, upload: Upload::default() };
        }
    }

    /// An attempt that ends without files: its outcome is all there is to send.
    pub(super) fn conclude(&mut self, outcome: AttemptOutcome) {
        let sealed = Sealed { outcome, files: Vec::new() };
        self.phase = Phase::Uploading { sealed, upload: Upload::default() };
    }

    /// Has the job stopped; what it leaves counts as it says, or as a failure.
    pub(super) fn stop(&mut self, reason: &str, as_failure: bool, effects: &mut Vec<Effect>) {
        match &mut self.phase {
            Phase::Preparing => self.phase = Phase::CanceledEarly,
            Phase::Running { stopping, failure } => {
                if as_failure && failure.is_none() {
                    *failure = Some(reason.to_owned());
                }
                if !std::mem::replace(stopping, true) {
                    effects.push(Effect::CancelJob { attempt: self.id, reason: reason.to_owned() });
                }
            }
            Phase::CanceledEarly
            | Phase::Sealing
            | Phase::Uploading { .. }
            | Phase::AwaitingAcknowledgment { .. }
            | Phase::Interrupted
            | Phase::Discarding => {}
        }
    }

    /// Has a session come to its ordinary end; what it measured counts.
    pub(super) fn finish(&self, reason: String, effects: &mut Vec<Effect>) {
        match self.phase {
            Phase::Preparing | Phase::Running { stopping: false, .. } => {
                effects.push(Effect::FinishJob { attempt: self.id, reason });
            }
            Phase::Running { stopping: true, .. }
            | Phase::CanceledEarly
            | Phase::Sealing
            | Phase::Uploading { .. }
            | Phase::AwaitingAcknowledgment { .. }
            | Phase::Interrupted
            | Phase::Discarding => {}
        }
    }

    /// The controller counts it no more.
    pub(super) fn discard(&mut self, effects: &mut Vec<Effect>) -> Next {
        self.stop("the attempt has ended", false, effects);
        let next = if self.is_at_work() { Next::Keep } else { Next::Drop };
        self.phase = Phase::Discarding;
        next
    }

    pub(super) fn spooled(&mut self, sequence: u64) {
        self.spooled = self.spooled.max(sequence);
    }

    /// The samples cannot be kept or read again: the attempt cannot be whole any more.
    pub(super) fn spool_failed(&mut self, reason: String, effects: &mut Vec<Effect>) {
        self.stop(&reason, true, effects);
        match &mut self.phase {
            Phase::Uploading { sealed, .. } => {
                sealed.files.clear();
                sealed.outcome = AttemptOutcome::Infrastructure { reason };
            }
            Phase::AwaitingAcknowledgment { .. }
            | Phase::Interrupted
            | Phase::Preparing
            | Phase::CanceledEarly
            | Phase::Running { .. }
            | Phase::Sealing
            | Phase::Discarding => {}
        }
        // Nothing further can be read; waiting for its acknowledgment would be for ever.
        self.spooled = self.acknowledged;
        self.sent = self.acknowledged;
    }

    pub(super) fn samples_acknowledged(&mut self, up_to: u64, effects: &mut Vec<Effect>) {
        let up_to = up_to.min(self.spooled);
        // A number that goes back comes from a controller that has lost samples: it gets them again.
        let is_lost = up_to < self.acknowledged;
        if up_to != self.acknowledged {
            self.acknowledged = up_to;
            self.sent = if is_lost { up_to } else { self.sent.max(up_to) };
            effects.push(Effect::KeepAcknowledged { attempt: self.id, up_to });
        }
    }

    pub(super) fn upload_acknowledged(&mut self, name: &str, received_bytes: u64) {
        let Phase::Uploading { sealed, upload } = &mut self.phase else { return };
        let Some(file) = sealed.files.get(upload.file).filter(|file| file.name == name) else { return };
        if received_bytes >= file.total_bytes {
            *upload = Upload { file: upload.file + 1, ..Upload::default() };
            return;
        }
        upload.stalls = if received_bytes > upload.offset_bytes { 0 } else { upload.stalls + 1 };
        upload.offset_bytes = received_bytes;
        upload.due_at = Duration::ZERO;
        self.give_up_refused_file();
    }

    fn give_up_refused_file(&mut self) {
        let Phase::Uploading { sealed, upload } = &self.phase else { return };
        let Some(file) = sealed.files.get(upload.file).filter(|_| upload.stalls > STALLS) else { return };
        let reason = format!("the controller did not take the file `{}`", file.name);
        self.conclude(AttemptOutcome::Infrastructure { reason });
    }

    /// What was on its way may be lost: it is sent again when somebody listens.
    pub(super) fn link_down(&mut self) {
        self.sent = self.acknowledged;
        match &mut self.phase {
            Phase::Uploading { upload, .. } => {
                // A controller may refuse a file by ending the stream.
                upload.stalls += u32::from(!upload.due_at.is_zero());
                upload.due_at = Duration::ZERO;
                self.give_up_refused_file();
            }
            Phase::AwaitingAcknowledgment { due_at, .. } => *due_at = Duration::ZERO,
            Phase::Preparing
            | Phase::CanceledEarly
            | Phase::Running { .. }
            | Phase::Sealing
            | Phase::Interrupted
            | Phase::Discarding => {}
        }
    }

    /// Sends all that can be sent at `now`; the controller listens.
    pub(super) fn send_due(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if matches!(self.phase, Phase::Discarding | Phase::Interrupted) {
            return;
        }
        effects.extend(self.batching.live().map(Effect::Send));
        let last = self.spooled.min(self.acknowledged + WINDOW);
        if last > self.sent {
            effects.push(Effect::SendSamples { attempt: self.id, first: self.sent + 1, last });
            self.sent = last;
        }
        self.send_files(now, effects);
        if let Phase::AwaitingAcknowledgment { outcome, due_at } = &mut self.phase
            && *due_at <= now
        {
            *due_at = now + REPEAT_AFTER;
            let result = AttemptResult { attempt: self.id, outcome: outcome.clone() };
            effects.push(Effect::Send(AgentMessage::Result(result)));
        }
    }

    fn send_files(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Phase::Uploading { sealed, upload } = &mut self.phase else { return };
        if upload.file < sealed.files.len() {
            if upload.due_at <= now {
                upload.due_at = now + REPEAT_AFTER;
                let (attempt, file, offset_bytes) = (self.id, upload.file, upload.offset_bytes);
                effects.push(Effect::SendChunk { attempt, file, offset_bytes });
            }
        } else if self.acknowledged == self.spooled {
            let outcome = sealed.outcome.clone();
            self.phase = Phase::AwaitingAcknowledgment { outcome, due_at: Duration::ZERO };
        }
    }

    /// When something must be sent again for want of an answer.
    pub(super) fn deadline(&self) -> Option<Duration> {
        match &self.phase {
            Phase::Uploading { sealed, upload } if upload.file < sealed.files.len() => Some(upload.due_at),
            Phase::AwaitingAcknowledgment { due_at, .. } => Some(*due_at),
            Phase::Uploading { .. }
            | Phase::Preparing
            | Phase::CanceledEarly
            | Phase::Running { .. }
            | Phase::Sealing
            | Phase::Interrupted
            | Phase::Discarding => None,
        }
    }
}
