//! A figure beside its goal. Decides whether it was met, never what is measured.

use serde::Deserialize;

use crate::table::Table;

/// One figure.
#[derive(Debug, Deserialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) name: String,
    /// In which unit, and which of many values.
    pub(crate) unit: String,
    /// How much; absent where it could not be measured, which the note explains.
    pub(crate) value: Option<f64>,
    /// What is wanted; absent where it is only told.
    pub(crate) goal: Option<f64>,
    /// Whether the goal is the most that it may be; otherwise the least.
    pub(crate) most: bool,
    /// What is to be known beside.
    pub(crate) note: Option<String>,
}

impl Figure {
    fn judged(&self) -> &'static str {
        match (self.value, self.goal) {
            (Some(value), Some(goal)) if (self.most && value <= goal) || (!self.most && value >= goal) => {
                "met"
            }
            (Some(_), Some(_)) => "MISSED",
            (None, _) => "not measured",
            (Some(_), None) => "",
        }
    }

    fn cells(&self) -> [String; 6] {
        let sign = if self.most { "≤" } else { "≥" };
        [
            self.name.clone(),
            self.value.map_or_else(String::new, |value| format!("{value:.1}")),
            self.goal.map_or_else(String::new, |goal| format!("{sign} {goal}")),
            self.unit.clone(),
            self.judged().to_owned(),
            self.note.clone().unwrap_or_default(),
        ]
    }
}

/// Prints them all.
pub(crate) fn print(figures: &[Figure]) {
    let mut table = Table::new(&["figure", "measured", "goal", "unit", "", "note"]);
    for figure in figures {
        table.row(figure.cells());
    }
    table.print();
}
