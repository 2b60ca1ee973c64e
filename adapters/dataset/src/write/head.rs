//! The text in front of the first batch; never ends an object that the batches belong in.

use serde::Serialize;

use crate::{
    Attachment, Dataset, Iteration, LogLine, Mark, Meta, Outcome, ProcessInfo, Report, Timestamp, Unknown,
};

#[derive(Serialize)]
struct EnvelopeHead<'d> {
    schema_version: u32,
    exported_at: Timestamp,
    #[serde(flatten)]
    unknown: &'d Unknown,
}

#[derive(Serialize)]
struct ReportHead<'d> {
    id: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'d str>,
    created_at: Timestamp,
    title: &'d str,
    meta: &'d Meta,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'d Outcome>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    processes: &'d [ProcessInfo],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    iterations: &'d [Iteration],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    marks: &'d [Mark],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    logs: &'d [LogLine],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    attachments: &'d [Attachment],
    #[serde(skip_serializing_if = "Option::is_none")]
    analysis: Option<&'d serde_json::Value>,
    #[serde(flatten)]
    unknown: &'d Unknown,
}

/// Everything up to and with the `[` that the batches follow.
pub(super) fn open(dataset: &Dataset) -> Result<Vec<u8>, serde_json::Error> {
    let Dataset { schema_version, exported_at, report, unknown } = dataset;
    let mut text =
        unclosed(&EnvelopeHead { schema_version: *schema_version, exported_at: *exported_at, unknown })?;
    text.extend_from_slice(b",\"report\":");
    text.extend(unclosed(&report_head(report))?);
    text.extend_from_slice(b",\"metrics\":[");
    Ok(text)
}

/// Destructures the report, so that a new field cannot be forgotten here.
fn report_head(report: &Report) -> ReportHead<'_> {
    let Report {
        id,
        client_id,
        created_at,
        title,
        meta,
        outcome,
        processes,
        iterations,
        marks,
        logs,
        attachments,
        analysis,
        metrics: _,
        unknown,
    } = report;
    ReportHead {
        id,
        client_id: client_id.as_deref(),
        created_at: *created_at,
        title,
        meta,
        outcome: outcome.as_ref(),
        processes,
        iterations,
        marks,
        logs,
        attachments,
        analysis: analysis.as_ref(),
        unknown,
    }
}

/// The JSON of an object that has at least one field, without its closing brace.
fn unclosed(object: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = serde_json::to_vec(object)?;
    text.pop();
    Ok(text)
}
