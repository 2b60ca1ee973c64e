//! Which page each renderer of a browser shows, asked once. Installs nothing and leaves no session behind.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;

use super::calls;
use super::cdp::Cdp;
use super::cdp_error::CdpError;

/// A page that is busy for longer stays without a title.
const PAGE: Duration = Duration::from_secs(1);
/// The whole conversation.
const LIMIT: Duration = Duration::from_secs(3);
/// Pages that are asked; further ones stay without a title.
const PAGES: usize = 100;

/// A page and the process that renders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Renderer.
    pub pid: u32,
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
}

/// The pages of the browser that debugs at `address`, if it is the process `browser`; nothing from anybody else.
pub async fn titles(address: &str, browser: u32) -> Result<Vec<Shown>, CdpError> {
    let timed_out = CdpError::TimedOut { method: "Target.getTargets", limit: LIMIT };
    tokio::time::timeout(LIMIT, ask(address, browser)).await.unwrap_or(Err(timed_out))
}

async fn ask(address: &str, browser: u32) -> Result<Vec<Shown>, CdpError> {
    let (cdp, _events) = Cdp::connect(address).await?;
    if calls::own_pid(&cdp).await? != Some(browser) {
        return Ok(Vec::new());
    }
    let answer = calls::targets(&cdp).await?;
    let targets = answer["targetInfos"].as_array().map(Vec::as_slice).unwrap_or_default();
    let pages = targets.iter().filter(|target| target["type"] == "page").take(PAGES);
    let shown = join_all(pages.map(|page| locate(&cdp, page))).await;
    // A page that closed or hangs has no title to show.
    Ok(shown.into_iter().flatten().collect())
}

async fn locate(cdp: &Cdp, page: &Value) -> Option<Shown> {
    let text = |key: &str| page[key].as_str().unwrap_or_default().to_owned();
    let session = calls::attach(cdp, page["targetId"].as_str()?).await.ok()?;
    let pid = calls::locate(cdp, &session, PAGE).await.ok()??;
    Some(Shown { pid, title: text("title"), url: text("url") })
}
