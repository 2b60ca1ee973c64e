//! The few conversations with the browser, each with its limit. Everything that is asked of a page stands here.

use std::time::Duration;

use serde_json::{Value, json};

use super::cdp::Cdp;
use super::cdp_error::CdpError;
use super::vitals::{BINDING, OBSERVERS};

/// A page may be busy for a while before it answers.
pub(super) const PAGE: Duration = Duration::from_secs(10);
/// The browser process is not.
const BROWSER: Duration = Duration::from_secs(5);
/// Between iterations nobody waits longer for a page that hangs.
pub(super) const SETTLE: Duration = Duration::from_secs(3);

/// Asks to be told of every target, present and future.
pub(super) async fn discover(cdp: &Cdp) -> Result<(), CdpError> {
    cdp.call(None, "Target.setDiscoverTargets", json!({ "discover": true }), BROWSER).await?;
    Ok(())
}

/// Opens a session with a target.
pub(super) async fn attach(cdp: &Cdp, target: &str) -> Result<String, CdpError> {
    let method = "Target.attachToTarget";
    let result = cdp.call(None, method, json!({ "targetId": target, "flatten": true }), BROWSER).await?;
    result["sessionId"].as_str().map(str::to_owned).ok_or_else(|| CdpError::Refused {
        method: method.to_owned(),
        reason: "the answer holds no session".to_owned(),
    })
}

/// Installs the observers in the present document and in every later one, and turns the counters on: they count from
/// here, so this comes before the first navigation.
pub(super) async fn install(cdp: &Cdp, session: &str) -> Result<(), CdpError> {
    let call = |method, params| cdp.call(Some(session), method, params, PAGE);
    call("Performance.enable", json!({})).await?;
    call("Page.enable", json!({})).await?;
    call("Runtime.enable", json!({})).await?;
    call("Runtime.addBinding", json!({ "name": BINDING })).await?;
    let script = json!({ "source": OBSERVERS, "runImmediately": true });
    call("Page.addScriptToEvaluateOnNewDocument", script).await?;
    Ok(())
}

/// Asks a page for the process that renders it. The protocol has no such question, but the ids of searches begin with
/// the renderer's own process id; a search for nothing takes 3 ms in a page of 50,000 nodes, where a trace, the other
/// way to learn it, starts a process. Absent where the id has another form.
pub(super) async fn locate(cdp: &Cdp, session: &str, limit: Duration) -> Result<Option<u32>, CdpError> {
    let call = |method, params| cdp.call(Some(session), method, params, limit);
    call("DOM.enable", json!({})).await?;
    let found = call("DOM.performSearch", json!({ "query": "perfsight-none" })).await;
    call("DOM.disable", json!({})).await?;
    Ok(renderer_of(found?["searchId"].as_str().unwrap_or_default()))
}

fn renderer_of(search: &str) -> Option<u32> {
    let (pid, number) = search.split_once('.')?;
    number.parse::<u64>().ok()?;
    pid.parse().ok().filter(|pid| *pid != 0)
}

/// Asks to be told of every request of a page.
pub(super) async fn watch_network(cdp: &Cdp, session: &str) -> Result<(), CdpError> {
    cdp.call(Some(session), "Network.enable", json!({}), PAGE).await?;
    Ok(())
}

/// Every target with its present title.
pub(super) async fn targets(cdp: &Cdp) -> Result<Value, CdpError> {
    cdp.call(None, "Target.getTargets", json!({}), BROWSER).await
}

/// CPU of every process.
pub(super) async fn processes(cdp: &Cdp) -> Result<Value, CdpError> {
    cdp.call(None, "SystemInfo.getProcessInfo", json!({}), BROWSER).await
}

/// Asks the browser that debugs at `address` (`host:port`) for its own process id.
pub async fn browser_pid(address: &str) -> Result<Option<u32>, CdpError> {
    let (cdp, _events) = Cdp::connect(address).await?;
    own_pid(&cdp).await
}

/// The browser's own process id.
pub(super) async fn own_pid(cdp: &Cdp) -> Result<Option<u32>, CdpError> {
    let answer = processes(cdp).await?;
    let mut rows = answer["processInfo"].as_array().into_iter().flatten();
    let own = rows.find(|row| row["type"] == "browser").and_then(|row| row["id"].as_u64());
    Ok(own.and_then(|pid| u32::try_from(pid).ok()))
}

/// Counters of a page.
pub(super) async fn metrics(cdp: &Cdp, session: &str) -> Result<Value, CdpError> {
    cdp.call(Some(session), "Performance.getMetrics", json!({}), PAGE).await
}

/// Counters of a page after a garbage collection. Kept console lines would hold their objects alive, so they go first.
pub(super) async fn settled_metrics(cdp: &Cdp, session: &str) -> Result<Value, CdpError> {
    let call = |method| cdp.call(Some(session), method, json!({}), SETTLE);
    call("Runtime.discardConsoleEntries").await?;
    call("HeapProfiler.collectGarbage").await?;
    call("Performance.getMetrics").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_of_the_known_form_names_a_renderer() {
        assert_eq!(renderer_of("4711.0"), Some(4711));
        for other in ["", "4711", "4711.x", "x.1", "0.1", "4A.1", ".1", "99999999999.1"] {
            assert_eq!(renderer_of(other), None, "{other}");
        }
    }
}
