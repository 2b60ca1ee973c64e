//! Scenarios that a story writes for itself: a page and the steps on it.

use std::path::{Path, PathBuf};

/// A scenario with its pages, written into a folder.
pub(crate) struct Scenario {
    name: &'static str,
    settings: String,
    steps: String,
    pages: Vec<(&'static str, String)>,
}

impl Scenario {
    /// One page, `index.html`, with this body; no steps beyond opening it.
    pub(crate) fn new(name: &'static str, page: &str) -> Self {
        Self {
            name,
            settings: "warmup: 0\niterations: 1\ncollection: {interval: 500ms}\nbaseline: none\n".to_owned(),
            steps: "  - open: index.html\n".to_owned(),
            pages: vec![("index", page.to_owned())],
        }
    }

    /// Other top-level keys than the usual ones.
    pub(crate) fn settings(mut self, yaml: &str) -> Self {
        yaml.clone_into(&mut self.settings);
        self
    }

    /// One more step, as YAML after the dash.
    pub(crate) fn step(mut self, yaml: &str) -> Self {
        self.steps.extend(["  - ", yaml, "\n"]);
        self
    }

    /// One more page, `<name>.html`, with this body and the name as its title.
    pub(crate) fn page(mut self, name: &'static str, body: &str) -> Self {
        self.pages.push((name, body.to_owned()));
        self
    }

    /// Writes scenario and pages; gives the scenario's path.
    pub(crate) fn write(&self, folder: &Path) -> PathBuf {
        let pages = folder.join(format!("{}-pages", self.name));
        std::fs::create_dir_all(&pages).expect("a folder for the page");
        for (name, body) in &self.pages {
            let html =
                format!("<!doctype html><html><head><title>{name}</title></head><body>{body}</body></html>");
            std::fs::write(pages.join(format!("{name}.html")), html).expect("the page is written");
        }
        let path = folder.join(format!("{}.yaml", self.name));
        let yaml =
            format!("name: {0}\npages: {0}-pages\n{1}steps:\n{2}", self.name, self.settings, self.steps);
        std::fs::write(&path, yaml).expect("the scenario is written");
        path
    }
}
