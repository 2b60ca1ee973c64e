//! The words of steps.

use super::{HOUR, Key, MINUTE, Shape, Table, between, default, optional, required, whole};

/// A step that authors may write.
pub(crate) struct StepWord {
    pub(crate) word: &'static str,
    pub(crate) meaning: &'static str,
    /// `- click: "#go"`; a step without one and without a long form is a bare word.
    pub(crate) short: Option<Shape>,
    /// `- click: {xpath: "//button"}`.
    pub(crate) long: Option<&'static Table>,
}

pub(crate) fn step_word(word: &str) -> Option<&'static StepWord> {
    STEPS.iter().find(|step| step.word == word)
}

pub(crate) static STEPS: &[StepWord] = &[
    step(
        "open",
        Some(Shape::Text),
        Some(&OPEN),
        "Navigates to an address and waits until the page has loaded",
    ),
    step("click", Some(Shape::Line), Some(&ELEMENT), "Clicks an element with the pointer"),
    step("type", None, Some(&TYPE), "Types text into an element"),
    step(
        "press",
        Some(Shape::Line),
        Some(&PRESS),
        "Presses a key or a chord such as `Control+A` on the focused element",
    ),
    step("hover", Some(Shape::Line), Some(&ELEMENT), "Moves the pointer over an element"),
    step("select", None, Some(&SELECT), "Chooses an option of a <select>"),
    step("scroll", Some(Shape::Word(&["top", "bottom"])), Some(&SCROLL), "Scrolls the window"),
    step("drag", None, Some(&DRAG), "Drags one element onto another with the pointer"),
    step("upload_file", None, Some(&UPLOAD), "Puts a file into an <input type=file>"),
    step(
        "wait_for",
        Some(Shape::Line),
        Some(&WAIT_FOR),
        "Waits for a condition; the short form is a CSS selector that becomes visible",
    ),
    step("script", Some(Shape::Text), Some(&SCRIPT), "Runs JavaScript; a promise is awaited"),
    step("metric", None, Some(&METRIC_STEP), "Runs JavaScript and records the number that it returns"),
    step("mark", Some(Shape::Line), Some(&MARK), "Begins or ends a phase; the short form marks an instant"),
    step("sleep", Some(SLEEP), Some(&SLEEP_LONG), "Waits for a fixed time"),
    step("screenshot", Some(Shape::Line), Some(&SCREENSHOT), "Stores a picture of the page"),
    step("restart_browser", None, None, "Ends the browser and starts a new one"),
    step("exec", None, Some(&EXEC), "Runs an outside program that the agent's configuration allows"),
];

const fn step(
    word: &'static str,
    short: Option<Shape>,
    long: Option<&'static Table>,
    meaning: &'static str,
) -> StepWord {
    StepWord { word, meaning, short, long }
}

const NAME: Key = optional("name", Shape::Line, "Name of the step for logs and messages");
/// What `timeout` of a step takes.
pub(crate) const STEP_TIMEOUT: Shape = between(100, HOUR);
const TIMEOUT: Key = optional("timeout", STEP_TIMEOUT, "Limit of this step");
const SLEEP: Shape = between(0, 10 * MINUTE);
const CSS: Key = optional("css", Shape::Line, "CSS selector");
const XPATH: Key = optional("xpath", Shape::Line, "XPath expression");
const AT: Shape = Shape::Either(&Shape::Line, &Shape::Table(&SELECTOR));

pub(crate) static SELECTOR: Table = Table { what: "a selector", keys: &[CSS, XPATH] };
static ELEMENT: Table = Table { what: "this step", keys: &[CSS, XPATH, NAME, TIMEOUT] };

static OPEN: Table = Table {
    what: "`open`",
    keys: &[
        required("url", Shape::Text, "Absolute, or relative to the site"),
        default(
            "wait",
            Shape::Word(&["load", "interactive", "none"]),
            "load",
            "How far the page must have loaded",
        ),
        NAME,
        TIMEOUT,
    ],
};

static TYPE: Table = Table {
    what: "`type`",
    keys: &[
        required("into", AT, "The element"),
        required("text", Shape::Text, "What is typed"),
        default("clear", Shape::Flag, "false", "Whether what stands there is removed first"),
        NAME,
        TIMEOUT,
    ],
};

static PRESS: Table = Table {
    what: "`press`",
    keys: &[required("key", Shape::Line, "Key or chord, e.g. `Enter`"), NAME, TIMEOUT],
};

static SELECT: Table = Table {
    what: "`select`",
    keys: &[
        required("from", AT, "The <select>"),
        required("value", Shape::Line, "Value of the option"),
        NAME,
        TIMEOUT,
    ],
};

static SCROLL: Table = Table {
    what: "`scroll`",
    keys: &[
        optional("to", AT, "Until this element is in view; not beside `x` or `y`"),
        optional("x", whole(-1_000_000, 1_000_000), "To the right, CSS pixels, with wheel events"),
        optional("y", whole(-1_000_000, 1_000_000), "Down, CSS pixels, with wheel events"),
        NAME,
        TIMEOUT,
    ],
};

static DRAG: Table = Table {
    what: "`drag`",
    keys: &[
        required("from", AT, "What is dragged"),
        required("to", AT, "Where it is dropped"),
        NAME,
        TIMEOUT,
    ],
};

static UPLOAD: Table = Table {
    what: "`upload_file`",
    keys: &[
        required("into", AT, "The <input type=file>"),
        required("name", Shape::Line, "Name of the file that the page sees"),
        required("content", Shape::Text, "Content of the file"),
        TIMEOUT,
    ],
};

static WAIT_FOR: Table = Table {
    what: "`wait_for`",
    keys: &[
        CSS,
        XPATH,
        optional("gone", AT, "Until this element is not shown"),
        optional("text", Shape::Line, "Until this text stands on the page"),
        optional("script", Shape::Text, "Until this JavaScript becomes true"),
        optional("network_idle", between(50, MINUTE), "Until no request has been under way for this long"),
        NAME,
        TIMEOUT,
    ],
};

static SCRIPT: Table =
    Table { what: "`script`", keys: &[required("code", Shape::Text, "JavaScript"), NAME, TIMEOUT] };

static METRIC_STEP: Table = Table {
    what: "`metric`",
    keys: &[
        required("key", Shape::Line, "Key of the metric, as under `metrics:`"),
        required("script", Shape::Text, "JavaScript whose value, or awaited promise, is the number"),
        NAME,
        TIMEOUT,
    ],
};

static MARK: Table = Table {
    what: "`mark`",
    keys: &[
        optional("begin", Shape::Line, "Name of the phase that begins"),
        optional("end", Shape::Line, "Name of the phase that ends"),
        optional("instant", Shape::Line, "Name of an instant"),
        NAME,
        TIMEOUT,
    ],
};

static SLEEP_LONG: Table =
    Table { what: "`sleep`", keys: &[required("for", SLEEP, "How long"), NAME, TIMEOUT] };

static SCREENSHOT: Table = Table {
    what: "`screenshot`",
    keys: &[required("name", Shape::Line, "Plain file name without ending"), TIMEOUT],
};

static EXEC: Table = Table {
    what: "`exec`",
    keys: &[
        required("program", Shape::Line, "Name under which the agent's configuration allows it"),
        optional("args", Shape::List { of: &Shape::Text, max: 100 }, "Arguments"),
        NAME,
        TIMEOUT,
    ],
};
