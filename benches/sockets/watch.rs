//! A page that follows a run: server-sent events, each with the time that its frame needed from its sender to here.

use anyhow::{Context, bail};
use dataset::BatchMetric;
use futures_util::StreamExt;

use crate::clock::now;
use crate::frames;
use crate::server::Server;
use crate::traffic::Timetable;

/// Follows a run until it is stored; gives how long after its intended instant each frame was shown, ms.
pub(crate) async fn follow(
    client: reqwest::Client,
    url: String,
    token: String,
    socket: usize,
    timetable: Timetable,
) -> anyhow::Result<Vec<f64>> {
    let response = client.get(url).bearer_auth(token).send().await.context("no controller answers")?;
    let mut chunks = response.error_for_status().context("the run cannot be followed")?.bytes_stream();
    let (mut text, mut latencies) = (Vec::new(), Vec::new());
    while let Some(chunk) = chunks.next().await {
        text.extend_from_slice(&chunk.context("the events broke off")?);
        let at = now();
        // An event ends with an empty line.
        while let Some(end) = text.windows(2).position(|window| window == b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            let Some(batch) = samples(&event)? else { continue };
            let seq = frames::seq(batch.timestamp);
            if batch != frames::batch(socket, seq) {
                bail!("frame {seq} of socket {socket} is shown with other values");
            }
            latencies.push((at - timetable.instant(socket, seq)).as_secs_f64() * 1000.0);
        }
    }
    Ok(latencies)
}

/// Address of a run's events.
pub(crate) fn url(server: &Server, run: &str) -> String {
    format!("http://{}/api/v1/runs/{run}/live", server.address)
}

/// The samples of an event, if it is one of samples.
fn samples(event: &[u8]) -> anyhow::Result<Option<BatchMetric>> {
    let text = std::str::from_utf8(event).context("events are text")?;
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start);
    if field("event:") != Some("samples") {
        return Ok(None);
    }
    let data = field("data:").context("an event has data")?;
    Ok(Some(serde_json::from_str(data).context("samples are a batch")?))
}
