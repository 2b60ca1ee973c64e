//! Reads on in the samples of a job's attempt, which its agent's door appends line by line. Never takes a line whose end is
//! not there yet.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event::{LiveEvent, PIECE_BYTES, Thinning};

/// A batch of an agent.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    batches: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    processes: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    marks: Vec<&'a RawValue>,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) events: Vec<LiveEvent>,
    /// Where the next line begins.
    pub(super) position: u64,
}

/// Reads from `position` on. `id` gives the id of an event behind which a reader goes on at a position. Blocks.
pub(super) fn read_lines(path: &Path, position: u64, id: impl Fn(u64) -> String) -> io::Result<Lines> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        // The attempt has sent no samples yet, or its run is stored.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Lines { position, ..Lines::default() });
        }
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(position))?;
    let mut reader = BufReader::new(file);
    let mut thinning = Thinning::of(length.saturating_sub(position));
    let mut lines = Lines { position, ..Lines::default() };
    let mut text = Vec::new();
    while lines.position - position < PIECE_BYTES {
        text.clear();
        let bytes = reader.read_until(b'\n', &mut text)? as u64;
        if text.last() != Some(&b'\n') {
            break;
        }
        lines.position += bytes;
        let id = id(lines.position);
        // A place amid a line, as a wrong id gives, is left at the next line.
        let Ok(line) = serde_json::from_slice::<Line<'_>>(&text) else { continue };
        for batch in line.batches {
            if thinning.keeps() {
                lines.events.push(LiveEvent::at("samples", &id, batch));
            }
        }
        if !line.processes.is_empty() {
            lines.events.push(LiveEvent::at("processes", &id, &line.processes));
        }
        lines.events.extend(line.marks.iter().map(|mark| LiveEvent::at("mark", &id, mark)));
    }
    if let Some(thinned) = thinning.told() {
        lines.events.push(LiveEvent::at("thinned", &id(lines.position), &thinned));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_line_that_is_being_written_is_read_when_it_is_whole() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            b"{\"sequence\":1,\"batches\":[{\"timestamp\":1}],\"marks\":[{\"name\":\"m\"}]}\n{\"seq",
        )
        .unwrap();
        let first = read_lines(file.path(), 0, |at| at.to_string()).unwrap();
        assert_eq!(first.events.len(), 2);
        file.write_all(b"uence\":2,\"batches\":[{\"timestamp\":2},{\"timestamp\":3}]}\n").unwrap();
        let second = read_lines(file.path(), first.position, |at| at.to_string()).unwrap();
        assert_eq!(second.events.len(), 2);
        assert_eq!(read_lines(file.path(), second.position, |at| at.to_string()).unwrap().events, Vec::new());
        let absent = Path::new("/nonexistent/samples");
        assert_eq!(read_lines(absent, 7, |at| at.to_string()).unwrap().position, 7);
    }
}
