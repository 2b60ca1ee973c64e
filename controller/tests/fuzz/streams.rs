//! A streamed run of any lines: the first is the hello, each further one a frame. Whatever of it is taken becomes a Dataset
//! that a reader takes; a run that could not be finished would be lost after all its frames were acknowledged.

use std::path::Path;
use std::time::Duration;

use controller::intake::streaming::{
    Effect, EndReason, Head, Hello, Input, Journal, Labels, Moment, Record, RecordKind, StreamRules,
    StreamedRun, assemble, read_hello,
};
use dataset::{Timestamp, read_flagged};
use protocol::RunId;
use uuid::Uuid;

const NOW: Moment = Moment { at: Timestamp::from_epoch_ms(1_760_000_000_000), elapsed: Duration::ZERO };
const RULES: StreamRules =
    StreamRules { resume_window: Duration::from_mins(1), run_bytes: 1 << 20, bad_in_row: 1_000 };

#[test]
fn whatever_is_streamed_and_taken_becomes_a_dataset() {
    let folder = tempfile::tempdir().unwrap();
    bolero::check!().with_iterations(300).for_each(|input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let mut lines = text.split('\n');
        let hello = read_hello(lines.next().unwrap_or_default(), Labels::default());
        let Some(hello) = hello.ok().filter(|hello| hello.resume.is_none()) else { return };
        journal(folder.path(), hello, lines);
        let bytes = assemble(folder.path(), Vec::new()).unwrap();
        let read = read_flagged(&bytes);
        assert!(read.is_ok(), "{read:?}: {}", String::from_utf8_lossy(&bytes));
    });
}

/// Writes what a controller would have on disk at the end of such a run.
fn journal<'a>(folder: &Path, hello: Hello, frames: impl Iterator<Item = &'a str>) {
    let head = Head {
        run: RunId::new(Uuid::from_u128(7)),
        project: "default".to_owned(),
        resume_sha256: "00".to_owned(),
        attempt: None,
        created_at: NOW.at,
        client: hello.client,
        start: hello.start,
    };
    let mut machine = StreamedRun::begin(&head.start, RULES);
    let mut bytes = Vec::new();
    let text = serde_json::to_string(&head).unwrap();
    let mut write =
        |kind, seq, text| Record { kind, numbered: false, at: NOW.at, seq, text }.encode(&mut bytes);
    write(RecordKind::Head, 0, text);
    let mut ended = None;
    for frame in frames {
        for effect in machine.step(Input::Text(frame), NOW) {
            match effect {
                Effect::Append(record) => write(record.kind, record.seq, record.text),
                Effect::End(reason) => ended = Some(reason),
                Effect::Acknowledge(_) | Effect::Answer { .. } | Effect::Close => {}
            }
        }
    }
    let reason = ended.unwrap_or(EndReason::Disconnected).word().to_owned();
    write(RecordKind::End, machine.last(), reason);
    std::fs::write(Journal::path(folder), bytes).unwrap();
}
