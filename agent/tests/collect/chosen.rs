//! Processes that somebody chose, of a real Chromium: found by name and title, measured alone, told when they are gone.

use std::time::Duration;

use agent::collect::clock::Clock;
use agent::collect::listing::list_processes;
use agent::collect::system::read_table;
use agent::collect::{Chosen, Collected};
use dataset::ProcessType;
use protocol::ListedProcess;
use scenarios::CollectionMode;
use serde_json::json;

use crate::support::{Chromium, Heard, LIMIT, batch, batch_with, plan};

/// Lists until the tab with this title is told.
async fn tab(title: &str) -> ListedProcess {
    let look = async {
        loop {
            let list = list_processes(Duration::from_millis(50), true).await.unwrap();
            let found =
                list.processes.into_iter().find(|process| process.info.title.as_deref() == Some(title));
            if let Some(found) = found {
                return found;
            }
        }
    };
    tokio::time::timeout(LIMIT, look).await.expect("the tab is listed")
}

fn chosen(pids: &[u32], address: Option<String>) -> Chosen {
    let mut members = read_table(Clock::start()).unwrap().members();
    let members = pids.iter().map(|pid| members.remove(pid).expect("it runs")).collect();
    Chosen { members, debugger_address: address }
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_are_listed_by_the_title_that_people_know_them_by() {
    let chromium = Chromium::start().await;
    chromium.open("<title>chosen tab</title>").await;
    let found = tab("chosen tab").await;
    assert_eq!((found.info.proc_type, found.has_browser_view), (ProcessType::Renderer, true));
    let list = list_processes(Duration::from_millis(50), false).await.unwrap();
    let of_pid = |pid: u32| list.processes.iter().find(|process| process.info.pid == pid).unwrap();
    let browser = of_pid(chromium.target().browser_pid);
    assert_eq!((browser.info.proc_type, browser.has_browser_view), (ProcessType::Browser, true));
    assert_eq!(of_pid(found.info.pid).info.title, None, "no browser was asked");
    assert!(!of_pid(std::process::id()).has_browser_view);
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_tab_is_measured_alone_and_its_end_is_told() {
    let chromium = Chromium::start().await;
    chromium
        .open("<title>neighbor</title><script>setInterval(() => console.log('noise'), 50)</script>")
        .await;
    let target = chromium.open("<title>chosen tab</title>").await;
    let pid = tab("chosen tab").await.info.pid;
    let address = Some(chromium.address().to_owned());
    let mut heard = Heard::watch(&plan(CollectionMode::Hybrid, 100), chosen(&[pid], address)).await;
    let both = |item: &Collected| {
        batch_with(item, pid, |point| point.cpu_os_usage.is_some() && point.js_heap_size.is_some())
    };
    for _ in 0..5 {
        heard.next("both views", both).await;
    }
    chromium.call(None, "Target.closeTarget", json!({ "targetId": target })).await;
    tokio::time::timeout(LIMIT, heard.collector.emptied()).await.expect("it says that nobody is left");
    heard.line(&format!("process {pid} (")).await;
    for item in &heard.all {
        match item {
            Collected::Process(info) => assert_eq!(info.pid, pid),
            Collected::Log(line) => assert!(!line.text.contains("noise"), "{}", line.text),
            Collected::Value { .. } => {}
            Collected::Batch(_) => {
                let others: Vec<u32> = batch(item)
                    .into_iter()
                    .flat_map(|batch| batch.metrics.keys())
                    .copied()
                    .filter(|other| *other != pid)
                    .collect();
                assert_eq!(others, [0_u32; 0]);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_own_view_of_a_chosen_tab_ends_with_the_browser() {
    let mut chromium = Chromium::start().await;
    chromium.open("<title>chosen tab</title>").await;
    let pid = tab("chosen tab").await.info.pid;
    let address = Some(chromium.address().to_owned());
    let mut heard = Heard::watch(&plan(CollectionMode::Browser, 100), chosen(&[pid], address)).await;
    heard
        .next("the browser's view", |item| {
            batch_with(item, pid, |point| point.cpu_chrome_usage.is_some() && point.memory_rss.is_none())
        })
        .await;
    chromium.kill();
    tokio::time::timeout(LIMIT, heard.collector.emptied()).await.expect("it says that nobody is left");
}
