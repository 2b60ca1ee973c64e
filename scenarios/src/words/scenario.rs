//! The words of a scenario outside its steps.

use super::{HOUR, MINUTE, SECOND, Shape, Table, between, default, optional, required, whole};

pub(crate) static SCENARIO: Table = Table {
    what: "a scenario",
    keys: &[
        required("name", Shape::Line, "Unique within a project; runs are compared within one scenario"),
        optional("description", Shape::Line, "One sentence for the reader"),
        optional("platform", Shape::Word(PLATFORMS), "Operating system of the device; any where absent"),
        optional("requires", Shape::Table(&REQUIRES), "What a device must offer"),
        optional("browser", Shape::Table(&BROWSER), "Which browser, and how it is started"),
        optional(
            "base_url",
            Shape::Line,
            "Address that relative ones are resolved against; instead of `pages`",
        ),
        optional(
            "pages",
            Shape::Line,
            "Folder beside this file that the agent serves on loopback; instead of `base_url`",
        ),
        optional(
            "variables",
            Shape::Map { of: &Shape::Line, max: 200 },
            "Values of `${NAME}` that neither command line nor environment give",
        ),
        optional(
            "secrets",
            Shape::List { of: &Shape::Line, max: 50 },
            "Environment variables of the agent that steps use as `${secret:NAME}`; masked everywhere",
        ),
        optional(
            "parameters",
            Shape::Map { of: &PARAMETER, max: 10 },
            "Matrix: one job per combination, at most 100; used as `${NAME}`",
        ),
        optional("collection", Shape::Table(&COLLECTION), "How to measure"),
        default("warmup", whole(0, 100), "1", "Iterations that are run first and never judged"),
        default("iterations", whole(1, 1_000), "10", "Iterations that are judged"),
        default("cool_down", between(0, 10 * MINUTE), "0s", "Idle time between iterations"),
        optional("timeout", Shape::Table(&TIMEOUT), "When to give up"),
        optional("retries", Shape::Table(&RETRIES), "What is tried again"),
        required("steps", Shape::List { of: &Shape::Step, max: 1_000 }, "What one iteration does, in order"),
        optional(
            "metrics",
            Shape::List { of: &Shape::Table(&METRIC), max: 100 },
            "What is judged beyond the built-in metrics",
        ),
        default(
            "baseline",
            Shape::Either(&BASELINE_WORD, &Shape::Table(&BASELINE)),
            "previous_release",
            "What a run is judged against, unless somebody pinned a run",
        ),
        optional("tags", Shape::List { of: &Shape::Line, max: 50 }, "Tags of every run"),
    ],
};

pub(super) const BROWSERS: &[&str] = &["chromium", "firefox", "simulated"];
pub(super) const PLATFORMS: &[&str] = &["linux", "macos", "windows", "chromeos", "android", "ios"];
pub(super) static PARAMETER: Shape = Shape::List { of: &Shape::Line, max: 100 };
static BASELINE_WORD: Shape = Shape::Word(&["previous_release", "none"]);

static REQUIRES: Table = Table {
    what: "`requires`",
    keys: &[
        optional(
            "labels",
            Shape::List { of: &Shape::Line, max: 50 },
            "Labels that the agent must carry, all of them",
        ),
        optional("browser", Shape::Table(&VERSIONS), "Which versions of the browser will do"),
    ],
};

static VERSIONS: Table = Table {
    what: "`requires: browser`",
    keys: &[
        optional("min_version", whole(1, 100_000), "Lowest major version"),
        optional("max_version", whole(1, 100_000), "Highest major version"),
    ],
};

