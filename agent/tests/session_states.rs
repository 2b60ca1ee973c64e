//! Every transition of a session, in virtual time.

use std::time::Duration;

use agent::drive::job::JobEvent;
use agent::session::DrainPolicy;
use agent::session::effect::{Effect, Ending, Input, Introduction, Leftover};
use agent::session::state_machine::{AWAY_FACTOR, StateMachine};
use agent::spool::Sealed;
use protocol::{
    AgentId, AgentMessage, AttemptOutcome, AttemptRef, AttemptResult, ControllerMessage, DeviceState, Labels,
};
use support::{LEASE, assignment, attempt, batch, device, metric};

#[cfg(test)]
#[expect(dead_code, reason = "each test crate uses a part of the shared values")]
mod support;

const HEARTBEAT: Duration = Duration::from_secs(5);
const DEVICE: &str = "lab/one";

/// A session in virtual time.
struct Session {
    machine: StateMachine,
    now: Duration,
}

impl Session {
    fn new(leftovers: Vec<Leftover>, give_up_after: Option<Duration>) -> Self {
        let introduction = Introduction {
            agent: AgentId::new(uuid::Uuid::nil()),
            name: "lab".to_owned(),
            version: "1".to_owned(),
            labels: Labels::new(),
            give_up_after,
        };
        Self { machine: StateMachine::new(introduction, leftovers), now: Duration::ZERO }
    }

    fn registered() -> Self {
        let mut session = Self::new(Vec::new(), None);
        session.register(&[]);
        session
    }

    fn running() -> Self {
        let mut session = Self::registered();
        session.assign(a(), DEVICE);
        session.step(Input::Prepared(a()));
        session
    }

    fn awaiting_acknowledgment() -> (Self, Vec<Effect>) {
        let mut session = Self::running();
        session.step(Input::JobEnded(a()));
        let effects = session.seal(AttemptOutcome::Completed);
        (session, effects)
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        self.machine.step(input, self.now)
    }

    fn after(&mut self, span: Duration) -> Vec<Effect> {
        self.now += span;
        self.step(Input::Tick)
    }

    fn hear(&mut self, message: ControllerMessage) -> Vec<Effect> {
        self.step(Input::Controller(message))
    }

    fn register(&mut self, ended: &[AttemptRef]) -> Vec<Effect> {
        self.now += Duration::from_secs(20);
        let mut effects = self.step(Input::Tick);
        effects.extend(self.step(Input::LinkUp { devices: vec![device(DEVICE), device("lab/two")] }));
        effects.extend(self.hear(ControllerMessage::Registered {
            heartbeat_interval: HEARTBEAT,
            lease_duration: LEASE,
            ended: ended.to_vec(),
        }));
        effects
    }

    fn assign(&mut self, attempt: AttemptRef, device: &str) -> Vec<Effect> {
        self.hear(ControllerMessage::Assignment(Box::new(assignment(attempt, device))))
    }

    fn seal(&mut self, outcome: AttemptOutcome) -> Vec<Effect> {
        self.step(Input::Sealed { attempt: a(), sealed: Sealed { outcome, files: Vec::new() } })
    }

    fn lose_link(&mut self) -> Vec<Effect> {
        self.step(Input::LinkDown { jitter: 0.0 })
    }
}

fn a() -> AttemptRef {
    attempt(1, 1)
}

fn said(effects: &[Effect]) -> Vec<&AgentMessage> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Send(message) = effect { Some(message) } else { None })
        .collect()
}

fn result(outcome: AttemptOutcome) -> Effect {
    Effect::Send(AgentMessage::Result(AttemptResult { attempt: a(), outcome }))
}

fn refusal(effects: &[Effect]) -> &str {
    let mut refusals = said(effects).into_iter().filter_map(|message| {
        if let AgentMessage::Rejected { reason, .. } = message { Some(reason.as_str()) } else { None }
    });
    refusals.next_back().unwrap_or_default()
}

#[test]
fn first_tick_connects_and_hello_comes_first() {
    let mut session = Session::new(Vec::new(), None);
    assert_eq!(session.step(Input::Tick), [Effect::Connect]);
    assert_eq!(session.step(Input::Tick), []);
    let effects = session.step(Input::LinkUp { devices: vec![device(DEVICE)] });
    assert!(matches!(said(&effects)[..], [AgentMessage::Hello(hello)] if hello.devices.len() == 1));
}

#[test]
fn lost_link_is_tried_again_after_growing_waits() {
    let mut session = Session::new(Vec::new(), None);
    session.step(Input::Tick);
    for wait in [250, 500, 1000] {
        assert_eq!(session.lose_link(), []);
        assert_eq!(session.after(Duration::from_millis(wait - 1)), []);
        assert_eq!(session.after(Duration::from_millis(1)), [Effect::Connect]);
    }
}

