//! Reads a scenario for a command: a file with the pages beside it, or one of the library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use scenarios::{Inputs, Plan};

/// The longest scenario that is read; the parser has the same limit.
const LONGEST_BYTES: u64 = 1 << 20;
/// The most that a scenario's pages may hold together.
const PAGES_BYTES: u64 = 16 << 20;

/// A scenario with its place and its pages.
pub(crate) struct Written {
    /// Name for messages.
    pub(crate) name: String,
    /// The file's bytes; they may be anything.
    bytes: Vec<u8>,
    /// Its pages, by path relative to the scenario's folder.
    pub(crate) pages: BTreeMap<String, String>,
}

impl Written {
    /// Reads a scenario by path, or by its name in the library.
    pub(crate) fn read(scenario: &str) -> anyhow::Result<Self> {
        let path = Path::new(scenario);
        if path.exists() {
            return Self::read_file(path);
        }
        let library = scenarios::library();
        if let Some(shipped) = library.iter().find(|shipped| shipped.name == scenario) {
            let source = shipped.source();
            return Ok(Self { name: source.name, bytes: source.text.into_bytes(), pages: source.pages });
        }
        let names: Vec<&str> = library.iter().map(|shipped| shipped.name).collect();
        bail!(
            "there is no file `{scenario}`, and the library has no scenario of that name; it has {}",
            names.join(", ")
        )
    }

    fn read_file(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let size = path.metadata().with_context(|| format!("cannot read scenario `{name}`"))?.len();
        if size > LONGEST_BYTES {
            bail!("{name}: {size} bytes of scenario; at most 1 MiB is read");
        }
        let bytes = std::fs::read(path).with_context(|| format!("cannot read scenario `{name}`"))?;
        let folder = std::str::from_utf8(&bytes).ok().and_then(scenarios::pages_folder);
        let beside = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let pages = match folder {
            Some(folder) => Pages::gather(&beside, &folder)?,
            None => BTreeMap::new(),
        };
        Ok(Self { name, bytes, pages })
    }

    /// Checks it and expands its matrix; every mistake is told at once.
    pub(crate) fn plan(&self, variables: &[String], iterations: Option<u32>) -> anyhow::Result<Plan> {
        let mut inputs = Inputs {
            variables: pairs(variables)?,
            environment: std::env::vars().collect(),
            ..Inputs::default()
        };
        inputs.overrides.iterations = iterations;
        Ok(scenarios::parse_bytes(&self.name, &self.bytes, self.pages.clone(), &inputs)?)
    }

    /// The text; what is not UTF-8 never passes [`Self::plan`].
    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// `NAME=VALUE`, as typed.
pub(crate) fn pairs(typed: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    typed
        .iter()
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
            Some(_) | None => bail!("`{pair}` is not of the form NAME=VALUE"),
        })
        .collect()
}

/// Gathers the text files of a folder.
struct Pages {
    base: PathBuf,
    left: u64,
    found: BTreeMap<String, String>,
}

impl Pages {
    fn gather(base: &Path, folder: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let mut pages = Self { base: base.to_path_buf(), left: PAGES_BYTES, found: BTreeMap::new() };
        pages.folder(&base.join(folder))?;
        Ok(pages.found)
    }

    fn folder(&mut self, folder: &Path) -> anyhow::Result<()> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            // The parser says at which line the folder is named.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read the pages in `{}`", folder.display()));
            }
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read the pages in `{}`", folder.display()))?;
            let kind =
                entry.file_type().with_context(|| format!("cannot read `{}`", entry.path().display()))?;
            if kind.is_dir() {
                self.folder(&entry.path())?;
            } else if kind.is_file() {
                self.file(&entry.path())?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> anyhow::Result<()> {
        let size = path.metadata().with_context(|| format!("cannot read `{}`", path.display()))?.len();
        self.left = self.left.checked_sub(size).with_context(|| {
            format!(
                "the pages hold more than {} MiB together; serve them yourself and give base_url",
                PAGES_BYTES >> 20
            )
        })?;
        let text = std::fs::read_to_string(path).with_context(|| {
            format!(
                "cannot read the page `{}` as text; serve pages with other files yourself and give base_url",
                path.display()
            )
        })?;
        let relative = path.strip_prefix(&self.base).unwrap_or(path);
        let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        self.found.insert(parts.join("/"), text);
        Ok(())
    }
}
