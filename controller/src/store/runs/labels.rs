//! What people say of a run, and how an edit changes it. Pure; never about what was measured.

use std::collections::BTreeSet;

use crate::intake::{ENVIRONMENT_TAG, RELEASE_TAG};

/// Longest title, characters.
pub(super) const LONGEST_TITLE: usize = 200;
/// Longest notes, characters.
pub(super) const LONGEST_NOTES: usize = 20_000;
/// Longest tag and release, characters.
pub(super) const LONGEST_TAG: usize = 100;
/// Most tags of a run.
pub(super) const MOST_TAGS: usize = 100;

/// What people say of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Labels {
    /// Human title.
    pub title: String,
    /// Free notes.
    pub notes: Option<String>,
    /// Tags, sorted, each once; those of the release and of the environment among them.
    pub tags: Vec<String>,
    /// The version in the `release:` tag.
    pub release: Option<String>,
}

/// What shall be different about a run; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunEdit {
    /// Its title.
    pub title: Option<String>,
    /// Its notes; blank for none.
    pub notes: Option<String>,
    /// All of its tags. Those of the release and of the environment stay, whether they are named or not.
    pub tags: Option<Vec<String>>,
    /// Its release; blank for none.
    pub release: Option<String>,
    /// The project that it shall belong to.
    pub project: Option<String>,
}

/// Tags that several runs shall carry, and tags that they shall not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagChange {
    /// Tags to add.
    pub add: Vec<String>,
    /// Tags to take away; one that a run does not carry is no obstacle.
    pub remove: Vec<String>,
}

impl TagChange {
    /// Refuses, before any run is looked at, what no run could be called or would lose.
    pub fn checked(&self) -> Result<(), LabelFault> {
        replaced(&[], &self.add, None)?;
        let bound = self.remove.iter().find(|tag| is_bound(tag));
        bound.map_or(Ok(()), |tag| Err(LabelFault::Bound { tag: tag.clone() }))
    }

    /// The labels after the change.
    pub(super) fn over(&self, labels: Labels) -> Result<Labels, LabelFault> {
        let kept = labels.tags.iter().filter(|tag| !self.remove.contains(tag));
        let wanted: Vec<String> = kept.chain(&self.add).cloned().collect();
        let edit = RunEdit { tags: Some(wanted), ..RunEdit::default() };
        edit.over(labels)
    }
}

/// Why a run cannot be called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelFault {
    /// The title is none.
    #[error("`title` has 1 to {LONGEST_TITLE} characters and no control characters")]
    Title,
    /// The notes are too long.
    #[error("`notes` has at most {LONGEST_NOTES} characters")]
    Notes,
    /// It cannot be a release.
    #[error("`release` has at most {LONGEST_TAG} characters, no comma and no control characters")]
    Release,
    /// A tag is none.
    #[error("`tags`: a tag has 1 to {LONGEST_TAG} characters, no comma and no control characters: `{tag}`")]
    Tag {
        /// Which.
        tag: String,
    },
    /// Too many tags.
    #[error("`tags`: a run has at most {MOST_TAGS} tags")]
    TooManyTags,
    /// A tag would name another release.
    #[error("`tags`: `{tag}` names another release than the run's; change `release`")]
    OtherRelease {
        /// Which.
        tag: String,
    },
    /// The tag says what a field says.
    #[error("`remove`: `{tag}` follows the run's release or environment and cannot be taken away alone")]
    Bound {
        /// Which.
        tag: String,
    },
    /// A tag would name another environment.
    #[error(
        "`tags`: `{tag}` names another environment than the run's; where a run took place stays as it was"
    )]
    OtherEnvironment {
        /// Which.
        tag: String,
    },
}