#[test]
fn controller_that_never_answers_hello_is_hung_up_on() {
    let mut session = Session::new(Vec::new(), None);
    session.step(Input::Tick);
    session.step(Input::LinkUp { devices: Vec::new() });
    assert_eq!(session.machine.deadline(), Some(Duration::from_secs(15)));
    assert_eq!(session.after(Duration::from_secs(15)), [Effect::Disconnect]);
}

#[test]
fn heartbeats_come_at_the_interval_that_was_asked_for() {
    let mut session = Session::registered();
    assert_eq!(session.after(HEARTBEAT / 2), []);
    let effects = session.after(HEARTBEAT / 2);
    assert!(matches!(said(&effects)[..], [AgentMessage::Heartbeat { devices, running }]
        if devices.is_empty() && running.is_empty()));
}

#[test]
fn assignment_is_prepared_then_accepted_and_started() {
    let mut session = Session::registered();
    let effects = session.assign(a(), DEVICE);
    assert_eq!(effects[0], Effect::Prepare(Box::new(assignment(a(), DEVICE))));
    assert!(matches!(said(&effects)[..], [AgentMessage::Heartbeat { devices, .. }]
        if devices[0].state == DeviceState::Busy));
    let accepted = Effect::Send(AgentMessage::Accepted(a()));
    assert_eq!(session.step(Input::Prepared(a())), [accepted.clone(), Effect::StartJob(a())]);
    assert_eq!(session.assign(a(), DEVICE), [accepted], "a repeated assignment starts nothing");
}

#[test]
fn assignment_that_cannot_be_taken_is_rejected_with_its_reason() {
    let mut session = Session::running();
    assert!(refusal(&session.assign(attempt(2, 1), DEVICE)).contains("busy"));
    assert!(refusal(&session.assign(attempt(2, 1), "lab/none")).contains("no device"));
    session.hear(ControllerMessage::Drain);
    assert!(refusal(&session.assign(attempt(2, 1), "lab/two")).contains("no further"));
    let mut session = Session::registered();
    session.assign(a(), DEVICE);
    let effects = session.step(Input::PreparationFailed { attempt: a(), reason: "disk full".to_owned() });
    assert_eq!(effects[0], Effect::Send(AgentMessage::Rejected { attempt: a(), reason: "disk full".into() }));
    assert_eq!(effects[1], Effect::DropAttempt(a()));
}

#[test]
fn samples_go_to_the_disk_before_they_are_sent() {
    let mut session = Session::running();
    let event = JobEvent::Batch(metric(1));
    let told = session.step(Input::Job { attempt: a(), event });
    assert_eq!(told, [Effect::Persist(batch(a(), 1))]);
    let sent = session.step(Input::Spooled { attempt: a(), sequence: 1 });
    assert_eq!(sent, [Effect::SendSamples { attempt: a(), first: 1, last: 1 }]);
    let kept = session.hear(ControllerMessage::SamplesAcknowledged { attempt: a(), up_to: 1 });
    assert_eq!(kept, [Effect::KeepAcknowledged { attempt: a(), up_to: 1 }]);
    let again = session.hear(ControllerMessage::SamplesAcknowledged { attempt: a(), up_to: 1 });
    assert_eq!(again, []);
}

#[test]
fn job_goes_on_without_its_controller_and_resumes_from_the_first_unacknowledged_batch() {
    let mut session = Session::running();
    for sequence in 1..=3 {
        session.step(Input::Spooled { attempt: a(), sequence });
    }
    session.hear(ControllerMessage::SamplesAcknowledged { attempt: a(), up_to: 1 });
    session.lose_link();
    assert_eq!(session.step(Input::Spooled { attempt: a(), sequence: 4 }), []);
    let effects = session.register(&[]);
    let AgentMessage::Hello(hello) = said(&effects)[0] else { panic!("{effects:?}") };
    assert_eq!((hello.running[0].attempt, hello.running[0].acknowledged), (a(), 1));
    assert!(effects.contains(&Effect::SendSamples { attempt: a(), first: 2, last: 4 }), "{effects:?}");
}

#[test]
fn controller_that_lost_samples_gets_them_again() {
    let mut session = Session::running();
    for sequence in 1..=3 {
        session.step(Input::Spooled { attempt: a(), sequence });
    }
    let acknowledged = |up_to| ControllerMessage::SamplesAcknowledged { attempt: a(), up_to };
    session.hear(acknowledged(3));
    let effects = session.hear(acknowledged(1));
    assert!(effects.contains(&Effect::SendSamples { attempt: a(), first: 2, last: 3 }), "{effects:?}");
}

