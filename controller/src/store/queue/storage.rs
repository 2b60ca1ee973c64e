//! The store as the lease stage asks for it. Adds nothing but the stage's error.

use dataset::Timestamp;
use protocol::{AgentId, AttemptRef, DeviceAdvert, Hello, JobId};

use crate::lease::attempt::EndedAttempt;
use crate::lease::fit::{Availability, Device, Serves};
use crate::lease::plan::{Placement, QueuedJob};
use crate::lease::storage::{
    CancelState, GrantedJob, JobEvent, LeaseStorage, OpenAttempt, PastAttempt, StorageError,
};
use crate::lease::{Quarantine, Quarantined};
use crate::store::{Store, StoreError};

impl LeaseStorage for Store {
    async fn queued(&self, per_needs: u64) -> Result<Vec<QueuedJob>, StorageError> {
        self.queued_jobs(per_needs).await.map_err(failed("read the queue"))
    }

    async fn grant(
        &self,
        placement: &Placement,
        agent: AgentId,
        now: Timestamp,
    ) -> Result<Option<GrantedJob>, StorageError> {
        self.grant_job(placement, agent, now).await.map_err(failed("give out a job"))
    }

    async fn activate(&self, attempt: AttemptRef, now: Timestamp) -> Result<(), StorageError> {
        self.activate_attempt(attempt, now).await.map_err(failed("begin an attempt"))
    }

    async fn end(&self, ended: &EndedAttempt) -> Result<(), StorageError> {
        self.end_attempt(ended).await.map_err(failed("end an attempt"))
    }

    async fn open_attempts(&self) -> Result<Vec<OpenAttempt>, StorageError> {
        self.unended_attempts().await.map_err(failed("read open attempts"))
    }

    async fn past_attempt(&self, attempt: AttemptRef) -> Result<Option<PastAttempt>, StorageError> {
        self.ended_attempt(attempt).await.map_err(failed("read an ended attempt"))
    }

    async fn known_devices(&self) -> Result<Vec<Device>, StorageError> {
        let entries = self.every_device().await.map_err(failed("list devices"))?;
        let devices = entries.into_iter().map(|(entry, serves)| Device {
            id: entry.advert.device,
            agent: entry.agent,
            serves,
            labels: entry.labels,
            platform: entry.advert.platform,
            browsers: entry.advert.browsers,
            watches_processes: entry.advert.watches_processes,
            abilities: entry.advert.abilities,
            availability: Availability::Offline,
            quarantine: None,
        });
        Ok(devices.collect())
    }

    async fn quarantines(&self) -> Result<Vec<(Quarantined, Quarantine)>, StorageError> {
        self.held_quarantines().await.map_err(failed("read which devices are in quarantine"))
    }

    async fn quarantine(&self, device: &Quarantined, quarantine: &Quarantine) -> Result<(), StorageError> {
        self.hold_device(device, quarantine).await.map_err(failed("put a device into quarantine"))
    }

    async fn release(
        &self,
        device: &Quarantined,
        by: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let released = self.release_device(device, (by, reason), now).await;
        released.map_err(failed("release a device from quarantine"))
    }

    async fn cancel(&self, job: JobId, reason: &str, now: Timestamp) -> Result<CancelState, StorageError> {
        self.cancel_job(job, reason, now).await.map_err(failed("cancel a job"))
    }

    async fn finish(&self, job: JobId, reason: &str, now: Timestamp) -> Result<CancelState, StorageError> {
        self.finish_session(job, reason, now).await.map_err(failed("end a session"))
    }

    async fn agent_seen(&self, hello: &Hello, serves: &Serves, now: Timestamp) -> Result<(), StorageError> {
        self.record_agent(hello, serves, now).await.map_err(failed("record an agent"))
    }

    async fn still_there(
        &self,
        agents: &[AgentId],
        devices: &[(AgentId, DeviceAdvert)],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.record_signs(agents, devices, now).await.map_err(failed("record a heartbeat"))
    }

    async fn append_events(&self, events: &[JobEvent]) -> Result<(), StorageError> {
        self.append_job_events(events).await.map_err(failed("append to a job's log"))
    }
}

fn failed(attempted: &'static str) -> impl FnOnce(StoreError) -> StorageError {
    move |source| StorageError { attempted, source: Box::new(source) }
}
