//! What comes from the browser, before and after it was looked at. Decides nothing.

use std::time::Instant;

use dataset::LogLevel;
use serde_json::Value;

use super::cdp::Event;
use super::cdp_error::CdpError;
use super::console::Console;
use super::cpu::BrowserProcess;
use super::page::PageSample;

/// What the browser told.
#[derive(Debug)]
pub(in crate::collect) enum Finding {
    /// A page lives in this renderer.
    Host { pid: u32, title: String, url: String },
    /// A page's renderer cannot be learned.
    Unlocated { url: String, reason: String },
    /// The answer to one question of a tick.
    Answered { tick: u64, at: Instant, inside: Inside },
    /// A page reported something by our binding.
    Report { pid: Option<u32>, payload: String },
    /// A page wrote to its console.
    Console { pid: Option<u32>, console: Console },
    /// Something for the run's log.
    Log { level: LogLevel, text: String },
    /// The socket is closed: nothing will be told any more.
    Lost,
}

/// What an answer holds.
#[derive(Debug)]
pub(in crate::collect) enum Inside {
    /// CPU of every process.
    Processes(Vec<BrowserProcess>),
    /// Counters of one page, which is called so where its renderer is unknown.
    Page { label: String, pid: Option<u32>, sample: PageSample },
    /// Nothing: the question failed.
    Nothing,
}

/// Sums over all pages after a garbage collection; absent where one of them did not answer.
#[derive(Debug, Default)]
pub(in crate::collect) struct PageTotals {
    pub(in crate::collect) js_heap_bytes: Option<u64>,
    pub(in crate::collect) dom_nodes: Option<u64>,
}

/// Something that came from the browser, not looked at yet.
pub(in crate::collect) enum Signal {
    Event(Event),
    Answer(Answer),
    Lost,
}

pub(in crate::collect) enum Answer {
    Attached { target: String, session: Result<String, CdpError> },
    Installed { target: String, result: Result<(), CdpError> },
    Targets(Result<Value, CdpError>),
    Located { target: String, question: u64, pid: Result<Option<u32>, CdpError> },
    Processes { tick: u64, at: Instant, result: Result<Value, CdpError> },
    Metrics { tick: u64, at: Instant, target: String, result: Result<Value, CdpError> },
}
