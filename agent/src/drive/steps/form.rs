//! The steps `select` and `upload_file`. Never hands a page a file that the scenario did not write.

use fantoccini::Locator;
use scenarios::Selector;
use tokio::time::Instant;

use super::element::Patience;
use super::failure::StepError;
use crate::drive::stage::Stage;
use crate::drive::webdriver::failure::CommandError;

pub(crate) async fn select(
    stage: &Stage,
    from: &Selector,
    value: &str,
    deadline: Instant,
) -> Result<(), StepError> {
    let value = stage.narrator.secrets().reveal(value)?;
    let option = format!("option[value=\"{}\"]", css_escaped(&value));
    let named = Selector::Css(format!("{} {option}", plain(from)));
    let patience = Patience::new(&named, deadline);
    loop {
        match choose(stage, from, &option).await {
            Ok(()) => return Ok(()),
            Err(error) => patience.after(error).await?,
        }
    }
}

async fn choose(stage: &Stage, from: &Selector, option: &str) -> Result<(), CommandError> {
    let session = stage.session();
    let list = session.find(from).await?;
    let option = session.find_within(&list, Locator::Css(option)).await?;
    session.click(&option).await
}

/// Makes the file in a folder of its own and gives its path to the input, as a person's file dialog would.
pub(crate) async fn upload(
    stage: &mut Stage,
    into: &Selector,
    (name, content): (&str, &str),
    deadline: Instant,
) -> Result<(), StepError> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0', '\n']) {
        return Err(StepError::NotAFileName { name: name.to_owned() });
    }
    let content = stage.narrator.secrets().reveal(content)?;
    stage.uploads += 1;
    let folder = stage.scratch.uploads().join(stage.uploads.to_string());
    let path = folder.join(name);
    let attempt = |source| StepError::Write { path: path.clone(), source };
    tokio::fs::create_dir_all(&folder).await.map_err(attempt)?;
    tokio::fs::write(&path, content).await.map_err(attempt)?;
    let path = path.display().to_string();
    let session = stage.session();
    let patience = Patience::new(into, deadline);
    loop {
        let given = match session.find(into).await {
            Ok(element) => session.send_keys(&element, &path).await,
            Err(error) => Err(error),
        };
        match given {
            Ok(()) => return Ok(()),
            Err(error) => patience.after(error).await?,
        }
    }
}

fn plain(selector: &Selector) -> &str {
    match selector {
        Selector::Css(text) | Selector::Xpath(text) => text,
    }
}

/// As the inside of a CSS string (CSS Syntax, section 4.3.7).
fn css_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\a "),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_string() {
        assert_eq!(css_escaped("a\"]b\\"), "a\\\"]b\\\\");
    }
}
