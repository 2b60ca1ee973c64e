//! How a job is told while it runs: a bar for a person who watches, sparse plain lines for a pipeline's log.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::time::Instant;

use crate::print;

/// A pipeline's log gets a sign of life at most this often.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// Tells one job.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    state: String,
    told_at: Instant,
}

impl Progress {
    /// Begins to tell.
    pub(crate) fn new() -> Self {
        let bar = print::watched().then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
            bar.set_style(style.expect("the template names known fields"));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar, state: String::new(), told_at: Instant::now() }
    }

    /// Where the job stands; told once per change.
    pub(crate) fn state(&mut self, title: &str, state: &str) {
        if state == self.state {
            return;
        }
        state.clone_into(&mut self.state);
        let text = format!("{title}: {state}");
        match &self.bar {
            Some(bar) => bar.set_message(text),
            None => self.plain(&text),
        }
    }

    /// A line of the job's log. What went wrong always stays to be read; of steps only the latest matters.
    pub(crate) fn line(&mut self, kind: &str, level: &str, text: &str) {
        let wrong = matches!(level, "warn" | "error");
        match &self.bar {
            Some(bar) if wrong => bar.println(text),
            Some(bar) => bar.set_message(text.to_owned()),
            None if wrong => self.plain(&format!("  {text}")),
            None if level == "debug" => {}
            None if kind == "step" && self.told_at.elapsed() < SIGN_OF_LIFE => {}
            None => self.plain(&format!("  {text}")),
        }
    }

    fn plain(&mut self, text: &str) {
        print::notice(text);
        self.told_at = Instant::now();
    }

    /// Clears the bar away before the answer is printed.
    pub(crate) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
