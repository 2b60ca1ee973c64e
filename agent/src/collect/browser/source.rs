//! Keeps sessions with every page and turns what the browser says into findings. Waits for nothing inside a tick:
//! questions are asked, and answers come when they come.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use dataset::LogLevel;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::Value;
use tokio::sync::mpsc;

use super::calls;
use super::cdp::{Cdp, Event};
use super::cdp_error::CdpError;
use super::console::Console;
use super::cpu::{BrowserProcess, CpuCounters};
use super::finding::{Answer, Finding, Inside, Signal};
use super::pages::{ATTEMPTS, Change, Held, Page, Pages};
use super::vitals::BINDING;
use crate::collect::clock::Clock;
use crate::collect::cpu_meter::CpuMeter;

/// The pages that are there at the start are waited for this long.
const START: Duration = Duration::from_secs(5);

type Asked = Pin<Box<dyn Future<Output = Answer> + Send>>;

pub(in crate::collect) struct BrowserSource {
    pub(super) clock: Clock,
    pub(super) cdp: Cdp,
    events: mpsc::Receiver<Event>,
    asked: FuturesUnordered<Asked>,
    pub(super) pages: Pages,
    cpu: CpuCounters,
    processes_asked: bool,
}

impl BrowserSource {
    /// Connects, attaches to the pages that are there and installs the observers in them; with what they told so far.
    pub(in crate::collect) async fn connect(
        address: &str,
        clock: Clock,
        meter: &CpuMeter,
    ) -> Result<(Self, Vec<Finding>), CdpError> {
        let (cdp, events) = Cdp::connect_metered(address, meter).await?;
        let mut source = Self {
            clock,
            cdp,
            events,
            asked: FuturesUnordered::new(),
            pages: Pages::default(),
            cpu: CpuCounters::default(),
            processes_asked: false,
        };
        calls::discover(&source.cdp).await?;
        let mut findings = Vec::new();
        let ready = async {
            while !source.is_ready() {
                let signal = source.next().await;
                let lost = matches!(signal, Signal::Lost);
                findings.extend(source.take(signal));
                if lost {
                    return;
                }
            }
        };
        // A page that hangs at the start is waited for no longer; its answers are taken when they come.
        let _ = tokio::time::timeout(START, ready).await;
        Ok((source, findings))
    }

    /// Whether every page told its renderer, and there is one.
    pub(in crate::collect) fn knows_renderers(&self) -> bool {
        let mut pages = self.pages.iter().peekable();
        pages.peek().is_some() && pages.all(|(_, page)| page.pid.is_some())
    }

    /// Whether a page lives in this renderer, as far as is known.
    pub(in crate::collect) fn hosts(&self, pid: u32) -> bool {
        self.pages.iter().any(|(_, page)| page.pid == Some(pid) && !page.moved)
    }

    fn is_ready(&self) -> bool {
        self.events.is_empty()
            && self.asked.is_empty()
            && self.pages.iter().next().is_some_and(|(_, page)| page.session.is_some())
    }

    /// The next thing that came. Safe to cancel.
    pub(in crate::collect) async fn next(&mut self) -> Signal {
        tokio::select! {
            biased;
            event = self.events.recv() => event.map_or(Signal::Lost, Signal::Event),
            Some(answer) = self.asked.next() => Signal::Answer(answer),
        }
    }

    /// What has come and was not looked at yet.
    pub(in crate::collect) fn pending(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        while let Ok(event) = self.events.try_recv() {
            findings.extend(self.take(Signal::Event(event)));
        }
        findings
    }

    /// Asks for the processes and for the counters of every page; answers carry `tick`. Gives how many will come.
    pub(in crate::collect) fn poll(&mut self, tick: u64) -> usize {
        let before = self.asked.len();
        let (cdp, clock) = (self.cdp.clone(), self.clock);
        if !std::mem::replace(&mut self.processes_asked, true) {
            self.asked.push(Box::pin(async move {
                let result = calls::processes(&cdp).await;
                Answer::Processes { tick, at: clock.now(), result }
            }));
        }
        for (target, page) in self.pages.iter_mut() {
            page.let_go();
            // A page that has not answered the last question yet is busy: no second one is piled onto it.
            let Some(session) = page.session.clone().filter(|_| !page.polled) else { continue };
            page.polled = true;
            let (cdp, target) = (self.cdp.clone(), target.clone());
            self.asked.push(Box::pin(async move {
                let result = calls::metrics(&cdp, &session).await;
                Answer::Metrics { tick, at: clock.now(), target, result }
            }));
        }
        self.asked.len() - before
    }

