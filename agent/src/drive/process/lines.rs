//! Reads what a program says line by line. Never keeps more of a line than fits a log, and never stops at bytes that
//! are no text: a program whose pipe is closed would die of it.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Longest line that is kept; the rest of it is read and left out.
const LONGEST_BYTES: usize = 4096;

/// The lines of one pipe.
pub(crate) struct Lines<R> {
    reader: BufReader<R>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(crate) fn of(output: R) -> Self {
        Self { reader: BufReader::new(output) }
    }

    /// The next line without its end; absent when the pipe is closed.
    pub(crate) async fn next(&mut self) -> io::Result<Option<String>> {
        let (mut line, mut begun) = (Vec::new(), false);
        loop {
            let said = self.reader.fill_buf().await?;
            if said.is_empty() {
                return Ok(begun.then(|| text(&line)));
            }
            begun = true;
            let end = said.iter().position(|byte| *byte == b'\n');
            let part = &said[..end.unwrap_or(said.len())];
            line.extend_from_slice(&part[..part.len().min(LONGEST_BYTES - line.len())]);
            let used = end.map_or(said.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(text(&line)));
            }
        }
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn endless_line_is_cut_and_the_next_one_is_whole() {
        let said = [vec![b'x'; 100_000], b"\nnext \xff\r\n\nlast".to_vec()].concat();
        let mut lines = Lines::of(said.as_slice());
        assert_eq!(lines.next().await.unwrap().unwrap().len(), LONGEST_BYTES);
        assert_eq!(lines.next().await.unwrap().as_deref(), Some("next \u{fffd}"));
        assert_eq!(lines.next().await.unwrap().as_deref(), Some(""));
        assert_eq!(lines.next().await.unwrap().as_deref(), Some("last"));
        assert_eq!(lines.next().await.unwrap(), None);
    }
}
