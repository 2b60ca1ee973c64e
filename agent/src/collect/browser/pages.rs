//! The pages and frames that the browser shows, by target. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

use super::page::{PageCounters, PageSample};
use crate::collect::definitions::{FRAME_PREFIX, TAB_PREFIX};

/// Longest title or address that is kept; `data:` addresses have no end.
const WORDS: usize = 500;
/// A renderer is asked this often for its process before the page goes without.
pub(super) const ATTEMPTS: u8 = 3;

/// What a target is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// A tab or window.
    Tab,
    /// A frame of another site, in a process of its own.
    Frame,
}

/// One page or frame.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is.
    pub kind: PageKind,
    /// Counts the pages of its kind in the order in which they were opened, from 1: the same in every run that opens
    /// the same pages.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The session that listens to it.
    pub session: Option<String>,
    /// Its renderer, once the renderer itself has told.
    pub pid: Option<u32>,
    /// Whether it may have moved to another renderer since that was asked.
    pub moved: bool,
    /// Whether the question for its renderer is under way.
    pub locating: bool,
    /// The last such question; answers to earlier ones are stale.
    pub question: u64,
    /// How often that was asked in vain since it last moved.
    pub attempts: u8,
    /// Whether an answer to a poll is outstanding.
    pub polled: bool,
    /// Its counters.
    pub counters: PageCounters,
    /// What it counted while it may have been moving.
    pub held: Option<Held>,
}

/// A sample that waits until it is known whether its page moved.
#[derive(Clone, Debug)]
pub struct Held {
    /// The tick that asked for it.
    pub tick: u64,
    /// What was counted.
    pub sample: PageSample,
}

/// What a message about a target changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A page to attach to.
    Opened {
        /// Its target id.
        target: String,
    },
    /// Its title or address changed.
    Renamed {
        /// Its target id.
        target: String,
    },
    /// A page is gone.
    Closed {
        /// Its address.
        url: String,
    },
    /// Nothing that matters.
    Nothing,
}

/// Every page and frame.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    by_target: BTreeMap<String, Page>,
    tabs: u32,
    frames: u32,
}

impl Pages {
    /// Takes a `targetInfo` of `Target.targetCreated` or `Target.targetInfoChanged`.
    pub fn learn(&mut self, target: &Value) -> Change {
        let Some(id) = target["targetId"].as_str() else { return Change::Nothing };
        let kind = match target["type"].as_str() {
            Some("page") => PageKind::Tab,
            Some("iframe") => PageKind::Frame,
            _ => return Change::Nothing,
        };
        let words = |name: &str| target[name].as_str().unwrap_or_default().chars().take(WORDS).collect();
        let (title, url): (String, String) = (words("title"), words("url"));
        let Some(page) = self.by_target.get_mut(id) else {
            let number = match kind {
                PageKind::Tab => &mut self.tabs,
                PageKind::Frame => &mut self.frames,
            };
            *number += 1;
            self.by_target.insert(id.to_owned(), Page::new(kind, *number, title, url));
            return Change::Opened { target: id.to_owned() };
        };
        if page.title == title && page.url == url {
            return Change::Nothing;
        }
        if page.url != url {
            (page.moved, page.attempts) = (true, 0);
        }
        (page.title, page.url) = (title, url);
        Change::Renamed { target: id.to_owned() }
    }

    /// A target is gone.
    pub fn close(&mut self, target: &str) -> Change {
        match self.by_target.remove(target) {
            Some(page) if page.kind == PageKind::Tab => Change::Closed { url: page.url },
            Some(_) | None => Change::Nothing,
        }
    }

    /// Whether a target is known.
    pub fn contains(&self, target: &str) -> bool {
        self.by_target.contains_key(target)
    }

    /// The page of a target.
    pub fn page(&mut self, target: &str) -> Option<&mut Page> {
        self.by_target.get_mut(target)
    }

    /// The page that a session listens to, with its target id.
    pub fn of_session(&self, session: &str) -> Option<(&str, &Page)> {
        let mut pages = self.by_target.iter();
        let found = pages.find(|(_, page)| page.session.as_deref() == Some(session))?;
        Some((found.0, found.1))
    }

