//! The words that runs are found by: one narrow row a run, written with it. Never a word of what was measured.

use std::str::FromStr;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, JoinType, QueryFilter,
    QuerySelect, QueryTrait, RelationDef, Select,
};

use super::row::{run_search, runs};
use super::text::storable;
use crate::intake::RunRecord;
use crate::store::StoreError;

/// Longest search, characters.
const LONGEST: usize = 600;
/// Most words of a search.
const MOST_WORDS: usize = 8;
/// Stands for the table in a query.
const ALIAS: &str = "search";

/// Words, lower case; a run that holds all of them is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchWords(Vec<String>);

/// A search that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a search has at most {MOST_WORDS} words and {LONGEST} characters")]
pub struct SearchTooLong;

impl FromStr for SearchWords {
    type Err = SearchTooLong;

    fn from_str(text: &str) -> Result<Self, SearchTooLong> {
        let words: Vec<String> = storable(text).split_whitespace().map(str::to_lowercase).collect();
        let fits = text.chars().count() <= LONGEST && words.len() <= MOST_WORDS;
        if fits { Ok(Self(words)) } else { Err(SearchTooLong) }
    }
}

impl SearchWords {
    /// Whether every run is found.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the query says of the row of a run.
    pub(super) fn are_in(&self, record: &RunRecord) -> bool {
        let text = if self.is_empty() { String::new() } else { text_of(record) };
        self.0.iter().all(|word| text.contains(word))
    }

    /// Narrows a query of runs to those that hold the words. Taken `in_time`, from the narrow rows on, a page in the order of
    /// [`column`] needs no more rows than it shows; otherwise the words are looked for once, whatever the order.
    pub(super) fn narrow(
        &self,
        query: Select<runs::Entity>,
        project: &str,
        in_time: bool,
    ) -> Select<runs::Entity> {
        if self.is_empty() {
            return query;
        }
        if !in_time {
            let ids = self.rows(project).select_only().column(run_search::Column::RunId).into_query();
            return query.filter(runs::Column::Id.in_subquery(ids));
        }
        let narrow = query.join_as(JoinType::InnerJoin, searched(), Alias::new(ALIAS));
        narrow.filter(self.condition(project, column))
    }

    /// The narrow rows that hold the words.
    pub(super) fn rows(&self, project: &str) -> Select<run_search::Entity> {
        run_search::Entity::find()
            .filter(self.condition(project, |column| Expr::col((run_search::Entity, column))))
    }

    fn condition(&self, project: &str, column: impl Fn(run_search::Column) -> Expr) -> Condition {
        let of_project = Condition::all().add(column(run_search::Column::ProjectId).eq(project));
        self.0.iter().fold(of_project, |all, word| {
            all.add(column(run_search::Column::Text).like(LikeExpr::new(pattern(word)).escape('\\')))
        })
    }
}

/// A column of the searched table in a query that was narrowed in time.
pub(super) fn column(column: run_search::Column) -> Expr {
    Expr::col((Alias::new(ALIAS), column))
}

/// Writes the words of a run, in place of those that it had.
pub(super) async fn write_words(
    transaction: &DatabaseTransaction,
    record: &RunRecord,
) -> Result<(), StoreError> {
    let old = run_search::Entity::delete_many().filter(run_search::Column::RunId.eq(record.id.to_string()));
    old.exec(transaction).await.map_err(StoreError::query("forget the words of a run"))?;
    let new = run_search::ActiveModel {
        project_id: Set(record.project.clone()),
        created_at: Set(record.created_at.epoch_ms()),
        run_id: Set(record.id.to_string()),
        text: Set(text_of(record)),
    };
    new.insert(transaction).await.map_err(StoreError::query("store the words of a run"))?;
    Ok(())
}

fn text_of(record: &RunRecord) -> String {
    let named = [record.title.as_str(), &record.scenario, record.build_id.as_deref().unwrap_or_default()];
    let lines: Vec<&str> = named.into_iter().chain(record.tags.iter().map(String::as_str)).collect();
    storable(&lines.join("\n")).to_lowercase()
}

/// The word wherever it stands; what patterns mean by a sign is the sign itself.
fn pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for sign in word.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

fn searched() -> RelationDef {
    runs::Entity::belongs_to(run_search::Entity).from(runs::Column::Id).to(run_search::Column::RunId).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_looked_for_as_they_stand() {
        assert_eq!(pattern("100%_\\x"), "%100\\%\\_\\\\x%");
    }

    #[test]
    fn a_search_is_cut_into_words_and_has_an_end() {
        assert_eq!("  Scroll\tLAB-03 ".parse(), Ok(SearchWords(vec!["scroll".into(), "lab-03".into()])));
        assert_eq!("".parse(), Ok(SearchWords::default()));
        assert_eq!("x ".repeat(9).parse::<SearchWords>(), Err(SearchTooLong));
        assert_eq!("ä".repeat(601).parse::<SearchWords>(), Err(SearchTooLong));
    }
}
