//! Pages of runs and their counts, from index columns alone.

use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::filter::{Outcome, RunFilter, SortKey, VerdictFilter};
use super::read::{RunSummary, summary_of};
use super::row::{outcome_word, run_tags, runs};
use crate::store::{Store, StoreError, verdicts::verdict_word};

impl Store {
    /// The runs of a page and how many there are in all.
    pub async fn list_runs(
        &self,
        filter: &RunFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<RunSummary>, u64), StoreError> {
        let query = runs::Entity::find().filter(condition(filter));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count runs"))?;
        let page = sorted(query, filter).offset(offset).limit(limit).all(self.reader()).await;
        let rows = page.map_err(StoreError::query("list runs"))?;
        Ok((rows.into_iter().map(summary_of).collect::<Result<_, _>>()?, total))
    }
}

impl Store {
    /// The first run of a list.
    pub async fn newest_run(&self, filter: &RunFilter) -> Result<Option<RunSummary>, StoreError> {
        let query = sorted(runs::Entity::find().filter(condition(filter)), filter);
        let row = query.one(self.reader()).await.map_err(StoreError::query("find the newest run"))?;
        row.map(summary_of).transpose()
    }
}

fn condition(filter: &RunFilter) -> Condition {
    use runs::Column;
    let equal =
        |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
    let mut condition = Condition::all()
        .add(Column::ProjectId.eq(filter.project.as_str()))
        .add_option(equal(Column::Release, &filter.release))
        .add_option(equal(Column::Scenario, &filter.scenario))
        .add_option(equal(Column::BuildId, &filter.build_id))
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
        .add_option(filter.to.map(|to| Column::CreatedAt.lt(to.epoch_ms())));
    for tag in &filter.tags {
        condition = condition.add(Column::Id.in_subquery(runs_with(&filter.project, tag)));
    }
    condition
}

fn runs_with(project: &str, tag: &str) -> SelectStatement {
    Query::select()
        .column(run_tags::Column::RunId)
        .from(run_tags::Entity)
        .and_where(run_tags::Column::ProjectId.eq(project))
        .and_where(run_tags::Column::Tag.eq(tag))
        .to_owned()
}

fn sorted(query: Select<runs::Entity>, filter: &RunFilter) -> Select<runs::Entity> {
    let order = if filter.sort.descending { Order::Desc } else { Order::Asc };
    let column = match filter.sort.key {
        SortKey::CreatedAt => runs::Column::CreatedAt,
        SortKey::Duration => runs::Column::DurationMs,
        SortKey::Title => runs::Column::Title,
        SortKey::Scenario => runs::Column::Scenario,
    };
    query.order_by(column, order.clone()).order_by(runs::Column::Id, order)
}
