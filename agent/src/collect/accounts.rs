//! Keeps the books of the whole browser: CPU time and memory by type of process, also of those that ended. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dataset::ProcessType;

use super::definitions::key;

/// CPU time and memory per process, from its first sight to after its end.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    live: BTreeMap<u32, Account>,
    ended: BTreeMap<ProcessType, Duration>,
}

#[derive(Clone, Debug)]
struct Account {
    proc_type: ProcessType,
    last: Duration,
    counted: Duration,
    private_bytes: Option<u64>,
}

impl Accounts {
    /// Opens an account, or changes the type of an open one: what it used so far goes with it. `from` is the counter
    /// from which on its time counts: zero for a process that began under our eyes.
    pub fn open(&mut self, pid: u32, proc_type: ProcessType, from: Duration) {
        self.live.entry(pid).and_modify(|account| account.proc_type = proc_type).or_insert(Account {
            proc_type,
            last: from,
            counted: Duration::ZERO,
            private_bytes: None,
        });
    }

    /// Books what a process used since the last entry.
    pub fn book(&mut self, pid: u32, cpu: Duration, private_bytes: Option<u64>) {
        if let Some(account) = self.live.get_mut(&pid) {
            account.counted += cpu.saturating_sub(account.last);
            account.last = account.last.max(cpu);
            account.private_bytes = private_bytes.or(account.private_bytes);
        }
    }

    /// Leaves out what a process used since the last entry: the collector itself made it work.
    pub fn skip(&mut self, pid: u32, cpu: Duration, private_bytes: Option<u64>) {
        if let Some(account) = self.live.get_mut(&pid) {
            account.last = account.last.max(cpu);
            account.private_bytes = private_bytes.or(account.private_bytes);
        }
    }

    /// Closes an account; its CPU time stays in the books, its memory does not.
    pub fn close(&mut self, pid: u32) {
        if let Some(account) = self.live.remove(&pid) {
            *self.ended.entry(account.proc_type).or_default() += account.counted;
        }
    }

    /// Closes every account: the browser is gone.
    pub fn close_all(&mut self) {
        for pid in self.live.keys().copied().collect::<Vec<_>>() {
            self.close(pid);
        }
    }

    /// CPU time by built-in key, ms since the collector started. [`ProcessType::Other`] is in none of them.
    pub fn cpu(&self) -> BTreeMap<String, f64> {
        let of = |proc_type: ProcessType| {
            let live = self.live.values().filter(|account| account.proc_type == proc_type);
            let live: Duration = live.map(|account| account.counted).sum();
            live + self.ended.get(&proc_type).copied().unwrap_or_default()
        };
        let total: Duration = HEADLINE.into_iter().map(of).sum();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        BTreeMap::from([
            (key::CPU_TOTAL.to_owned(), ms(total)),
            (key::CPU_RENDERER.to_owned(), ms(of(ProcessType::Renderer))),
            (key::CPU_BROWSER.to_owned(), ms(of(ProcessType::Browser))),
            (key::CPU_GPU.to_owned(), ms(of(ProcessType::Gpu))),
        ])
    }

    /// Private memory by built-in key, bytes; absent where no process told it. Of the renderers only those in `hosts`
    /// count, where these are known: the one of a page that was left lives on for a while.
    pub fn memory(&self, hosts: Option<&BTreeSet<u32>>) -> BTreeMap<String, f64> {
        let mut values = BTreeMap::new();
        for (pid, account) in self.live.iter().filter(|(_, account)| HEADLINE.contains(&account.proc_type)) {
            let Some(bytes) = account.private_bytes else { continue };
            let is_left = hosts.is_some_and(|hosts| !hosts.contains(pid));
            if account.proc_type == ProcessType::Renderer && is_left {
                continue;
            }
            *values.entry(key::MEMORY_TOTAL.to_owned()).or_insert(0.0) += bytes as f64;
            if account.proc_type == ProcessType::Renderer {
                *values.entry(key::MEMORY_RENDERER.to_owned()).or_insert(0.0) += bytes as f64;
            }
        }
        values
    }
}

/// Types that count into the totals; zygotes, crash handlers, extensions and spare renderers do not.
const HEADLINE: [ProcessType; 5] = [
    ProcessType::Browser,
    ProcessType::Renderer,
    ProcessType::Gpu,
    ProcessType::Network,
    ProcessType::Utility,
];

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn close_to(accounts: &Accounts, key: &str, expected: f64) {
        let value = accounts.cpu()[key];
        assert!((value - expected).abs() < 1e-6, "{key} is {value}, not {expected}");
    }

    #[test]
    fn a_process_that_ended_stays_in_the_total() {
        let mut accounts = Accounts::default();
        accounts.open(1, ProcessType::Browser, ms(500));
        accounts.open(2, ProcessType::Renderer, Duration::ZERO);
        accounts.book(1, ms(520), Some(100));
        accounts.book(2, ms(30), Some(50));
        accounts.close(2);
        close_to(&accounts, key::CPU_TOTAL, 50.0);
        close_to(&accounts, key::CPU_RENDERER, 30.0);
        assert_eq!(accounts.memory(None).get(key::MEMORY_TOTAL), Some(&100.0));
        assert_eq!(accounts.memory(None).get(key::MEMORY_RENDERER), None);
    }

    #[test]
    fn memory_of_a_page_that_was_left_does_not_count() {
        let mut accounts = Accounts::default();
        for (pid, proc_type) in
            [(1, ProcessType::Browser), (2, ProcessType::Renderer), (3, ProcessType::Renderer)]
        {
            accounts.open(pid, proc_type, Duration::ZERO);
            accounts.book(pid, ms(1), Some(u64::from(pid) * 100));
        }
        let memory = |hosts: Option<&BTreeSet<u32>>, key| accounts.memory(hosts).get(key).copied();
        let hosts = BTreeSet::from([3]);
        assert_eq!(memory(Some(&hosts), key::MEMORY_TOTAL), Some(400.0));
        assert_eq!(memory(Some(&hosts), key::MEMORY_RENDERER), Some(300.0));
        assert_eq!(memory(None, key::MEMORY_RENDERER), Some(500.0));
    }

    #[test]
    fn what_the_collector_caused_is_left_out() {
        let mut accounts = Accounts::default();
        accounts.open(2, ProcessType::Renderer, Duration::ZERO);
        accounts.book(2, ms(30), None);
        accounts.skip(2, ms(80), Some(7));
        accounts.book(2, ms(90), None);
        close_to(&accounts, key::CPU_RENDERER, 40.0);
        assert_eq!(accounts.memory(None).get(key::MEMORY_RENDERER), Some(&7.0));
    }

    #[test]
    fn a_spare_renderer_brings_its_time_along_when_a_page_takes_it() {
        let mut accounts = Accounts::default();
        accounts.open(2, ProcessType::Other, Duration::ZERO);
        accounts.book(2, ms(30), Some(9));
        close_to(&accounts, key::CPU_TOTAL, 0.0);
        assert!(accounts.memory(None).is_empty());
        accounts.open(2, ProcessType::Renderer, ms(99));
        close_to(&accounts, key::CPU_TOTAL, 30.0);
    }
}
