//! One attempt's lease in virtual time.

use controller::lease::{Effect, EndKind, EndedAttempt, Input, Lease, LeaseState, NextForJob, RetryBudget};
use dataset::FailedStep;
use protocol::{AttemptOutcome, ControllerMessage, RunId};
use uuid::Uuid;

use crate::samples::{at, attempt, lease};

const PLENTY: RetryBudget = RetryBudget { infrastructure: 2, step: 1 };
const NONE: RetryBudget = RetryBudget { infrastructure: 0, step: 0 };

fn run() -> RunId {
    RunId::new(Uuid::from_u128(77))
}

fn active(budget: RetryBudget) -> Lease {
    let mut lease = lease(budget);
    assert_eq!(lease.step(Input::Accepted, at(1)), [Effect::Activate]);
    lease
}

fn failed_step() -> AttemptOutcome {
    AttemptOutcome::StepFailed(FailedStep {
        number: 3,
        kind: "click".to_owned(),
        iteration: 0,
        reason: "no such element".to_owned(),
        screenshot: None,
        unknown: dataset::Unknown::default(),
    })
}

fn ended(effects: &[Effect]) -> &EndedAttempt {
    let found =
        effects.iter().find_map(|effect| if let Effect::End(ended) = effect { Some(ended) } else { None });
    found.expect("the attempt ends")
}

fn check_end(effects: &[Effect], kind: EndKind, next: NextForJob) {
    let ended = ended(effects);
    assert_eq!((ended.kind, ended.next), (kind, next), "{ended:?}");
}

#[test]
fn a_completed_attempt_is_stored_then_written_down_then_acknowledged() {
    let mut lease = active(PLENTY);
    let effects = lease.step(Input::Result(AttemptOutcome::Completed), at(9));
    assert_eq!(effects, [Effect::StoreResult(AttemptOutcome::Completed)]);
    let effects = lease.step(Input::Stored(Some(run())), at(10));
    check_end(&effects, EndKind::Completed, NextForJob::Over);
    let acknowledged = ControllerMessage::ResultAcknowledged { attempt: attempt(1, 1), run: Some(run()) };
    assert_eq!(effects.last(), Some(&Effect::Send(acknowledged.clone())));
    let again = lease.step(Input::Result(AttemptOutcome::Completed), at(11));
    assert_eq!(again, [Effect::Send(acknowledged)]);
}

#[test]
fn a_lost_agent_expires_and_its_late_messages_are_refused() {
    let mut lease = active(PLENTY);
    assert!(lease.step(Input::AgentGone, at(2)).is_empty());
    assert!(lease.step(Input::Tick, at(60)).is_empty());
    let effects = lease.step(Input::Tick, at(61));
    check_end(&effects, EndKind::Expired, NextForJob::Requeue);
    assert_eq!(ended(&effects).reason.as_deref(), Some("the agent gave no sign for 60 s"));
    for late in [Input::Accepted, Input::Heartbeat, Input::Progress, Input::Result(AttemptOutcome::Completed)]
    {
        assert_eq!(lease.step(late, at(62)), [Effect::Refuse]);
    }
}

#[test]
fn a_heartbeat_renews_the_lease_and_progress_the_silence_limit() {
    let mut lease = active(PLENTY);
    for second in 1..=4 {
        assert!(lease.step(Input::Heartbeat, at(second * 29)).is_empty());
        assert!(lease.step(Input::Tick, at(second * 29)).is_empty());
    }
    let effects = lease.step(Input::Tick, at(121));
    let told = matches!(effects.as_slice(), [Effect::Send(ControllerMessage::Cancel { .. })]);
    assert!(told, "{effects:?}");
    let effects = lease.step(Input::Result(AttemptOutcome::Canceled), at(122));
    check_end(&effects, EndKind::Infrastructure, NextForJob::Requeue);
}

