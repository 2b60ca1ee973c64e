//! The one task that keeps all leases: takes orders, lets time pass, plans. A thin driver around pure decisions.

use std::collections::BTreeMap;
use std::sync::Arc;

use dataset::Timestamp;
use protocol::{AgentId, AttemptRef, ControllerMessage, DeviceAdvert, DeviceId, Hello};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::doors::chain;
use crate::lease::acting::Unwritten;
use crate::lease::attempt::Lease;
use crate::lease::desk::{Desk, Leased, Order, Registration, RegistrationError, Report, Standing};
use crate::lease::fit::{Device, Serves};
use crate::lease::fleet::{Fleet, Way};
use crate::lease::listing::Questions;
use crate::lease::plan::{Placement, plan};
use crate::lease::settings::{Clock, Settings};
use crate::lease::state_machine::{Effect, Input, step_past};
use crate::lease::storage::{
    GrantedJob, JobEvent, JobHappening, LeaseStorage, OpenAttempt, ResultStore, RunOrder, StorageError,
};

/// Orders that wait for the task; whoever comes then waits too.
const WAITING_ORDERS: usize = 1_024;
/// Late attempts that are remembered for counting their messages.
const REMEMBERED_LATE: usize = 10_000;

/// A lease with what its agent was told to run.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) lease: Lease,
    pub(super) order: RunOrder,
    project: String,
}

/// Everything that the task keeps.
pub(super) struct Keeper<S, R> {
    pub(super) storage: Arc<S>,
    pub(super) results: Arc<R>,
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    pub(super) orders: mpsc::WeakSender<Order>,
    pub(super) fleet: Fleet,
    pub(super) leases: BTreeMap<AttemptRef, Held>,
    pub(super) events: Vec<JobEvent>,
    pub(super) late: BTreeMap<AttemptRef, u32>,
    pub(super) unwritten: Vec<Unwritten>,
    pub(super) questions: Questions,
    pub(super) heard: BTreeMap<AgentId, BTreeMap<DeviceId, DeviceAdvert>>,
    pub(super) replan: bool,
    planned_at: Timestamp,
    streams: u64,
}

/// Takes up the leases of before and starts the task. It ends when every [`Desk`] is gone.
pub async fn start<S: LeaseStorage, R: ResultStore>(
    storage: Arc<S>,
    results: Arc<R>,
    clock: Clock,
    settings: Settings,
) -> Result<(Desk, JoinHandle<()>), StorageError> {
    let (orders, inbox) = mpsc::channel(WAITING_ORDERS);
    let fleet = Fleet::remember(storage.known_devices().await?, storage.quarantines().await?);
    let open = storage.open_attempts().await?;
    let now = clock();
    let mut keeper = Keeper {
        storage,
        results,
        clock,
        settings,
        orders: orders.downgrade(),
        fleet,
        leases: BTreeMap::new(),
        events: Vec::new(),
        late: BTreeMap::new(),
        unwritten: Vec::new(),
        questions: Questions::since(now),
        heard: BTreeMap::new(),
        replan: true,
        planned_at: now,
        streams: 0,
    };
    for attempt in open {
        keeper.take_up(attempt, now).await;
    }
    Ok((Desk::new(orders), tokio::spawn(keeper.keep(inbox))))
}