#[test]
fn job_of_a_controller_that_stays_away_is_stopped() {
    let mut session = Session::running();
    session.lose_link();
    let effects = session.after((LEASE * AWAY_FACTOR).saturating_sub(Duration::from_secs(1)));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::CancelJob { .. })));
    let effects = session.after(Duration::from_secs(1));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CancelJob { .. })), "{effects:?}");
    let effects = session.step(Input::JobEnded(a()));
    assert!(matches!(&effects[..], [Effect::Seal { failure: Some(reason), .. }] if reason.contains("away")));
}

#[test]
fn result_is_repeated_until_it_is_acknowledged() {
    let (mut session, effects) = Session::awaiting_acknowledgment();
    let expected = result(AttemptOutcome::Completed);
    assert_eq!(effects, std::slice::from_ref(&expected));
    assert!(session.after(Duration::from_secs(30)).contains(&expected));
    session.lose_link();
    assert!(session.register(&[]).contains(&expected));
    let effects = session.hear(ControllerMessage::ResultAcknowledged { attempt: a(), run: None });
    assert_eq!(effects[0], Effect::DropAttempt(a()));
    assert!(matches!(said(&effects)[..], [AgentMessage::Heartbeat { devices, .. }]
        if devices[0].state == DeviceState::Ready));
    assert!(!session.after(Duration::from_mins(1)).contains(&expected));
}

#[test]
fn result_waits_for_the_last_samples() {
    let mut session = Session::running();
    session.step(Input::Spooled { attempt: a(), sequence: 1 });
    session.step(Input::JobEnded(a()));
    assert_eq!(session.seal(AttemptOutcome::Completed), []);
    let effects = session.hear(ControllerMessage::SamplesAcknowledged { attempt: a(), up_to: 1 });
    assert!(effects.contains(&result(AttemptOutcome::Completed)), "{effects:?}");
}

#[test]
fn ended_attempt_is_stopped_at_once_and_dropped_when_its_job_is_gone() {
    let mut session = Session::running();
    let effects = session.hear(ControllerMessage::AttemptEnded(a()));
    assert!(matches!(&effects[..], [Effect::CancelJob { .. }]));
    assert_eq!(session.step(Input::Job { attempt: a(), event: JobEvent::Batch(metric(1)) }), []);
    assert!(refusal(&session.assign(a(), DEVICE)).contains("ended"));
    assert_eq!(session.step(Input::JobEnded(a()))[0], Effect::DropAttempt(a()));

    let (mut session, _) = Session::awaiting_acknowledgment();
    session.lose_link();
    assert!(session.register(&[a()]).contains(&Effect::DropAttempt(a())));
}

#[test]
fn canceled_job_reports_what_it_has() {
    let mut session = Session::running();
    let cancel = || ControllerMessage::Cancel { attempt: a(), reason: "by hand".to_owned() };
    let effects = session.hear(cancel());
    assert_eq!(effects, [Effect::CancelJob { attempt: a(), reason: "by hand".to_owned() }]);
    assert_eq!(session.hear(cancel()), []);
    assert_eq!(session.step(Input::JobEnded(a())), [Effect::Seal { attempt: a(), failure: None }]);
    assert_eq!(session.seal(AttemptOutcome::Canceled), [result(AttemptOutcome::Canceled)]);

    let mut session = Session::registered();
    session.assign(a(), DEVICE);
    assert_eq!(session.hear(cancel()), []);
    let effects = session.step(Input::Prepared(a()));
    assert!(effects.contains(&result(AttemptOutcome::Canceled)), "{effects:?}");
    assert!(!effects.contains(&Effect::StartJob(a())));
}

#[test]
fn full_disk_ends_the_attempt_as_an_infrastructure_failure() {
    let mut session = Session::running();
    let effects = session.step(Input::SpoolFailed { attempt: a(), reason: "full".to_owned() });
    assert_eq!(effects, [Effect::CancelJob { attempt: a(), reason: "full".to_owned() }]);
    let effects = session.step(Input::JobEnded(a()));
    assert_eq!(effects, [Effect::Seal { attempt: a(), failure: Some("full".to_owned()) }]);
}

#[test]
fn attempt_that_a_restart_interrupted_is_reported_once_and_only_if_it_still_counts() {
    let leftover = || Leftover { attempt: a(), spooled: 3, acknowledged: 2, sealed: None };
    let mut session = Session::new(vec![leftover()], None);
    let effects = session.register(&[]);
    assert!(effects.contains(&Effect::SendSamples { attempt: a(), first: 3, last: 3 }), "{effects:?}");
    let effects = session.hear(ControllerMessage::SamplesAcknowledged { attempt: a(), up_to: 3 });
    let reason = "the agent restarted during the attempt".to_owned();
    assert!(effects.contains(&result(AttemptOutcome::Infrastructure { reason })), "{effects:?}");

    let mut session = Session::new(vec![leftover()], None);
    let effects = session.register(&[a()]);
    assert!(effects.contains(&Effect::DropAttempt(a())), "{effects:?}");
    assert!(!said(&effects).iter().any(|message| matches!(message, AgentMessage::Result(_))));
}