    /// Asks for the present titles: the browser does not tell when a page only changes its title.
    pub(in crate::collect) fn refresh_titles(&mut self) {
        let cdp = self.cdp.clone();
        self.asked.push(Box::pin(async move { Answer::Targets(calls::targets(&cdp).await) }));
    }

    /// Asks every page that may have moved for its renderer.
    pub(in crate::collect) fn locate_moved(&mut self) {
        for (target, page) in self.pages.iter_mut() {
            let Some(session) = page.session.clone() else { continue };
            if page.moved && !page.locating && page.attempts < ATTEMPTS {
                page.attempts += 1;
                let question = page.asked_where();
                let (cdp, target) = (self.cdp.clone(), target.clone());
                self.asked.push(Box::pin(async move {
                    let pid = calls::locate(&cdp, &session, calls::PAGE).await;
                    Answer::Located { target, question, pid }
                }));
            }
        }
    }

    /// The processes now, outside a tick.
    pub(in crate::collect) async fn processes(&mut self) -> Result<Vec<BrowserProcess>, CdpError> {
        let answer = calls::processes(&self.cdp).await?;
        Ok(CpuCounters::default().read(&answer, self.clock.now()))
    }

    /// Looks at what came.
    pub(in crate::collect) fn take(&mut self, signal: Signal) -> Vec<Finding> {
        match signal {
            Signal::Lost => vec![Finding::Lost],
            Signal::Event(Event::Dropped(count)) => {
                let text = format!("{count} messages of the browser were dropped: they came too fast");
                vec![Finding::Log { level: LogLevel::Warn, text }]
            }
            Signal::Event(Event::Said { session: None, method, params }) => {
                self.browser_said(&method, &params).into_iter().collect()
            }
            Signal::Event(Event::Said { session: Some(session), method, params }) => {
                self.page_said(&session, &method, &params).into_iter().collect()
            }
            Signal::Answer(answer) => self.answered(answer),
        }
    }

    fn browser_said(&mut self, method: &str, params: &Value) -> Option<Finding> {
        match method {
            "Target.targetCreated" | "Target.targetInfoChanged" => self.learned(&params["targetInfo"]),
            "Target.targetDestroyed" => match self.pages.close(params["targetId"].as_str()?) {
                Change::Closed { url } => {
                    Some(Finding::Log { level: LogLevel::Info, text: format!("a tab was closed: {url}") })
                }
                Change::Opened { .. } | Change::Renamed { .. } | Change::Nothing => None,
            },
            "Target.targetCrashed" => {
                let page = self.pages.page(params["targetId"].as_str()?)?;
                (page.pid, page.attempts) = (None, 0);
                let text = format!("the renderer of a page crashed: {}", page.url);
                Some(Finding::Log { level: LogLevel::Error, text })
            }
            _ => None,
        }
    }

    /// The new title stands with the renderer at once, unless the page may have left it.
    fn renamed(&mut self, target: &str) -> Option<Finding> {
        let page = self.pages.page(target).filter(|page| !page.moved)?;
        host(page)
    }

    fn page_said(&mut self, session: &str, method: &str, params: &Value) -> Option<Finding> {
        let pid = self.pages.of_session(session).and_then(|(_, page)| page.pid);
        match method {
            "Runtime.bindingCalled" if params["name"].as_str() == Some(BINDING) => {
                Some(Finding::Report { pid, payload: params["payload"].as_str()?.to_owned() })
            }
            "Runtime.consoleAPICalled" => Some(Finding::Console { pid, console: Console::read(params) }),
            "Runtime.exceptionThrown" => Some(Finding::Console { pid, console: Console::thrown(params) }),
            _ => None,
        }
    }

    fn attach(&mut self, target: String) {
        let cdp = self.cdp.clone();
        self.asked.push(Box::pin(async move {
            let session = calls::attach(&cdp, &target).await;
            Answer::Attached { target, session }
        }));
    }

    fn answered(&mut self, answer: Answer) -> Vec<Finding> {
        let finding = match answer {
            Answer::Attached { target, session } => self.attached(target, session),
            Answer::Installed { target, result } => {
                self.locate_moved();
                let what = "the page observers could not be installed";
                result.err().and_then(|error| self.failed(&target, what, &error))
            }
            // If this one failed, the next second brings another.
            Answer::Targets(result) => return self.refreshed(&result.unwrap_or_default()),
            Answer::Located { target, question, pid } => return self.located(&target, question, pid),
            Answer::Processes { tick, at, result } => {
                self.processes_asked = false;
                let read = |answer: Value| Inside::Processes(self.cpu.read(&answer, at));
                Some(Finding::Answered { tick, at, inside: result.map_or(Inside::Nothing, read) })
            }
            Answer::Metrics { tick, at, target, result } => self.counted(tick, &target, (at, result)),
        };
        finding.into_iter().collect()
    }

