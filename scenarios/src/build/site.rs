//! Where the pages come from. Lets no path leave the scenario's folder.

use std::collections::BTreeMap;

use crate::Site;
use crate::read::{Fields, Reader};
use crate::source::{Overrides, Source};
use crate::yaml::{Content, Node, Place};

/// Pages of one scenario, bytes together: they travel with every job.
const MAX_PAGES_BYTES: usize = 8 << 20;
const MAX_PAGES: usize = 500;

/// `base_url`, `pages` or neither.
pub(super) fn read(fields: &Fields<'_>, source: &Source, overrides: &Overrides) -> Option<Site> {
    let reader = fields.reader;
    let (base, pages) = (fields.node("base_url"), fields.node("pages"));
    if let Some(url) = &overrides.base_url {
        return Some(base_url(reader, url, fields.place));
    }
    let from_base = base.map(|node| reader.line(node).map(|text| base_url(reader, &text, node.place)));
    let from_pages = pages.map(|node| page_files(reader, node, source));
    if let (Some(_), Some(node)) = (base, pages) {
        reader.wrong(node.place, "`pages` and `base_url` exclude each other; keep one");
    }
    match (from_base, from_pages) {
        (Some(site), _) => site,
        (None, Some(files)) => files.map(Site::Pages),
        (None, None) => Some(Site::Absolute),
    }
}

/// A relative folder with `/`, without `.` parts; the error says why it cannot be one.
pub(crate) fn clean_folder(written: &str) -> Result<String, String> {
    let parts: Vec<&str> = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let absolute = written.starts_with('/') || written.contains([':', '\\', '\0']);
    if absolute || parts.contains(&"..") {
        return Err(format!(
            "`{written}` leaves the scenario's folder; give a folder beside the file, with `/`"
        ));
    }
    if parts.is_empty() || written.contains("${") {
        return Err(format!("`{written}` is not a folder beside the file, such as `pages/login`"));
    }
    Ok(parts.join("/"))
}

fn base_url(reader: &Reader<'_>, url: &str, place: Place) -> Site {
    if !["http://", "https://"]
        .iter()
        .any(|scheme| url.strip_prefix(scheme).is_some_and(|host| !host.is_empty()))
    {
        reader.wrong(place, format!("`{url}` is not an address that begins with `http://` or `https://`"));
    }
    Site::BaseUrl(url.to_owned())
}

fn page_files(reader: &Reader<'_>, node: &Node, source: &Source) -> Option<BTreeMap<String, String>> {
    let written = match &node.content {
        Content::Scalar(scalar) if !node.is_null() => scalar.text.as_str(),
        Content::Scalar(_) | Content::List(_) | Content::Map(_) => {
            reader.wrong(node.place, "`pages` names one folder beside this file");
            return None;
        }
    };
    let folder = match clean_folder(written) {
        Ok(folder) => folder,
        Err(reason) => {
            reader.wrong(node.place, reason);
            return None;
        }
    };
    let prefix = format!("{folder}/");
    let inside = |(path, content): (&String, &String)| {
        path.strip_prefix(&prefix).map(|path| (path.to_owned(), content.clone()))
    };
    let files: BTreeMap<String, String> = source.pages.iter().filter_map(inside).collect();
    let bytes: usize = files.values().map(String::len).sum();
    if files.is_empty() {
        reader.wrong(
            node.place,
            format!("folder `{folder}` beside this file is missing or holds no text file"),
        );
    } else if files.len() > MAX_PAGES || bytes > MAX_PAGES_BYTES {
        let reason =
            format!("{} files with {bytes} bytes; at most {MAX_PAGES} and {MAX_PAGES_BYTES}", files.len());
        reader.wrong(node.place, reason);
    }
    if let Some(path) =
        files.keys().find(|path| path.split('/').any(|part| part == ".." || part.contains('\\')))
    {
        reader.wrong(node.place, format!("page `{path}` has a name that could leave its folder"));
    }
    Some(files)
}
