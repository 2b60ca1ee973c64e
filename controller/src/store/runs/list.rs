//! Pages of runs and their counts, from index columns alone.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, NullOrdering};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
};

use super::filter::{Outcome, RunFilter, SortKey, VerdictFilter};
use super::read::{RunSummary, summary_of};
use super::row::{outcome_word, run_search, run_tags, runs};
use super::search;
use crate::store::{Store, StoreError, verdicts::verdict_word};

impl Store {
    /// The runs of a page and how many there are in all.
    pub async fn list_runs(
        &self,
        filter: &RunFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<RunSummary>, u64), StoreError> {
        let page = sorted(matching(filter, in_time(filter)), filter)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await;
        let rows = page.map_err(StoreError::query("list runs"))?;
        let listed = rows.len() as u64;
        // Whoever sees the end of a list has counted it.
        let is_end = listed < limit && (listed > 0 || offset == 0);
        let total = if is_end { offset + listed } else { self.count_runs(filter).await? };
        Ok((rows.into_iter().map(summary_of).collect::<Result<_, _>>()?, total))
    }

    /// The first run of a list.
    pub async fn newest_run(&self, filter: &RunFilter) -> Result<Option<RunSummary>, StoreError> {
        let row = sorted(matching(filter, in_time(filter)), filter).one(self.reader()).await;
        row.map_err(StoreError::query("find the newest run"))?.map(summary_of).transpose()
    }

    async fn count_runs(&self, filter: &RunFilter) -> Result<u64, StoreError> {
        let count = async || {
            let counted = if is_search_alone(filter) {
                filter.words.rows(&filter.project).count(self.reader()).await
            } else {
                matching(filter, false).count(self.reader()).await
            };
            counted.map_err(StoreError::query("count runs"))
        };
        // Other controllers may write to a PostgreSQL database; a SQLite file has this one.
        if self.backend() != DbBackend::Sqlite {
            return count().await;
        }
        let (generation, remembered) = self.run_counts().recall(filter);
        if let Some(total) = remembered {
            return Ok(total);
        }
        let total = count().await?;
        self.run_counts().remember(filter, generation, total);
        Ok(total)
    }
}

/// Whether a list follows the searched rows, which lie in the order of time.
fn in_time(filter: &RunFilter) -> bool {
    filter.sort.key == SortKey::CreatedAt && filter.tags.is_empty()
}

/// Whether the searched rows alone say which runs a list has.
fn is_search_alone(filter: &RunFilter) -> bool {
    let all = RunFilter::all(filter.project.as_str());
    !filter.words.is_empty() && *filter == RunFilter { words: filter.words.clone(), sort: filter.sort, ..all }
}

fn matching(filter: &RunFilter, in_time: bool) -> Select<runs::Entity> {
    let query = runs::Entity::find().filter(condition(filter));
    let mut query = filter.words.narrow(query, &filter.project, in_time);
    for (number, tag) in filter.tags.iter().enumerate() {
        let alias = tag_alias(number);
        query = query
            .join_as(JoinType::InnerJoin, carried_tags(), alias.clone())
            .filter(Expr::col((alias.clone(), run_tags::Column::ProjectId)).eq(filter.project.as_str()))
            .filter(Expr::col((alias, run_tags::Column::Tag)).eq(tag.as_str()));
    }
    query
}

