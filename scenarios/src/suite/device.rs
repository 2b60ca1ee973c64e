//! On which kind of device an entry runs: what the suite asks for, put together with what the scenario itself requires.

use crate::read::{Fields, Reader};
use crate::words::{Shape, Table};
use crate::yaml::Place;
use crate::{BrowserKind, Scenario};

/// One kind of device.
pub(super) struct Wish {
    place: Place,
    name: Option<String>,
    platform: Option<String>,
    labels: Vec<String>,
    kind: Option<BrowserKind>,
    versions: (Option<u32>, Option<u32>),
}

/// The devices that a suite or an entry names; `None` where it names none.
pub(super) fn wishes(fields: &Fields<'_>) -> Option<Vec<Wish>> {
    let node = fields.node("devices")?;
    let Shape::List { of: Shape::Table(table), .. } = fields.shape("devices") else {
        unreachable!("the tables give `devices` a list of tables")
    };
    let items = fields.reader.items(node, fields.shape("devices"));
    if items.is_empty() {
        fields.reader.wrong(node.place, "name at least one device, or leave `devices` out");
    }
    Some(items.iter().filter_map(|item| wish(fields.reader, item, table)).collect())
}

/// No device in particular: what the scenario requires is all.
pub(super) fn any(place: Place) -> Wish {
    Wish { place, name: None, platform: None, labels: Vec::new(), kind: None, versions: (None, None) }
}

impl Wish {
    /// The scenario on this kind of device, and the device in words. Notes where the two exclude each other.
    pub(super) fn on(&self, reader: &Reader<'_>, mut scenario: Scenario) -> Option<(String, Scenario)> {
        let requires = &mut scenario.requires;
        if let (Some(own), Some(wished)) = (&requires.platform, &self.platform)
            && own != wished
        {
            let name = &scenario.name;
            reader.wrong(self.place, format!("scenario `{name}` runs on {own} alone, not on {wished}"));
            return None;
        }
        requires.platform = requires.platform.take().or_else(|| self.platform.clone());
        let further = self.labels.iter().filter(|label| !requires.labels.contains(label));
        let further: Vec<String> = further.cloned().collect();
        requires.labels.extend(further);
        requires.browser_version_min = requires.browser_version_min.max(self.versions.0);
        requires.browser_version_max =
            [requires.browser_version_max, self.versions.1].into_iter().flatten().min();
        if let (Some(min), Some(max)) = (requires.browser_version_min, requires.browser_version_max)
            && min > max
        {
            let reason = format!(
                "with what scenario `{}` requires: no version is at least {min} and at most {max}",
                scenario.name
            );
            reader.wrong(self.place, reason);
            return None;
        }
        scenario.browser.kind = self.kind.unwrap_or(scenario.browser.kind);
        Some((self.name.clone().unwrap_or_else(|| words(&scenario)), scenario))
    }
}

fn wish(reader: &Reader<'_>, node: &crate::yaml::Node, table: &'static Table) -> Option<Wish> {
    let fields = Fields::open(reader, node, table)?;
    let browser = fields.inner("browser");
    let kind = browser.as_ref().and_then(|browser| browser.choice::<BrowserKind>("kind"));
    let versions =
        browser.as_ref().map(|browser| (browser.count("min_version"), browser.count("max_version")));
    Some(Wish {
        place: fields.place,
        name: fields.text("name"),
        platform: fields.choice::<String>("platform"),
        labels: fields.texts("labels"),
        kind,
        versions: versions.unwrap_or_default(),
    })
}

/// What a scenario needs of a device, for people: `linux, gpu, firefox 120 or newer`.
fn words(scenario: &Scenario) -> String {
    let requires = &scenario.requires;
    let browser = match scenario.browser.kind {
        BrowserKind::Chromium => "chromium",
        BrowserKind::Firefox => "firefox",
        BrowserKind::Simulated => "simulated",
    };
    let versions = match (requires.browser_version_min, requires.browser_version_max) {
        (Some(min), Some(max)) if min == max => format!(" {min}"),
        (Some(min), Some(max)) => format!(" {min} to {max}"),
        (Some(min), None) => format!(" {min} or newer"),
        (None, Some(max)) => format!(" {max} or older"),
        (None, None) => String::new(),
    };
    let needs = requires.platform.iter().chain(&requires.labels).cloned();
    needs.chain([format!("{browser}{versions}")]).collect::<Vec<_>>().join(", ")
}