static BROWSER: Table = Table {
    what: "`browser`",
    keys: &[
        default("kind", Shape::Word(BROWSERS), "chromium", "Family; `simulated` measures nothing"),
        optional("binary", Shape::Line, "Executable on the agent; found there where absent"),
        optional("arguments", Shape::List { of: &Shape::Line, max: 100 }, "Further command-line arguments"),
        default("headless", Shape::Flag, "true", "Whether no window is shown"),
        default(
            "viewport",
            Shape::Either(&Shape::Line, &Shape::Table(&VIEWPORT)),
            "1280x800",
            "Inner size of the window, CSS pixels, e.g. `1280x800`",
        ),
        optional("locale", Shape::Line, "E.g. `en-US`"),
        optional(
            "profile",
            Shape::Line,
            "Folder on the agent that is copied as the profile of every browser start; a new one where absent",
        ),
    ],
};

pub(crate) static VIEWPORT: Table = Table {
    what: "`viewport`",
    keys: &[
        required("width", whole(100, 7_680), "Width, CSS pixels"),
        required("height", whole(100, 7_680), "Height, CSS pixels"),
    ],
};

static COLLECTION: Table = Table {
    what: "`collection`",
    keys: &[
        default(
            "mode",
            Shape::Word(&["system", "browser", "hybrid"]),
            "hybrid",
            "Which viewpoints are measured; `hybrid` is both at once",
        ),
        default(
            "metric_standard",
            Shape::Word(&["os", "chrome"]),
            "chrome",
            "Whose definition of CPU and memory the headline numbers follow",
        ),
        default(
            "interval",
            between(100, MINUTE),
            "1s",
            "Sampling interval of every source without one of its own",
        ),
        optional(
            "sources",
            Shape::Map { of: &INTERVAL, max: 50 },
            "Sampling interval per source, e.g. `system.pss: 5s`",
        ),
    ],
};

static INTERVAL: Shape = between(100, 10 * MINUTE);

static TIMEOUT: Table = Table {
    what: "`timeout`",
    keys: &[
        default("job", between(SECOND, 24 * HOUR), "30m", "The whole job, from lease to result"),
        default("step", between(100, HOUR), "30s", "One step that names no limit of its own"),
        default("silence", between(SECOND, HOUR), "2m", "The longest time without a sign of progress"),
    ],
};

static RETRIES: Table = Table {
    what: "`retries`",
    keys: &[
        default("infrastructure", whole(0, 10), "1", "Further attempts after a lost agent or a dead driver"),
        default("step", whole(0, 10), "0", "Further attempts of a failed step; a flaky page is a finding"),
    ],
};

static METRIC: Table = Table {
    what: "a metric",
    keys: &[
        required(
            "key",
            Shape::Line,
            "Key of a custom metric, or of a built-in one whose limits are set here",
        ),
        required("unit", Shape::Line, "E.g. `ms`"),
        required("meaning", Shape::Line, "One sentence for the reader"),
        default(
            "direction",
            Shape::Word(&["lower_is_better", "higher_is_better"]),
            "lower_is_better",
            "Which way is better",
        ),
        default(
            "aggregate",
            Shape::Word(AGGREGATES),
            "median",
            "How the samples of one iteration become one value",
        ),
        optional("threshold", NUMBER, "Absolute service level, in the unit"),
        optional(
            "practical_limit",
            Shape::Table(&PRACTICAL),
            "Smallest change that counts; where both are given a change must pass both",
        ),
    ],
};

const AGGREGATES: &[&str] = &["mean", "median", "min", "max", "p95", "p99", "sum", "last", "count"];
const NUMBER: Shape = Shape::Number { min: -1e15, max: 1e15 };

static PRACTICAL: Table = Table {
    what: "`practical_limit`",
    keys: &[
        optional("percent", Shape::Number { min: 0.0, max: 1e6 }, "Percent of the baseline's level"),
        optional("absolute", Shape::Number { min: 0.0, max: 1e15 }, "In the metric's unit"),
    ],
};

pub(crate) static BASELINE: Table = Table {
    what: "`baseline`",
    keys: &[required(
        "last_good",
        whole(1, 100),
        "The last N good runs on the same device class and fingerprint",
    )],
};