impl RunEdit {
    /// Names of the fields that it is about.
    pub fn fields(&self) -> Vec<&'static str> {
        let Self { title, notes, tags, release, project } = self;
        let given = [
            (title.is_some(), "title"),
            (notes.is_some(), "notes"),
            (tags.is_some(), "tags"),
            (release.is_some(), "release"),
            (project.is_some(), "project"),
        ];
        given.into_iter().filter_map(|(given, name)| given.then_some(name)).collect()
    }

    /// What is said of the run after the edit. Only what the edit names is checked.
    pub(super) fn over(&self, labels: Labels) -> Result<Labels, LabelFault> {
        let title = match &self.title {
            Some(title) => plain(title, LONGEST_TITLE).ok_or(LabelFault::Title)?,
            None => labels.title,
        };
        let notes = match &self.notes {
            Some(notes) => checked_notes(notes)?,
            None => labels.notes,
        };
        let release = match &self.release {
            Some(release) if release.trim().is_empty() => None,
            Some(release) => Some(word(release).ok_or(LabelFault::Release)?),
            None => labels.release,
        };
        let tags = self.tags_over(&labels.tags, release.as_deref())?;
        Ok(Labels { title, notes, tags, release })
    }

    fn tags_over(&self, current: &[String], release: Option<&str>) -> Result<Vec<String>, LabelFault> {
        let mut tags: BTreeSet<String> = match &self.tags {
            None => current.iter().cloned().collect(),
            Some(wanted) => replaced(current, wanted, release)?,
        };
        if self.release.is_some() {
            tags.retain(|tag| !tag.starts_with(RELEASE_TAG));
            tags.extend(release.map(release_tag));
        }
        Ok(tags.into_iter().collect())
    }
}

/// `wanted`, and of `current` what a list of tags does not decide.
fn replaced(
    current: &[String],
    wanted: &[String],
    release: Option<&str>,
) -> Result<BTreeSet<String>, LabelFault> {
    if wanted.len() > MOST_TAGS {
        return Err(LabelFault::TooManyTags);
    }
    let mut tags: BTreeSet<String> = current.iter().filter(|tag| is_bound(tag)).cloned().collect();
    for tag in wanted {
        // What came with a run may be longer than what is written here; it can stay.
        if current.contains(tag) {
            tags.insert(tag.clone());
            continue;
        }
        let tag = word(tag).ok_or_else(|| LabelFault::Tag { tag: tag.clone() })?;
        // Whoever sends back what they read names the release and the environment too.
        let is_known = current.contains(&tag) || release.map(release_tag).as_ref() == Some(&tag);
        if tag.starts_with(RELEASE_TAG) && !is_known {
            return Err(LabelFault::OtherRelease { tag });
        }
        if tag.starts_with(ENVIRONMENT_TAG) && !is_known {
            return Err(LabelFault::OtherEnvironment { tag });
        }
        tags.insert(tag);
    }
    Ok(tags)
}

fn is_bound(tag: &str) -> bool {
    tag.starts_with(RELEASE_TAG) || tag.starts_with(ENVIRONMENT_TAG)
}

fn release_tag(release: &str) -> String {
    format!("{RELEASE_TAG}{release}")
}

fn checked_notes(notes: &str) -> Result<Option<String>, LabelFault> {
    let notes = notes.trim();
    if notes.chars().count() > LONGEST_NOTES {
        return Err(LabelFault::Notes);
    }
    Ok((!notes.is_empty()).then(|| notes.to_owned()))
}

/// A tag or a release: lists of tags are separated by commas.
fn word(text: &str) -> Option<String> {
    plain(text, LONGEST_TAG).filter(|word| !word.contains(','))
}

