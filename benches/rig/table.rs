//! What a bench prints: a line, or a table whose columns line up. Never decides what is in it.

use std::fmt;

/// Rows under a head.
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|&word| word.to_owned()).collect(), rows: Vec::new() }
    }

    /// One more row, as wide as the head.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Prints it.
    pub(crate) fn print(&self) {
        let width = |column: usize| {
            let cells = self.rows.iter().chain([&self.head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        for row in [&self.head].into_iter().chain(&self.rows) {
            let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
            say(format!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end()));
        }
        say("");
    }
}

/// Prints one line.
#[expect(clippy::print_stdout, reason = "a bench exists to print its figures")]
pub(crate) fn say(line: impl fmt::Display) {
    println!("{line}");
}