impl<S: LeaseStorage, R: ResultStore> Keeper<S, R> {
    async fn keep(mut self, mut inbox: mpsc::Receiver<Order>) {
        let mut ticks = tokio::time::interval(self.settings.tick);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                order = inbox.recv() => match order {
                    Some(order) => self.take(order).await,
                    None => break,
                },
                _ = ticks.tick() => self.tick().await,
            }
            // A burst of orders is planned once.
            if self.replan && inbox.is_empty() {
                self.plan().await;
            }
        }
        self.write_events().await;
    }

    async fn take_up(&mut self, open: OpenAttempt, now: Timestamp) {
        let OpenAttempt {
            granted: GrantedJob { attempt, project, order, budget },
            agent,
            device,
            accepted_at,
            cancel_reason,
            finish_reason,
        } = open;
        let limits = self.settings.limits(&order.work);
        let lease = Lease::offer(attempt, agent, device, (limits, budget), now).reloaded(accepted_at, now);
        self.leases.insert(attempt, Held { lease, order, project });
        if let Some(reason) = finish_reason {
            self.feed(attempt, Input::Finish { reason }).await;
        }
        if let Some(reason) = cancel_reason {
            self.feed(attempt, Input::Cancel { reason }).await;
        }
    }

    async fn take(&mut self, order: Order) {
        match order {
            Order::Submitted => self.replan = true,
            Order::Connect { hello, serves, outbox, answer } => {
                let registered = self.connect(&hello, &serves, outbox).await;
                give(answer, registered);
            }
            Order::Disconnected { agent, stream } => self.disconnected(agent, stream).await,
            Order::Heartbeat { agent, stream, devices, running } => {
                if self.fleet.is_current(agent, stream) {
                    self.heartbeat(agent, devices, &running).await;
                }
            }
            Order::Draining { agent, stream } => {
                if self.fleet.is_current(agent, stream) {
                    self.fleet.drain(agent);
                    tracing::info!(agent_id = %agent, "an agent takes nothing new");
                }
            }
            Order::Report { report, answer } => {
                let standing = self.report(*report).await;
                give(answer, standing);
            }
            Order::Streamed { attempt } => self.feed(attempt, Input::Progress).await,
            Order::Leased { attempt, answer } => give(answer, self.leased(attempt)),
            Order::Stored { attempt, input } => self.feed(attempt, input).await,
            Order::Cancel { job, reason, answer } => {
                let canceled = self.cancel(job, reason).await;
                give(answer, canceled);
            }
            Order::Finish { job, reason, answer } => {
                let finishing = self.finish(job, reason).await;
                give(answer, finishing);
            }
            Order::Quarantine { device, wish, answer } => {
                let state = self.quarantine(device, wish).await;
                give(answer, state);
            }
            Order::ListProcesses { device, cpu_over, answer } => {
                self.ask_for_processes(device, cpu_over, answer);
            }
            Order::Listed { agent, request, list } => self.questions.answered(agent, request, list),
            Order::Devices { answer } => give(answer, self.devices()),
        }
    }

    async fn tick(&mut self) {
        let now = (self.clock)();
        self.questions.expire(now);
        for attempt in self.leases.keys().copied().collect::<Vec<_>>() {
            self.feed(attempt, Input::Tick).await;
        }
        self.write_unwritten().await;
        self.write_events().await;
        self.write_signs(now).await;
        if self.late.len() > REMEMBERED_LATE {
            self.late.clear();
        }
        if now.since(self.planned_at) >= self.settings.replan {
            self.replan = true;
        }
    }

    async fn write_signs(&mut self, now: Timestamp) {
        let agents: Vec<AgentId> = self.heard.keys().copied().collect();
        let devices: Vec<(AgentId, DeviceAdvert)> = self
            .heard
            .iter()
            .flat_map(|(agent, adverts)| adverts.values().map(|advert| (*agent, advert.clone())))
            .collect();
        match self.storage.still_there(&agents, &devices, now).await {
            Ok(()) => self.heard.clear(),
            Err(error) => tracing::error!(error = %chain(&error), "heartbeats are not written down yet"),
        }
    }

    async fn connect(
        &mut self,
        hello: &Hello,
        serves: &Serves,
        outbox: mpsc::Sender<ControllerMessage>,
    ) -> Result<Registration, RegistrationError> {
        let now = (self.clock)();
        // Its id is the agent's own word; its project is not.
        if self.fleet.serves_others(hello.agent, serves) || self.holds_others_job(hello.agent, serves) {
            return Err(RegistrationError::OtherProject);
        }
        if let Some(device) = self.fleet.taken_device(hello) {
            return Err(RegistrationError::DeviceTaken { device });
        }
        self.storage.agent_seen(hello, serves, now).await?;
        self.streams += 1;
        self.fleet.connect(hello, serves, Way { stream: self.streams, outbox }, now);
        self.replan = true;
        tracing::info!(agent_id = %hello.agent, name = %hello.name, devices = hello.devices.len(), "an agent connected");
        for attempt in self.leases_of(hello.agent) {
            let holds = hello.running.iter().any(|running| running.attempt == attempt);
            self.feed(attempt, Input::Reconnected { holds }).await;
        }
        let is_over = |attempt: &AttemptRef| {
            self.leases
                .get(attempt)
                .is_none_or(|held| held.lease.agent != hello.agent || held.lease.is_ended())
        };
        let ended = hello.running.iter().map(|running| running.attempt).filter(is_over).collect();
        let answer = ControllerMessage::Registered {
            heartbeat_interval: self.settings.heartbeat,
            lease_duration: self.settings.lease,
            ended,
        };
        Ok(Registration { stream: self.streams, answer })
    }

    async fn disconnected(&mut self, agent: AgentId, stream: u64) {
        if !self.fleet.is_current(agent, stream) {
            return;
        }
        self.fleet.disconnect(agent);
        self.questions.left(agent);
        self.replan = true;
        tracing::info!(agent_id = %agent, "an agent disconnected");
        for attempt in self.leases_of(agent) {
            self.feed(attempt, Input::AgentGone).await;
        }
    }

    async fn heartbeat(&mut self, agent: AgentId, devices: Vec<DeviceAdvert>, running: &[AttemptRef]) {
        let now = (self.clock)();
        self.fleet.heard(agent, &devices, now);
        self.replan |= !devices.is_empty();
        let owned = self.fleet.owned(agent, devices);
        let heard = self.heard.entry(agent).or_default();
        heard.extend(owned.into_iter().map(|(_, advert)| (advert.device.clone(), advert)));
        for attempt in running {
            if self.leases.get(attempt).is_some_and(|held| held.lease.agent == agent) {
                self.feed(*attempt, Input::Heartbeat).await;
            } else {
                self.fleet.send(agent, ControllerMessage::AttemptEnded(*attempt));
            }
        }
    }

    async fn report(&mut self, report: Report) -> Standing {
        let Report { agent, attempt, input, happening, summary } = report;
        let now = (self.clock)();
        self.fleet.heard(agent, &[], now);
        let open =
            self.leases.get(&attempt).is_some_and(|held| held.lease.agent == agent && !held.lease.is_ended());
        if !open {
            self.report_of_past(agent, attempt, &input, summary).await;
            return Standing::Ended;
        }
        if let Some(what) = happening {
            self.note(attempt, what);
        }
        self.feed(attempt, input).await;
        Standing::Open
    }

    async fn report_of_past(&mut self, agent: AgentId, attempt: AttemptRef, input: &Input, summary: String) {
        let effects = match self.storage.past_attempt(attempt).await {
            Ok(Some(past)) => step_past(past, input),
            // Nothing is known of it, or its end waits to be written: it is not the agent's to go on with.
            Ok(None) => {
                self.fleet.send(agent, ControllerMessage::AttemptEnded(attempt));
                return;
            }
            Err(error) => {
                tracing::error!(job_id = %attempt.job, error = %chain(&error), "a late message is not answered");
                return;
            }
        };
        if effects.contains(&Effect::Refuse) {
            tracing::warn!(job_id = %attempt.job, attempt = attempt.number.0, agent_id = %agent, "a late message is refused");
            self.note_late(attempt, summary);
        }
        let now = (self.clock)();
        self.perform(attempt, agent, effects, now).await;
    }

    async fn plan(&mut self) {
        let now = (self.clock)();
        self.replan = false;
        self.planned_at = now;
        let devices = self.devices();
        let ready = devices.iter().filter(|device| device.reason().is_none()).count();
        if ready == 0 {
            return;
        }
        // Some jobs at the head may wait for another device than the free one; those behind them must be seen too.
        let queued = match self.storage.queued(ready as u64 * 2 + 16).await {
            Ok(queued) => queued,
            Err(error) => {
                tracing::error!(error = %chain(&error), "the queue cannot be read");
                return;
            }
        };
        for placement in plan(&queued, &devices).placements {
            let device = devices.iter().find(|device| device.id == placement.device);
            let agent = device.expect("the plan names known devices").agent;
            self.grant(&placement, agent, now).await;
        }
    }

    async fn grant(&mut self, placement: &Placement, agent: AgentId, now: Timestamp) {
        match self.storage.grant(placement, agent, now).await {
            Ok(Some(GrantedJob { attempt, project, order, budget })) => {
                let limits = self.settings.limits(&order.work);
                let lease = Lease::offer(attempt, agent, placement.device.clone(), (limits, budget), now);
                tracing::info!(job_id = %attempt.job, attempt = attempt.number.0, device_id = %placement.device, scenario = %order.work.name(), "a job is given to a device");
                let text = format!("given to {}", placement.device);
                self.note(attempt, JobHappening::State(text));
                self.leases.insert(attempt, Held { lease, order, project });
                self.perform(attempt, agent, vec![Effect::Offer], now).await;
            }
            Ok(None) => self.replan = true,
            Err(error) => {
                tracing::error!(job_id = %placement.job, error = %chain(&error), "a job cannot be given out");
            }
        }
    }

    pub(super) fn devices(&self) -> Vec<Device> {
        let open = self.leases.values().filter(|held| !held.lease.is_ended());
        let occupied = open.map(|held| (held.lease.device.clone(), held.lease.busy_until())).collect();
        self.fleet.devices(&occupied, self.settings.suspect, (self.clock)())
    }

    fn leased(&self, attempt: AttemptRef) -> Option<Leased> {
        let held = self.leases.get(&attempt).filter(|held| !held.lease.is_ended())?;
        let RunOrder { work, title, build, tags } = &held.order;
        Some(Leased {
            project: held.project.clone(),
            scenario: work.name().to_owned(),
            title: title.clone(),
            build: build.clone(),
            tags: tags.clone(),
        })
    }

    fn holds_others_job(&self, agent: AgentId, serves: &Serves) -> bool {
        let mut held =
            self.leases.values().filter(|held| held.lease.agent == agent && !held.lease.is_ended());
        held.any(|held| !serves.includes(&held.project))
    }

    fn leases_of(&self, agent: AgentId) -> Vec<AttemptRef> {
        let held = self.leases.iter().filter(|(_, held)| held.lease.agent == agent);
        held.map(|(attempt, _)| *attempt).collect()
    }
}

/// Whoever asked may be gone: a stream that broke reports its end by itself, a request that was dropped needs no answer.
pub(super) fn give<T>(asker: oneshot::Sender<T>, answer: T) {
    if asker.send(answer).is_err() {
        tracing::debug!("an answer came too late");
    }
}
