//! CPU time of the tasks and threads that collect, apart from the rest of the agent: the thread's clock before and after
//! each poll. Never counts what else runs on the same threads.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A running total; clones add to the same one. What is metered must not be metered again within.
#[derive(Clone, Debug, Default)]
pub struct CpuMeter {
    spent_ns: Arc<AtomicU64>,
}

impl CpuMeter {
    /// Counts every poll of `task`, whichever thread does it.
    pub async fn task<F: Future>(self, task: F) -> F::Output {
        let mut task = pin!(task);
        poll_fn(|context| self.run(|| task.as_mut().poll(context))).await
    }

    /// Counts `work` on this thread.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = thread_cpu();
        let done = work();
        if let (Some(before), Some(after)) = (before, thread_cpu()) {
            let spent = u64::try_from(after.saturating_sub(before).as_nanos()).unwrap_or(u64::MAX);
            self.spent_ns.fetch_add(spent, Ordering::Relaxed);
        }
        done
    }

    /// CPU time so far, user plus kernel, without what a poll under way has used; absent where the system tells no thread's.
    pub fn spent(&self) -> Option<Duration> {
        thread_cpu().map(|_| Duration::from_nanos(self.spent_ns.load(Ordering::Relaxed)))
    }
}

/// CPU time of this thread so far.
#[cfg(unix)]
fn thread_cpu() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).ok()
}

#[cfg(not(unix))]
const fn thread_cpu() -> Option<Duration> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    const WORK: Duration = Duration::from_millis(4);

    /// Uses this much CPU time, however long that takes.
    fn work() {
        let end = thread_cpu().unwrap() + WORK;
        while thread_cpu().unwrap() < end {}
    }

    #[test]
    fn only_metered_work_is_counted_on_whichever_thread() {
        let meter = CpuMeter::default();
        work();
        assert_eq!(meter.spent(), Some(Duration::ZERO));
        meter.run(work);
        let other = meter.clone();
        std::thread::spawn(move || other.run(work)).join().unwrap();
        assert!(meter.spent().unwrap() >= 2 * WORK);
    }

    #[tokio::test]
    async fn a_task_is_counted_while_it_works_and_not_while_it_waits() {
        let meter = CpuMeter::default();
        let (done, wait) = tokio::sync::oneshot::channel::<()>();
        let waiting = meter.clone().task(async {
            wait.await.unwrap();
        });
        let beside = async {
            tokio::task::yield_now().await;
            work();
            done.send(()).unwrap();
        };
        tokio::join!(waiting, beside);
        assert!(meter.spent().unwrap() < WORK, "the work beside it is not its own");
        let worked = meter.clone().task(async {
            work();
            tokio::task::yield_now().await;
            work();
            "its answer"
        });
        assert_eq!(worked.await, "its answer");
        assert!(meter.spent().unwrap() >= 2 * WORK);
    }
}