#[test]
fn an_offer_that_nobody_takes_goes_elsewhere() {
    let reject = Input::Rejected { reason: "draining".to_owned() };
    for (input, second) in [(Input::Tick, 15), (Input::AgentGone, 1), (reject, 1)] {
        let mut lease = lease(PLENTY);
        check_end(&lease.step(input, at(second)), EndKind::Infrastructure, NextForJob::Requeue);
    }
    let mut lease = lease(PLENTY);
    assert!(lease.step(Input::Tick, at(14)).is_empty());
    assert_eq!(lease.step(Input::Reconnected { holds: false }, at(14)), [Effect::Offer]);
    assert_eq!(lease.step(Input::Reconnected { holds: true }, at(14)), [Effect::Activate]);
}

#[test]
fn an_agent_that_comes_back_without_the_job_gives_it_up_at_once() {
    let mut lease = active(NONE);
    let effects = lease.step(Input::Reconnected { holds: false }, at(5));
    check_end(&effects, EndKind::Infrastructure, NextForJob::Over);
}

#[test]
fn retries_are_bounded() {
    let infrastructure = || AttemptOutcome::Infrastructure { reason: "the driver died".to_owned() };
    let check = |budget, outcome, kind, next| {
        let mut lease = active(budget);
        let mut effects = lease.step(Input::Result(outcome), at(5));
        if lease.is_ended() {
            assert_eq!(ended(&effects).run, None);
        } else {
            effects = lease.step(Input::Stored(Some(run())), at(6));
        }
        check_end(&effects, kind, next);
    };
    check(PLENTY, infrastructure(), EndKind::Infrastructure, NextForJob::Requeue);
    check(NONE, infrastructure(), EndKind::Infrastructure, NextForJob::Over);
    check(PLENTY, failed_step(), EndKind::StepFailed, NextForJob::Requeue);
    check(NONE, failed_step(), EndKind::StepFailed, NextForJob::Over);
    check(PLENTY, AttemptOutcome::Canceled, EndKind::Infrastructure, NextForJob::Requeue);
}

#[test]
fn a_canceled_job_is_told_to_stop_and_never_tried_again() {
    let cancel = || Input::Cancel { reason: "not needed".to_owned() };
    let mut offered = lease(PLENTY);
    check_end(&offered.step(cancel(), at(1)), EndKind::Canceled, NextForJob::Over);

    let mut lease = active(PLENTY);
    assert_eq!(lease.step(cancel(), at(2)).len(), 1);
    assert!(lease.step(cancel(), at(3)).is_empty(), "it is told once");
    assert_eq!(lease.step(Input::Reconnected { holds: true }, at(4)).len(), 1, "unless its stream broke");
    let effects = lease.step(Input::Result(AttemptOutcome::Canceled), at(5));
    assert_eq!(effects, [Effect::StoreResult(AttemptOutcome::Canceled)]);
    check_end(&lease.step(Input::Stored(None), at(6)), EndKind::Canceled, NextForJob::Over);

    let mut deaf = active(PLENTY);
    deaf.step(cancel(), at(2));
    assert!(deaf.step(Input::Tick, at(31)).is_empty());
    check_end(&deaf.step(Input::Tick, at(32)), EndKind::Canceled, NextForJob::Over);
}

#[test]
fn a_job_that_is_finished_when_the_cancel_arrives_still_counts() {
    let mut lease = active(PLENTY);
    lease.step(Input::Cancel { reason: "not needed".to_owned() }, at(2));
    lease.step(Input::Result(AttemptOutcome::Completed), at(3));
    check_end(&lease.step(Input::Stored(Some(run())), at(4)), EndKind::Completed, NextForJob::Over);
}

#[test]
fn a_job_beyond_its_limit_is_stopped_and_not_tried_again() {
    let mut lease = active(PLENTY);
    for minute in 0..10 {
        lease.step(Input::Progress, at(minute * 60 + 30));
    }
    lease.step(Input::Heartbeat, at(600));
    assert_eq!(lease.step(Input::Tick, at(601)).len(), 1);
    lease.step(Input::Result(failed_step()), at(602));
    check_end(&lease.step(Input::Stored(Some(run())), at(603)), EndKind::TimedOut, NextForJob::Over);
}

