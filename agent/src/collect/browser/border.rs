//! What the browser is asked at the border of an iteration, where nobody measures: it may take its time there, and
//! never longer than a few seconds.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::calls;
use super::finding::{Finding, PageTotals};
use super::page::{PageCounters, PageSample};
use super::source::BrowserSource;

impl BrowserSource {
    /// Collects garbage in every page and reads its counters. Pages of one renderer share them and count once.
    pub(in crate::collect) async fn settle(&mut self) -> PageTotals {
        let now = self.clock.now();
        let asked = self.pages.iter().filter_map(|(target, page)| {
            let (session, place) =
                (page.session.clone()?, page.pid.map_or_else(|| target.clone(), |pid| pid.to_string()));
            let cdp = &self.cdp;
            Some(async move { (place, calls::settled_metrics(cdp, &session).await) })
        });
        let mut by_place = BTreeMap::new();
        for (place, answer) in join_all(asked).await {
            let Ok(answer) = answer else { return PageTotals::default() };
            by_place.insert(place, PageCounters::default().read(&answer, now));
        }
        let sum = |read: fn(&PageSample) -> Option<u64>| {
            let values: Option<Vec<u64>> = by_place.values().map(read).collect();
            values.filter(|values| !values.is_empty()).map(|values| values.into_iter().sum())
        };
        PageTotals { js_heap_bytes: sum(|page| page.js_heap_bytes), dom_nodes: sum(|page| page.dom_nodes) }
    }

    /// Asks every page for its renderer. The renderers of all pages are absent where one of them did not tell.
    pub(in crate::collect) async fn locate_all(&mut self) -> (Vec<Finding>, Option<BTreeSet<u32>>) {
        let mut asked = Vec::new();
        for (target, page) in self.pages.iter_mut() {
            page.let_go();
            let Some(session) = page.session.clone() else { continue };
            let (question, target, cdp) = (page.asked_where(), target.clone(), self.cdp.clone());
            asked.push(async move { (target, question, calls::locate(&cdp, &session, calls::SETTLE).await) });
        }
        let mut findings = Vec::new();
        for (target, question, pid) in join_all(asked).await {
            findings.extend(self.located(&target, question, pid));
        }
        let hosts: Option<BTreeSet<u32>> = self.pages.iter().map(|(_, page)| page.pid).collect();
        (findings, hosts.filter(|hosts| !hosts.is_empty()))
    }
}
