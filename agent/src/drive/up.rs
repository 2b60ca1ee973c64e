//! Brings up what a job needs: pages, browser, collector. Never begins a step.

use std::path::PathBuf;

use scenarios::{BrowserKind, Site};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::narrator::Narrator;
use super::pages::PageServer;
use super::stage::{Executables, Stage};
use super::webdriver::browser::StartBrowserError;
use crate::collect::{CollectError, Collector};
use crate::device::browsers::{self, Family};

/// Items between collector and job; the collector waits for nobody and tells what it lost.
const COLLECTED: usize = 4096;

/// What must live as long as the steps run.
pub(crate) struct Up {
    pub(crate) pages: Option<PageServer>,
    pub(crate) relay: AbortOnDropHandle<()>,
}

/// Why a job cannot begin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UpError {
    #[error("cannot serve the scenario's pages on loopback")]
    Pages(#[source] std::io::Error),
    #[error("cannot start the browser")]
    Browser(#[from] StartBrowserError),
    #[error("cannot measure the browser")]
    Collect(#[from] CollectError),
}

/// No executable to start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExecutableError {
    #[error("no {family} browser is installed on this device; `perfsight doctor` says how to get one")]
    NoBrowser { family: &'static str },
    #[error("no {driver} is installed on this device; `perfsight doctor` says how to get it")]
    NoDriver { driver: &'static str },
}

/// Finds the browser that the scenario names, or the device's, and its driver.
pub(crate) fn executables(stage_browser: &scenarios::BrowserSpec) -> Result<Executables, ExecutableError> {
    let family = match stage_browser.kind {
        BrowserKind::Firefox => Family::Firefox,
        BrowserKind::Chromium | BrowserKind::Simulated => Family::Chromium,
    };
    let browser = match &stage_browser.binary {
        Some(binary) => PathBuf::from(binary),
        None => browsers::browser_paths(family)
            .into_iter()
            .next()
            .ok_or(ExecutableError::NoBrowser { family: family.name() })?,
    };
    let driver =
        browsers::driver_path(family).ok_or(ExecutableError::NoDriver { driver: family.driver() })?;
    Ok(Executables { browser, driver })
}

/// Serves the pages, starts the browser on a blank page, and then the collector, so that the first navigation is
/// measured in full.
pub(crate) async fn bring_up(stage: &mut Stage, narrator: &Narrator) -> Result<Up, UpError> {
    let pages = match &stage.scenario.site {
        Site::Pages(pages) => Some(PageServer::start(pages.clone()).await.map_err(UpError::Pages)?),
        Site::BaseUrl(_) | Site::Absolute => None,
    };
    stage.base = match (&stage.scenario.site, &pages) {
        (_, Some(pages)) => Some(pages.base()),
        (Site::BaseUrl(base), None) => Some(base.clone()),
        (Site::Pages(_) | Site::Absolute, None) => None,
    };
    stage.start_browser().await?;
    let target = stage.browser.as_ref().expect("it was started above").target.clone();
    let (out, collected) = mpsc::channel(COLLECTED);
    let relay = AbortOnDropHandle::new(tokio::spawn(narrator.clone().relay(collected)));
    stage.collector =
        Some(Collector::start(&stage.scenario.collection, target, narrator.clock(), out).await?);
    Ok(Up { pages, relay })
}