fn condition(filter: &RunFilter) -> Condition {
    use runs::Column;
    let equal =
        |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
    Condition::all()
        .add(Column::ProjectId.eq(filter.project.as_str()))
        .add_option(equal(Column::Release, &filter.release))
        .add_option(equal(Column::Scenario, &filter.scenario))
        .add_option(equal(Column::BuildId, &filter.build_id))
        .add_option(equal(Column::Environment, &filter.environment))
        .add_option(equal(Column::Platform, &filter.platform))
        .add_option(equal(Column::Device, &filter.device))
        .add_option(filter.verdict.map(|verdict| match verdict {
            VerdictFilter::Is(verdict) => Column::Verdict.eq(verdict_word(verdict)),
            VerdictFilter::None => Column::Verdict.is_null(),
        }))
        .add_option(filter.outcome.map(|outcome| match outcome {
            Outcome::Is(status) => Column::Outcome.eq(outcome_word(Some(status))),
            Outcome::Unknown => Column::Outcome.eq(outcome_word(None)),
        }))
        .add_option(filter.from.map(|from| Column::CreatedAt.gte(from.epoch_ms())))
        .add_option(filter.to.map(|to| Column::CreatedAt.lt(to.epoch_ms())))
}

fn sorted(query: Select<runs::Entity>, filter: &RunFilter) -> Select<runs::Entity> {
    let order = if filter.sort.descending { Order::Desc } else { Order::Asc };
    let column = match filter.sort.key {
        SortKey::CreatedAt if !filter.tags.is_empty() => return sorted_by_tag(query, order),
        SortKey::CreatedAt if !filter.words.is_empty() => return sorted_by_search(query, order),
        SortKey::CreatedAt => return newest(query, order),
        SortKey::Duration => runs::Column::DurationMs,
        SortKey::Title => runs::Column::Title,
        SortKey::Scenario => return newest(query.order_by(runs::Column::Scenario, order.clone()), order),
        SortKey::Release => return sorted_by_optional(query, runs::Column::Release, filter),
        SortKey::Build => return sorted_by_optional(query, runs::Column::BuildId, filter),
        SortKey::Device => return sorted_by_optional(query, runs::Column::Device, filter),
        SortKey::Verdict => return newest(query.order_by(Expr::cust(SEVERITY), order.clone()), order),
    };
    query.order_by(column, order.clone()).order_by(runs::Column::Id, order)
}

/// How bad a verdict is, word for word as the index on it has it.
const SEVERITY: &str = "CASE runs.verdict WHEN 'regressed' THEN 4 WHEN 'inconclusive' THEN 3 \
    WHEN 'unchanged' THEN 2 WHEN 'improved' THEN 1 ELSE 0 END";

/// By time, in the direction of what was sorted by before: one index serves both.
fn newest(query: Select<runs::Entity>, order: Order) -> Select<runs::Entity> {
    query.order_by(runs::Column::CreatedAt, order.clone()).order_by(runs::Column::Id, order)
}

/// What is absent comes before everything else, on both databases.
fn sorted_by_optional(
    query: Select<runs::Entity>,
    column: runs::Column,
    filter: &RunFilter,
) -> Select<runs::Entity> {
    let (order, absent) = if filter.sort.descending {
        (Order::Desc, NullOrdering::Last)
    } else {
        (Order::Asc, NullOrdering::First)
    };
    newest(query.order_by_with_nulls(column, order.clone(), absent), order)
}

/// A tag's rows carry their run's time: taken in their order, a page needs no more rows than it shows, rare tag or not.
fn sorted_by_tag(query: Select<runs::Entity>, order: Order) -> Select<runs::Entity> {
    query
        .order_by(Expr::col((tag_alias(0), run_tags::Column::CreatedAt)), order.clone())
        .order_by(Expr::col((tag_alias(0), run_tags::Column::RunId)), order)
}

/// As [`sorted_by_tag`]: the searched rows are narrow and lie in the order of time.
fn sorted_by_search(query: Select<runs::Entity>, order: Order) -> Select<runs::Entity> {
    query
        .order_by(search::column(run_search::Column::CreatedAt), order.clone())
        .order_by(search::column(run_search::Column::RunId), order)
}

fn carried_tags() -> RelationDef {
    runs::Entity::belongs_to(run_tags::Entity).from(runs::Column::Id).to(run_tags::Column::RunId).into()
}

fn tag_alias(number: usize) -> Alias {
    Alias::new(format!("tag_{number}"))
}
