//! Our sampler as the agent uses it: every figure of every process, counters turned into rates. Never a browser's view.

use std::hint::black_box;
use std::time::Duration;

use agent::collect::system::{ProcessTree, Sampler};

use crate::clock::now;
use crate::pace;
use crate::subject::Subject;

/// Share of a core, %.
pub(crate) fn run(subject: &Subject, interval: Duration, window: Duration) -> anyhow::Result<f64> {
    let mut sampler = Sampler::default();
    match subject {
        Subject::Fixed(pids) => {
            for &pid in pids {
                sampler.watch(pid)?;
            }
            pace::cpu_percent(interval, window, || {
                black_box(sampler.sample(now()));
                Ok(())
            })
        }
        Subject::Tree(root) => {
            let mut tree = ProcessTree::new(*root)?;
            pace::cpu_percent(interval, window, || {
                for member in tree.discover()? {
                    // A process that ended in between is none of ours any more.
                    if sampler.watch(member.pid).is_err() {
                        tree.forget(member.pid);
                    }
                }
                let sample = black_box(sampler.sample(now()));
                sample.exited.iter().for_each(|&pid| tree.forget(pid));
                Ok(())
            })
        }
    }
}

/// How many processes a subject has now.
pub(crate) fn count(subject: &Subject) -> anyhow::Result<usize> {
    match subject {
        Subject::Fixed(pids) => Ok(pids.len()),
        Subject::Tree(root) => Ok(ProcessTree::new(*root)?.discover()?.len()),
    }
}