    fn refreshed(&mut self, answer: &Value) -> Vec<Finding> {
        let targets = answer["targetInfos"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Pages come and go by events alone: an answer may be older than the last of them.
        let known = |target: &&Value| target["targetId"].as_str().is_some_and(|id| self.pages.contains(id));
        let known: Vec<&Value> = targets.iter().filter(known).collect();
        known.into_iter().filter_map(|target| self.learned(target)).collect()
    }

    fn learned(&mut self, target: &Value) -> Option<Finding> {
        match self.pages.learn(target) {
            Change::Opened { target } => self.attach(target),
            Change::Renamed { target } => return self.renamed(&target),
            Change::Closed { .. } | Change::Nothing => {}
        }
        None
    }

    fn attached(&mut self, target: String, session: Result<String, CdpError>) -> Option<Finding> {
        let session = match session {
            Ok(session) => session,
            Err(error) => return self.failed(&target, "a page cannot be observed", &error),
        };
        self.pages.page(&target)?.session = Some(session.clone());
        let cdp = self.cdp.clone();
        self.asked.push(Box::pin(async move {
            let result = calls::install(&cdp, &session).await;
            Answer::Installed { target, result }
        }));
        None
    }

    /// An answer that a later question overtook says nothing any more.
    pub(super) fn located(
        &mut self,
        target: &str,
        question: u64,
        pid: Result<Option<u32>, CdpError>,
    ) -> Vec<Finding> {
        let now = self.clock.now();
        let Some(page) = self.pages.page(target).filter(|page| page.question == question) else {
            return Vec::new();
        };
        page.locating = false;
        let before = page.pid;
        let told = placed(page, pid);
        let released = if page.is_moving() { None } else { released(page, before, now) };
        told.into_iter().chain(released).collect()
    }

    fn counted(
        &mut self,
        tick: u64,
        target: &str,
        (at, result): (Instant, Result<Value, CdpError>),
    ) -> Option<Finding> {
        let nothing = Some(Finding::Answered { tick, at, inside: Inside::Nothing });
        let Some(page) = self.pages.page(target) else { return nothing };
        page.polled = false;
        let Ok(answer) = result else { return nothing };
        // A page that answers again after its renderer crashed lives in a new one.
        page.moved |= page.pid.is_none();
        let sample = page.counters.read(&answer, at);
        if page.is_moving() {
            // No second question is piled onto the first one meanwhile.
            page.polled = true;
            page.held = Some(Held { tick, sample });
            return None;
        }
        let inside = Inside::Page { label: page.label(), pid: page.pid, sample };
        Some(Finding::Answered { tick, at, inside })
    }

    /// A page that is gone meanwhile is no failure.
    fn failed(&mut self, target: &str, what: &str, error: &CdpError) -> Option<Finding> {
        let page = self.pages.page(target)?;
        let text = format!("{what} ({}): {error}", page.url);
        Some(Finding::Log { level: LogLevel::Warn, text })
    }
}

/// Takes what the renderer told of itself.
fn placed(page: &mut Page, pid: Result<Option<u32>, CdpError>) -> Option<Finding> {
    let reason = match pid {
        Ok(Some(pid)) => {
            page.pid = Some(pid);
            page.attempts = 0;
            return host(page);
        }
        Ok(None) => "its renderer told an id of an unknown form".to_owned(),
        Err(error) => error.to_string(),
    };
    page.pid = None;
    page.moved = true;
    (page.attempts >= ATTEMPTS).then(|| Finding::Unlocated { url: page.url.clone(), reason })
}

/// What was counted in this tick while the page may have been moving; it stands where its renderer told, since a run
/// never goes back in time. Where the page did move, nobody knows which of the two renderers counted, and the next tick
/// brings another figure.
fn released(page: &mut Page, before: Option<u32>, at: Instant) -> Option<Finding> {
    let Held { tick, sample } = page.held.take()?;
    page.polled = false;
    let has_moved = page.pid.is_some() && page.pid != before;
    let page_of = |sample| Inside::Page { label: page.label(), pid: page.pid, sample };
    let inside = if has_moved { Inside::Nothing } else { page_of(sample) };
    Some(Finding::Answered { tick, at, inside })
}

fn host(page: &Page) -> Option<Finding> {
    Some(Finding::Host { pid: page.pid?, title: page.title.clone(), url: page.url.clone() })
}