#[test]
fn leaving_agent_cancels_delivers_and_ends() {
    let mut session = Session::running();
    let effects = session.step(Input::Leave(DrainPolicy::Cancel));
    assert_eq!(effects[0], Effect::Send(AgentMessage::Draining));
    assert!(matches!(effects[1], Effect::CancelJob { .. }));
    session.step(Input::JobEnded(a()));
    session.seal(AttemptOutcome::Canceled);
    let effects = session.hear(ControllerMessage::ResultAcknowledged { attempt: a(), run: None });
    assert_eq!(effects.last(), Some(&Effect::Finish(Ending::Left)));
}

#[test]
fn leaving_agent_lets_jobs_finish_within_their_time() {
    let mut session = Session::running();
    let within = Duration::from_secs(90);
    session.step(Input::Leave(DrainPolicy::Finish { within }));
    let effects = session.after(Duration::from_secs(89));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::CancelJob { .. })));
    let effects = session.after(Duration::from_secs(1));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CancelJob { .. })));
}

#[test]
fn leaving_agent_without_a_controller_leaves_its_results_on_disk() {
    let (mut session, _) = Session::awaiting_acknowledgment();
    session.lose_link();
    let effects = session.step(Input::Leave(DrainPolicy::Cancel));
    assert_eq!(effects, [Effect::Finish(Ending::Left)]);
}

#[test]
fn patience_with_an_unreachable_controller_ends_only_where_it_was_limited() {
    let patience = Duration::from_secs(9);
    let mut session = Session::new(Vec::new(), Some(patience));
    session.step(Input::Tick);
    session.lose_link();
    let effects = session.after(patience);
    assert_eq!(effects.last(), Some(&Effect::Finish(Ending::Unreachable)));
    let mut session = Session::new(Vec::new(), None);
    session.step(Input::Tick);
    session.lose_link();
    assert_eq!(session.after(Duration::from_hours(10)), [Effect::Connect]);
}

#[test]
fn higher_attempt_at_a_job_ends_the_lower_one() {
    let mut session = Session::running();
    let effects = session.assign(attempt(1, 2), "lab/two");
    assert!(matches!(effects[0], Effect::CancelJob { attempt, .. } if attempt == a()));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Prepare(_))));
}

#[test]
fn stopped_session_comes_to_its_ordinary_end_once() {
    let finish = || ControllerMessage::Finish { attempt: a(), reason: "seen enough".to_owned() };
    let told = [Effect::FinishJob { attempt: a(), reason: "seen enough".to_owned() }];
    let mut session = Session::running();
    assert_eq!(session.hear(finish()), told);
    assert_eq!(session.step(Input::JobEnded(a())), [Effect::Seal { attempt: a(), failure: None }]);
    assert_eq!(session.hear(finish()), []);
    assert_eq!(session.seal(AttemptOutcome::Completed), [result(AttemptOutcome::Completed)]);

    let mut early = Session::registered();
    early.assign(a(), DEVICE);
    assert_eq!(early.hear(finish()), told, "it begins only to end at once");
    assert!(early.step(Input::Prepared(a())).contains(&Effect::StartJob(a())));
    assert_eq!(Session::registered().hear(finish()), [], "of what is not known the hello has told");
}

#[test]
fn processes_are_listed_and_browsers_left_alone_while_one_is_measured() {
    let list = |device: &str| ControllerMessage::ListProcesses {
        request: 7,
        device: protocol::DeviceId::new(device),
        cpu_over: HEARTBEAT,
    };
    let question = |ask_browsers| Effect::ListProcesses { request: 7, cpu_over: HEARTBEAT, ask_browsers };
    let mut session = Session::registered();
    assert_eq!(session.hear(list(DEVICE)), [question(true)]);
    let answer = Err("no".to_owned());
    let said = Effect::Send(AgentMessage::Processes { request: 7, answer: answer.clone() });
    assert_eq!(session.step(Input::Listed { request: 7, answer: answer.clone() }), [said]);
    session.assign(a(), DEVICE);
    assert_eq!(session.hear(list(DEVICE)), [question(false)]);
    let answer = Err("this agent has no device `lab/none`".to_owned());
    let refused = Effect::Send(AgentMessage::Processes { request: 7, answer: answer.clone() });
    assert_eq!(session.hear(list("lab/none")), [refused]);
    session.lose_link();
    assert_eq!(session.step(Input::Listed { request: 8, answer }), [], "nobody listens any more");
}
