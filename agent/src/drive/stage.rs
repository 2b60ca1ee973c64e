//! What the steps of a job act upon. Never decides what comes next.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dataset::{LogLevel, Mark, Timestamp};
use scenarios::{Condition, Scenario, StepKind};

use super::job::JobEnvironment;
use super::narrator::Narrator;
use super::process::scratch::Scratch;
use super::webdriver::browser::{Browser, Launch, StartBrowserError};
use super::webdriver::failure::CommandError;
use super::webdriver::session::Session;
use crate::collect::Collector;

/// Everything of a job that is up.
pub(crate) struct Stage {
    pub(crate) scenario: Arc<Scenario>,
    pub(crate) environment: Arc<JobEnvironment>,
    /// Name of the attempt.
    pub(crate) attempt: String,
    pub(crate) scratch: Scratch,
    pub(crate) narrator: Narrator,
    /// What relative addresses are resolved against.
    pub(crate) base: Option<String>,
    pub(crate) executables: Executables,
    /// Absent before the first start and while the browser restarts.
    pub(crate) browser: Option<Browser>,
    pub(crate) collector: Option<Collector>,
    /// How often a browser was started.
    pub(crate) starts: u32,
    /// Files made for pages so far; each gets a folder of its own, so that names stay as written.
    pub(crate) uploads: u32,
    pub(crate) iteration: u32,
    /// Phases that are open, by name.
    pub(crate) phases: BTreeMap<String, Timestamp>,
    /// Files that belong to the run.
    pub(crate) attachments: Vec<PathBuf>,
}

/// What is started.
#[derive(Clone, Debug)]
pub(crate) struct Executables {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Stage {
    /// Starts a browser; the caller has ended the one before.
    pub(crate) async fn start_browser(&mut self) -> Result<(), StartBrowserError> {
        self.starts += 1;
        let browser = Browser::launch(Launch {
            spec: &self.scenario.browser,
            binary: self.executables.browser.clone(),
            driver: self.executables.driver.clone(),
            attempt: self.attempt.clone(),
            attempt_folder: &self.environment.folder,
            scratch: &self.scratch,
            start: self.starts,
            watch_network: self.waits_for_the_network().then(|| self.narrator.clock()),
        })
        .await?;
        let wanted = self.scenario.browser.viewport;
        if browser.viewport != wanted {
            let text = format!(
                "the window is {} x {} instead of {} x {} px: the window system allows no other size",
                browser.viewport.width, browser.viewport.height, wanted.width, wanted.height
            );
            self.narrator.log(LogLevel::Warn, "agent", &text).await;
        }
        if self.starts == 1 && browser.is_unsandboxed {
            let text = "the browser runs without its sandbox (--no-sandbox), because the agent runs as root";
            self.narrator.log(LogLevel::Warn, "agent", text).await;
        }
        self.browser = Some(browser);
        Ok(())
    }

    fn waits_for_the_network(&self) -> bool {
        let is_such = |kind: &StepKind| matches!(kind, StepKind::WaitFor(Condition::NetworkIdle(_)));
        self.scenario.steps.iter().any(|step| is_such(&step.kind))
    }

    /// The session of the browser that is up.
    pub(crate) fn session(&self) -> &Session {
        &self.browser.as_ref().expect("steps run only while a browser is up").session
    }

    /// Tells the driver how long pages and scripts may take.
    pub(crate) async fn limit_pages(&mut self, limit: Duration) -> Result<(), CommandError> {
        let browser = self.browser.as_mut().expect("steps run only while a browser is up");
        browser.session.limit_pages(limit).await
    }

    /// Stores a picture of the page in the attempt's folder; gives its plain file name, under which an instant is marked.
    pub(crate) async fn take_picture(&mut self, name: &str) -> Result<String, PictureError> {
        let taken_at = self.narrator.now();
        let picture = self.session().screenshot().await?;
        let file = format!("{name}-{}.png", self.iteration);
        let path = self.environment.folder.join(&file);
        tokio::fs::write(&path, picture)
            .await
            .map_err(|source| PictureError::Write { path: path.clone(), source })?;
        if !self.attachments.contains(&path) {
            self.attachments.push(path);
        }
        let mark = Mark {
            name: file.clone(),
            iteration: Some(self.iteration),
            started_at: taken_at,
            ended_at: None,
            unknown: dataset::Unknown::default(),
        };
        self.narrator.mark(mark).await;
        Ok(file)
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error("cannot write the screenshot `{path}`")]
    Write { path: PathBuf, source: std::io::Error },
}
