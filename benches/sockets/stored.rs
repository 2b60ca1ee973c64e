//! What was stored of a run, compared with what was sent, value by value. Never takes a count for the content.

use anyhow::Context;

use crate::frames;
use crate::server::Server;

/// What is not as it was sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Differences {
    /// Frames that are not there.
    pub(crate) lost: u64,
    /// Frames that are there again, or were never sent.
    pub(crate) doubled: u64,
    /// Frames with other values.
    pub(crate) changed: u64,
}

/// Compares the stored Dataset of a run.
pub(crate) async fn compare(
    client: &reqwest::Client,
    server: &Server,
    (run, socket): (&str, usize),
    count: u64,
) -> anyhow::Result<Differences> {
    let url = format!("http://{}/api/v1/runs/{run}/download", server.address);
    let response =
        client.get(url).bearer_auth(&server.token).send().await.context("no controller answers")?;
    let response = response.error_for_status().with_context(|| format!("run {run} is not stored"))?;
    let bytes = response.bytes().await.context("the download broke off")?;
    let dataset = dataset::read_dataset(&bytes).with_context(|| format!("run {run} is no Dataset"))?;
    let mut seen = vec![false; usize::try_from(count)?];
    let mut differences = Differences::default();
    for batch in &dataset.report.metrics {
        let seq = frames::seq(batch.timestamp);
        let place = usize::try_from(seq.wrapping_sub(1)).unwrap_or(usize::MAX);
        match seen.get_mut(place) {
            Some(seen) if !*seen => *seen = true,
            Some(_) | None => differences.doubled += 1,
        }
        differences.changed += u64::from(*batch != frames::batch(socket, seq));
    }
    differences.lost = seen.iter().filter(|seen| !**seen).count() as u64;
    Ok(differences)
}