#[test]
fn a_result_that_cannot_be_stored_now_is_stored_later() {
    let failure = |permanent| Input::StoreFailed { reason: "disk full".to_owned(), permanent };
    let mut lease = active(PLENTY);
    lease.step(Input::Result(AttemptOutcome::Completed), at(5));
    assert!(lease.step(failure(false), at(6)).is_empty());
    assert!(lease.step(Input::Tick, at(10)).is_empty());
    let again = lease.step(Input::Tick, at(11));
    assert_eq!(again, [Effect::StoreResult(AttemptOutcome::Completed)]);
    assert!(lease.step(Input::Tick, at(400)).is_empty(), "never two at once");
    check_end(&lease.step(failure(false), at(401)), EndKind::Infrastructure, NextForJob::Requeue);

    let mut broken = active(PLENTY);
    broken.step(Input::Result(AttemptOutcome::Completed), at(5));
    check_end(&broken.step(failure(true), at(6)), EndKind::Infrastructure, NextForJob::Requeue);
    assert_eq!(broken.step(Input::Result(AttemptOutcome::Completed), at(7)), [Effect::Refuse]);
}

#[test]
fn a_restart_of_the_controller_gives_every_lease_its_full_length_again() {
    let mut running = lease(PLENTY).reloaded(Some(at(1)), at(1_000));
    assert!(running.step(Input::Tick, at(1_059)).is_empty());
    check_end(&running.step(Input::Tick, at(1_060)), EndKind::Expired, NextForJob::Requeue);

    let offered = lease(PLENTY).reloaded(None, at(1_000));
    assert_eq!(offered.state, LeaseState::Offered { until: at(1_060) });
}

#[test]
fn a_session_that_somebody_ended_completes_and_its_agent_is_told_again_when_it_comes_back() {
    let finish = || Input::Finish { reason: "seen enough".to_owned() };
    let told =
        Effect::Send(ControllerMessage::Finish { attempt: attempt(1, 1), reason: "seen enough".to_owned() });
    let mut lease = active(PLENTY);
    let told = [told];
    assert_eq!(lease.step(finish(), at(2)), told);
    assert!(lease.step(finish(), at(3)).is_empty(), "it is told once");
    assert_eq!(lease.step(Input::Reconnected { holds: true }, at(4)), told, "unless its stream broke");
    assert!(lease.step(Input::Progress, at(80)).is_empty());
    assert!(lease.step(Input::Tick, at(90)).is_empty(), "what was measured may take its time to arrive");
    lease.step(Input::Result(AttemptOutcome::Completed), at(95));
    check_end(&lease.step(Input::Stored(Some(run())), at(96)), EndKind::Completed, NextForJob::Over);
}

#[test]
fn a_session_that_somebody_ended_is_not_begun_again_when_its_agent_is_lost() {
    let mut lost = active(PLENTY);
    lost.step(Input::Finish { reason: "seen enough".to_owned() }, at(2));
    check_end(&lost.step(Input::Tick, at(61)), EndKind::Expired, NextForJob::Over);

    let mut offered = lease(PLENTY);
    let effects = offered.step(Input::Finish { reason: "seen enough".to_owned() }, at(1));
    check_end(&effects, EndKind::Canceled, NextForJob::Over);
}

#[test]
fn a_cancel_overrules_the_ordinary_end() {
    let mut lease = active(PLENTY);
    lease.step(Input::Finish { reason: "seen enough".to_owned() }, at(2));
    assert_eq!(lease.step(Input::Cancel { reason: "no".to_owned() }, at(3)).len(), 1);
    assert!(lease.step(Input::Finish { reason: "again".to_owned() }, at(4)).is_empty());
    assert_eq!(lease.step(Input::Reconnected { holds: true }, at(5)).len(), 2);
    check_end(&lease.step(Input::Tick, at(33)), EndKind::Canceled, NextForJob::Over);
}
