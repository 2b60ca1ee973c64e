//! Reads on in a journal and says what a page is told of it. Never reads beyond what its writer has announced, and never
//! more than a piece at once.

use serde_json::json;

use super::event::{LiveEvent, PIECE_BYTES, Thinning};
use crate::intake::streaming::{
    Frame, JournalError, MarkEdge, MarkFrame, Record, RecordKind, Records, read_frame,
};

/// What was read.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) events: Vec<LiveEvent>,
    /// Whether there is no record where one should be: the place is none of this journal.
    pub(super) lost: bool,
}

/// Reads from where `records` stands towards `until`. `id` gives the id of an event behind which a reader goes on at a
/// position. Blocks.
pub(super) fn read_on(
    records: &mut Records,
    until: u64,
    id: impl Fn(u64) -> String,
) -> Result<Piece, JournalError> {
    let from = records.offset();
    // What lay behind the last record was not yet announced when it was buffered.
    records.seek(from)?;
    let mut thinning = Thinning::of(until.saturating_sub(from));
    let mut events = Vec::new();
    let mut lost = false;
    while records.offset() < until && records.offset() - from < PIECE_BYTES {
        let Some(record) = records.next().transpose()? else {
            lost = true;
            break;
        };
        events.extend(event(&record, &id(records.offset()), &mut thinning));
    }
    if let Some(thinned) = thinning.told() {
        events.push(LiveEvent::at("thinned", &id(records.offset()), &thinned));
    }
    Ok(Piece { events, lost })
}

fn event(record: &Record, behind: &String, thinning: &mut Thinning) -> Option<LiveEvent> {
    match record.kind {
        RecordKind::Data | RecordKind::Custom => {
            if !thinning.keeps() {
                return None;
            }
        }
        RecordKind::Processes | RecordKind::Log | RecordKind::Mark | RecordKind::Iteration => {}
        RecordKind::Refused => {
            return Some(LiveEvent::at("refused", behind, &json!({"at": record.at, "reason": record.text})));
        }
        RecordKind::Head | RecordKind::Stop | RecordKind::Resumed | RecordKind::Damaged | RecordKind::End => {
            return None;
        }
    }
    let frame = read_frame(&record.text, record.at).frame.ok()?;
    Some(match frame {
        Frame::Data(batch) => LiveEvent::at("samples", behind, &batch),
        Frame::Custom(metric) => LiveEvent::at(
            "custom_metric",
            behind,
            &json!({"timestamp": metric.at, "key": metric.key, "value": metric.value, "unit": metric.unit, "pid": metric.pid}),
        ),
        Frame::Processes(processes) => LiveEvent::at("processes", behind, &processes),
        Frame::Log(line) => LiveEvent::at("log", behind, &line),
        Frame::Mark(MarkFrame { at, name, edge, iteration }) => {
            let edge = edge.map(|edge| match edge {
                MarkEdge::Begin => "begin",
                MarkEdge::End => "end",
            });
            let mark = json!({"timestamp": at, "name": name, "edge": edge, "iteration": iteration});
            LiveEvent::at("mark", behind, &mark)
        }
        Frame::Iteration(iteration) => LiveEvent::at("iteration", behind, &iteration),
        Frame::Stop(_) => return None,
    })
}
