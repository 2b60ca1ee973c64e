//! The words of a suite.

use super::scenario::{BROWSERS, PARAMETER, PLATFORMS};
use super::{Shape, Table, default, optional, required, whole};

pub(crate) static SUITE: Table = Table {
    what: "a suite",
    keys: &[
        required("name", Shape::Line, "Unique within a project: letters, digits, `-`, `_` and `.`"),
        optional("description", Shape::Line, "One sentence for the reader"),
        optional("tags", TAGS, "Tags of every run of the suite"),
        default("priority", PRIORITY, "0", "Of its jobs; higher goes first"),
        optional("devices", DEVICES, "On what every entry runs that names no devices of its own"),
        required(
            "entries",
            Shape::List { of: &ENTRY_FORMS, max: 200 },
            "What is run: one job per entry, device and combination of parameters, at most 500",
        ),
    ],
};

const TAGS: Shape = Shape::List { of: &Shape::Line, max: 50 };
const PRIORITY: Shape = whole(-1_000, 1_000);
const DEVICES: Shape = Shape::List { of: &Shape::Table(&DEVICE), max: 50 };
static ENTRY_FORMS: Shape = Shape::Either(&Shape::Line, &Shape::Table(&ENTRY));

pub(crate) static ENTRY: Table = Table {
    what: "an entry",
    keys: &[
        required("scenario", Shape::Line, "Name of a shipped scenario, or of one that is sent along"),
        optional("name", Shape::Line, "What pages call the entry; the scenario's name where absent"),
        optional("devices", DEVICES, "One job per item; what the scenario itself requires holds besides"),
        optional(
            "parameters",
            Shape::Map { of: &PARAMETER, max: 10 },
            "Values in place of the scenario's own",
        ),
        optional(
            "variables",
            Shape::Map { of: &Shape::Line, max: 200 },
            "Values of the scenario's variables",
        ),
        optional("iterations", whole(1, 1_000), "In place of the scenario's number of judged iterations"),
        optional("warmup", whole(0, 100), "In place of the scenario's number of warm-up iterations"),
        optional("tags", TAGS, "Further tags of its runs"),
        optional("priority", PRIORITY, "In place of the suite's"),
    ],
};

static DEVICE: Table = Table {
    what: "a device",
    keys: &[
        optional("name", Shape::Line, "What pages call it; its requirements in words where absent"),
        optional("platform", Shape::Word(PLATFORMS), "Operating system; any where absent"),
        optional(
            "labels",
            Shape::List { of: &Shape::Line, max: 50 },
            "Labels that the agent must carry, all of them",
        ),
        optional("browser", Shape::Table(&BROWSER), "Which browser, where not the scenario's own"),
    ],
};

static BROWSER: Table = Table {
    what: "`browser` of a device",
    keys: &[
        optional("kind", Shape::Word(BROWSERS), "Family, in place of the scenario's"),
        optional("min_version", whole(1, 100_000), "Lowest major version"),
        optional("max_version", whole(1, 100_000), "Highest major version"),
    ],
};