fn plain(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let fits = (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let tags = ["environment:lab", "nightly", "release:6.7.0"].map(str::to_owned).to_vec();
        Labels { title: "a".to_owned(), notes: None, tags, release: Some("6.7.0".to_owned()) }
    }

    fn tags(edit: &RunEdit) -> Result<String, LabelFault> {
        edit.over(labels()).map(|labels| labels.tags.join(" "))
    }

    fn tagged(tags: &[&str]) -> RunEdit {
        RunEdit { tags: Some(tags.iter().map(ToString::to_string).collect()), ..RunEdit::default() }
    }

    #[test]
    fn what_an_edit_does_not_name_stays_even_where_an_edit_could_not_set_it() {
        let long = Labels { title: "x".repeat(999), ..labels() };
        assert_eq!(RunEdit::default().over(long.clone()), Ok(long));
    }

    #[test]
    fn the_tag_of_the_release_follows_the_release() {
        let to = |release: &str| RunEdit { release: Some(release.to_owned()), ..tagged(&["a"]) };
        assert_eq!(tags(&to(" 6.8 ")).unwrap(), "a environment:lab release:6.8");
        assert_eq!(tags(&to(" ")).unwrap(), "a environment:lab");
        assert_eq!(to("").over(labels()).unwrap().release, None);
        assert_eq!(tags(&to("6,8")), Err(LabelFault::Release));
    }

    #[test]
    fn tags_that_were_read_can_be_sent_back_and_none_names_another_release_or_environment() {
        let back = tagged(&["environment:lab", "b", "release:6.7.0", "b"]);
        assert_eq!(tags(&back).unwrap(), "b environment:lab release:6.7.0");
        let both = RunEdit { release: Some("7".to_owned()), ..tagged(&["release:6.7.0", "release:7"]) };
        assert_eq!(tags(&both).unwrap(), "environment:lab release:7");
        assert_eq!(tags(&tagged(&[])).unwrap(), "environment:lab release:6.7.0");
        assert!(matches!(tags(&tagged(&["release:7"])), Err(LabelFault::OtherRelease { .. })));
        assert!(matches!(tags(&tagged(&["environment:ci"])), Err(LabelFault::OtherEnvironment { .. })));
    }

    #[test]
    fn tags_are_added_and_taken_away_and_long_ones_that_came_with_the_run_stay() {
        let long = "x".repeat(500);
        let labels = Labels { tags: vec!["a".to_owned(), long.clone()], ..Labels::default() };
        let change = |add: &[&str], remove: &[&str]| TagChange {
            add: add.iter().map(ToString::to_string).collect(),
            remove: remove.iter().map(ToString::to_string).collect(),
        };
        let tags = |change: TagChange| change.over(labels.clone()).map(|labels| labels.tags.join(" "));
        assert_eq!(tags(change(&["b", "a"], &["c"])).unwrap(), format!("a b {long}"));
        assert_eq!(tags(change(&[], &["a", &long])).unwrap(), "");
        assert!(matches!(change(&["a,b"], &[]).checked(), Err(LabelFault::Tag { .. })));
        assert!(matches!(change(&["release:7"], &[]).checked(), Err(LabelFault::OtherRelease { .. })));
        assert!(matches!(change(&[], &["release:7"]).checked(), Err(LabelFault::Bound { .. })));
    }

    #[test]
    fn words_that_a_list_could_not_filter_by_are_refused() {
        for bad in ["", " ", "a,b", "a\nb", &"x".repeat(101)] {
            assert!(matches!(tags(&tagged(&[bad])), Err(LabelFault::Tag { .. })), "{bad:?}");
        }
        let many = RunEdit { tags: Some(vec!["x".to_owned(); 101]), ..RunEdit::default() };
        assert_eq!(tags(&many), Err(LabelFault::TooManyTags));
        let title = |title: &str| RunEdit { title: Some(title.to_owned()), ..RunEdit::default() };
        assert_eq!(title(" ").over(labels()), Err(LabelFault::Title));
        assert_eq!(title(" b ").over(labels()).unwrap().title, "b");
    }

    #[test]
    fn notes_may_have_lines_and_blank_ones_are_none() {
        let notes = |notes: &str| RunEdit { notes: Some(notes.to_owned()), ..RunEdit::default() };
        assert_eq!(notes("a\nb ").over(labels()).unwrap().notes.as_deref(), Some("a\nb"));
        assert_eq!(notes(" \n").over(labels()).unwrap().notes, None);
        assert_eq!(notes(&"x".repeat(20_001)).over(labels()), Err(LabelFault::Notes));
    }
}
