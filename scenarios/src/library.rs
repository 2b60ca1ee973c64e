//! The shipped scenarios and suites, carried in the binary. Their files live in `scenarios/library`; nothing is read at run time.

use crate::Source;

/// One shipped scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LibraryScenario {
    /// Its name, e.g. `scroll`.
    pub name: &'static str,
    /// Its YAML text.
    pub yaml: &'static str,
    /// Its pages by their path relative to the YAML's folder.
    pub pages: &'static [(&'static str, &'static str)],
}

/// Every shipped scenario: login, scroll, inference and idle.
pub const fn library() -> &'static [LibraryScenario] {
    LIBRARY
}

impl LibraryScenario {
    /// The scenario as [`crate::parse`] takes it.
    pub fn source(&self) -> Source {
        Source {
            name: format!("scenarios/library/{}.yaml", self.name),
            text: self.yaml.to_owned(),
            pages: self.pages.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
        }
    }
}

/// One shipped suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LibrarySuite {
    /// Its name, e.g. `nightly`.
    pub name: &'static str,
    /// Its YAML text.
    pub yaml: &'static str,
}

/// Every shipped suite, to begin one's own with.
pub const fn library_suites() -> &'static [LibrarySuite] {
    &[LibrarySuite { name: "nightly", yaml: include_str!("../library/suites/nightly.yaml") }]
}

macro_rules! page {
    ($path:literal) => {
        ($path, include_str!(concat!("../library/", $path)))
    };
}

static LIBRARY: &[LibraryScenario] = &[
    LibraryScenario {
        name: "login",
        yaml: include_str!("../library/login.yaml"),
        pages: &[
            page!("pages/login/index.html"),
            page!("pages/login/page.js"),
            page!("pages/login/style.css"),
        ],
    },
    LibraryScenario {
        name: "scroll",
        yaml: include_str!("../library/scroll.yaml"),
        pages: &[
            page!("pages/scroll/index.html"),
            page!("pages/scroll/page.js"),
            page!("pages/scroll/style.css"),
        ],
    },
    LibraryScenario {
        name: "inference",
        yaml: include_str!("../library/inference.yaml"),
        pages: &[
            page!("pages/inference/index.html"),
            page!("pages/inference/page.js"),
            page!("pages/inference/style.css"),
            page!("pages/inference/worker.js"),
        ],
    },
    LibraryScenario {
        name: "idle",
        yaml: include_str!("../library/idle.yaml"),
        pages: &[page!("pages/idle/index.html"), page!("pages/idle/page.js"), page!("pages/idle/style.css")],
    },
];
