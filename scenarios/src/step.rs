//! What one iteration does, step by step.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One step of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub kind: StepKind,
    /// A name for logs and error messages; the kind where absent.
    pub name: Option<String>,
    /// Limit of this step; the scenario's where absent.
    pub timeout: Option<Duration>,
}

/// Where an element is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selector {
    /// CSS selector.
    Css(String),
    /// `XPath` expression.
    Xpath(String),
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Navigates to an address, relative to the site's, and waits for the load state.
    Open {
        /// Absolute, or relative to the site.
        url: String,
        /// How far the page must have loaded.
        wait: LoadState,
    },
    /// Clicks an element with the pointer.
    Click(Selector),
    /// Types text into an element.
    Type {
        /// The element.
        into: Selector,
        /// The text.
        text: String,
        /// Whether what stands there is removed first.
        clear: bool,
    },
    /// Presses a key or a chord such as `Control+A` on the focused element.
    Press(String),
    /// Moves the pointer over an element.
    Hover(Selector),
    /// Chooses an option of a `<select>`, by its value.
    Select {
        /// The `<select>`.
        from: Selector,
        /// Value of the option.
        value: String,
    },
    /// Scrolls the window.
    Scroll(ScrollTo),
    /// Drags one element onto another with the pointer.
    Drag {
        /// What is dragged.
        from: Selector,
        /// Where it is dropped.
        to: Selector,
    },
    /// Puts a file into an `<input type=file>`.
    UploadFile {
        /// The input.
        into: Selector,
        /// Name of the file that the page sees.
        name: String,
        /// Content of the file.
        content: String,
    },
    /// Waits for a condition.
    WaitFor(Condition),
    /// Runs JavaScript; a promise is awaited.
    Script(String),
    /// Runs JavaScript and records the number that it returns.
    Metric {
        /// Metric key.
        key: String,
        /// JavaScript whose value (or awaited promise) is the number.
        script: String,
    },
    /// Begins or ends a phase, or marks an instant.
    Mark {
        /// Name of the phase.
        name: String,
        /// Which edge.
        phase: Phase,
    },
    /// Waits for a fixed time.
    Sleep(Duration),
    /// Stores a picture of the page.
    Screenshot {
        /// Plain file name without ending.
        name: String,
    },
    /// Ends the browser and starts a new one.
    RestartBrowser,
    /// Runs an outside program that the agent's configuration allows.
    Exec {
        /// Name under which the agent's configuration allows it.
        program: String,
        /// Arguments.
        arguments: Vec<String>,
    },
}

/// How far a page must have loaded before the step is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadState {
    /// The load event.
    Load,
    /// The document is parsed.
    Interactive,
    /// Nothing: the step ends when navigation begins.
    None,
}

/// Where to scroll.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScrollTo {
    /// Until the element is in view.
    Element(Selector),
    /// By this many CSS pixels to the right and down, with wheel events.
    By {
        /// To the right, px.
        x: i64,
        /// Down, px.
        y: i64,
    },
    /// To the end of the document.
    Bottom,
    /// To its beginning.
    Top,
}

/// What to wait for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The element exists and is shown.
    Visible(Selector),
    /// The element does not exist or is not shown.
    Gone(Selector),
    /// The text stands on the page.
    Text(String),
    /// JavaScript that becomes true.
    Script(String),
    /// No request has been under way for this long.
    NetworkIdle(Duration),
}

/// Which edge of a phase a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Begins the phase.
    Begin,
    /// Ends it.
    End,
    /// An instant.
    Instant,
}

impl StepKind {
    /// The word that authors write for this kind.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Click(_) => "click",
            Self::Type { .. } => "type",
            Self::Press(_) => "press",
            Self::Hover(_) => "hover",
            Self::Select { .. } => "select",
            Self::Scroll(_) => "scroll",
            Self::Drag { .. } => "drag",
            Self::UploadFile { .. } => "upload_file",
            Self::WaitFor(_) => "wait_for",
            Self::Script(_) => "script",
            Self::Metric { .. } => "metric",
            Self::Mark { .. } => "mark",
            Self::Sleep(_) => "sleep",
            Self::Screenshot { .. } => "screenshot",
            Self::RestartBrowser => "restart_browser",
            Self::Exec { .. } => "exec",
        }
    }
}
