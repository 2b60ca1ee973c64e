//! The commands of one driver session, each with a limit. Never sends a second command while one may hang.

use std::future::Future;
use std::time::Duration;

use fantoccini::actions::Actions;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, Locator};
use scenarios::Selector;
use serde_json::Value;
use tokio::time::timeout;

use super::failure::CommandError;

/// How much longer than the page's own limit we wait for the driver's word.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// An open session, and the limits that the driver holds for it.
#[derive(Debug)]
pub(crate) struct Session {
    client: Client,
    page_limit: Duration,
}

impl Session {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, page_limit: Duration::ZERO }
    }

    /// Sets how long pages may load and scripts may run from now on.
    pub(crate) async fn limit_pages(&mut self, limit: Duration) -> Result<(), CommandError> {
        if self.page_limit == limit {
            return Ok(());
        }
        let limits = TimeoutConfiguration::new(Some(limit), Some(limit), Some(Duration::ZERO));
        self.call("set timeouts", self.client.update_timeouts(limits)).await?;
        self.page_limit = limit;
        Ok(())
    }

    pub(crate) async fn open(&self, url: &str) -> Result<(), CommandError> {
        self.call("navigate", self.client.goto(url)).await
    }

    /// Runs JavaScript as the body of a function; a promise is awaited by the driver.
    pub(crate) async fn execute(&self, script: &str, arguments: Vec<Value>) -> Result<Value, CommandError> {
        self.call("execute", self.client.execute(script, arguments)).await
    }

    pub(crate) async fn find(&self, selector: &Selector) -> Result<Element, CommandError> {
        self.call("find element", self.client.find(locator(selector))).await
    }

    pub(crate) async fn find_all(&self, selector: &Selector) -> Result<Vec<Element>, CommandError> {
        self.call("find elements", self.client.find_all(locator(selector))).await
    }

    pub(crate) async fn find_within(
        &self,
        parent: &Element,
        what: Locator<'_>,
    ) -> Result<Element, CommandError> {
        self.call("find element", parent.find(what)).await
    }

    pub(crate) async fn is_displayed(&self, element: &Element) -> Result<bool, CommandError> {
        self.call("is displayed", element.is_displayed()).await
    }

    pub(crate) async fn click(&self, element: &Element) -> Result<(), CommandError> {
        self.call("click", element.click()).await
    }

    pub(crate) async fn clear(&self, element: &Element) -> Result<(), CommandError> {
        self.call("clear", element.clear()).await
    }

    pub(crate) async fn send_keys(&self, element: &Element, text: &str) -> Result<(), CommandError> {
        self.call("send keys", element.send_keys(text)).await
    }

    pub(crate) async fn perform(&self, actions: impl Into<Actions>) -> Result<(), CommandError> {
        self.call("perform actions", self.client.perform_actions(actions)).await
    }

    pub(crate) async fn screenshot(&self) -> Result<Vec<u8>, CommandError> {
        self.call("screenshot", self.client.screenshot()).await
    }

    /// Width and height of the window, frame included, px.
    pub(crate) async fn window_size(&self) -> Result<(u64, u64), CommandError> {
        self.call("window size", self.client.get_window_size()).await
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<(), CommandError> {
        self.call("resize", self.client.set_window_size(width, height)).await
    }

    /// Ends the session, and with it the browser.
    pub(crate) async fn close(self, limit: Duration) -> Result<(), CommandError> {
        within("end session", limit, self.client.close()).await
    }

    async fn call<T>(
        &self,
        command: &'static str,
        answer: impl Future<Output = Result<T, CmdError>>,
    ) -> Result<T, CommandError> {
        within(command, self.page_limit + GRACE, answer).await
    }
}

pub(crate) async fn within<T>(
    command: &'static str,
    limit: Duration,
    answer: impl Future<Output = Result<T, CmdError>>,
) -> Result<T, CommandError> {
    match timeout(limit, answer).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(CommandError::of(command, error)),
        Err(_) => Err(CommandError::Hung { command, limit }),
    }
}

fn locator(selector: &Selector) -> Locator<'_> {
    match selector {
        Selector::Css(css) => Locator::Css(css),
        Selector::Xpath(xpath) => Locator::XPath(xpath),
    }
}