    /// All of them, with their target ids.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Page)> {
        self.by_target.iter_mut()
    }

    /// All of them, with their target ids.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Page)> {
        self.by_target.iter()
    }
}

impl Page {
    fn new(kind: PageKind, number: u32, title: String, url: String) -> Self {
        Self {
            kind,
            number,
            title,
            url,
            session: None,
            pid: None,
            moved: true,
            locating: false,
            question: 0,
            attempts: 0,
            polled: false,
            counters: PageCounters::default(),
            held: None,
        }
    }

    /// Begins the keys of its figures where they cannot stand with its renderer, e.g. `tab.1`.
    pub fn label(&self) -> String {
        let prefix = match self.kind {
            PageKind::Tab => TAB_PREFIX,
            PageKind::Frame => FRAME_PREFIX,
        };
        format!("{prefix}{}", self.number)
    }

    /// Whether its renderer may be another one by now and can still be learned.
    pub fn is_moving(&self) -> bool {
        self.locating || (self.moved && self.attempts < ATTEMPTS)
    }

    /// Gives up what waits since an earlier question: its place in the run has passed.
    pub fn let_go(&mut self) {
        if self.held.take().is_some() {
            self.polled = false;
        }
    }

    /// Notes that the page is being asked for its renderer; gives the number of that question.
    pub fn asked_where(&mut self) -> u64 {
        (self.locating, self.moved) = (true, false);
        self.question += 1;
        self.question
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn target(kind: &str, url: &str) -> Value {
        json!({"targetId": "T", "type": kind, "title": "title", "url": url})
    }

    #[test]
    fn a_page_that_navigates_may_have_moved() {
        let mut pages = Pages::default();
        assert_eq!(pages.learn(&target("page", "a")), Change::Opened { target: "T".to_owned() });
        pages.page("T").unwrap().moved = false;
        assert_eq!(pages.learn(&target("page", "a")), Change::Nothing);
        assert!(!pages.page("T").unwrap().moved);
        assert_eq!(pages.learn(&target("page", "b")), Change::Renamed { target: "T".to_owned() });
        assert!(pages.page("T").unwrap().moved);
        assert_eq!(pages.close("T"), Change::Closed { url: "b".to_owned() });
        assert_eq!(pages.close("T"), Change::Nothing);
    }

    #[test]
    fn pages_are_called_by_the_order_in_which_they_were_opened() {
        let mut pages = Pages::default();
        let opened = [("page", "F7"), ("page", "0A"), ("iframe", "33"), ("page", "B2")];
        let mut label = |(kind, id): (&str, &str)| {
            pages.learn(&json!({"targetId": id, "type": kind, "title": "", "url": id}));
            pages.learn(&json!({"targetId": id, "type": kind, "title": "later", "url": id}));
            let label = pages.page(id).unwrap().label();
            pages.close(id);
            label
        };
        assert_eq!(opened.map(&mut label), ["tab.1", "tab.2", "frame.1", "tab.3"]);
    }

    #[test]
    fn a_page_moves_until_its_renderer_tells_or_was_asked_in_vain() {
        let mut pages = Pages::default();
        pages.learn(&target("page", "a"));
        let page = pages.page("T").unwrap();
        assert!(page.is_moving(), "nobody has asked yet");
        page.asked_where();
        assert!(page.is_moving(), "the answer is under way");
        page.locating = false;
        assert!(!page.is_moving());
        (page.moved, page.attempts) = (true, ATTEMPTS);
        assert!(!page.is_moving(), "nobody will ask any more");
    }

    #[test]
    fn the_browsers_own_surfaces_are_no_pages() {
        let mut pages = Pages::default();
        for kind in ["browser_ui", "tab", "other", "service_worker", "worker"] {
            assert_eq!(pages.learn(&target(kind, "a")), Change::Nothing, "{kind}");
        }
        assert_eq!(pages.learn(&json!({})), Change::Nothing);
    }
}
