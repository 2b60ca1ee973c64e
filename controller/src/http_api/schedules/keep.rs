//! From what a client sends to a suite that can be kept, or to every mistake in it.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use scenarios::{SuiteSource, parse_suite, scenarios_of_suite};

use crate::http_api::view::suite::{
    PlannedCellView, SuiteCheckView, SuiteProblemView, SuiteProblemsView, SuiteRequest, problems_of,
};
use crate::http_api::wire::envelope::Envelope;
use crate::http_api::wire::error::{ApiError, Code};
use crate::store::schedules::{NewSuite, SuiteError};

/// Why a suite was not kept.
#[derive(Debug)]
pub(crate) enum Refused {
    /// As everywhere.
    Api(ApiError),
    /// It has mistakes; all of them are told at once.
    Problems(Vec<SuiteProblemView>),
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Api(error) => error.into_response(),
            Self::Problems(problems) => {
                let lines: Vec<String> = problems.iter().map(line).collect();
                let code = Code::Parameter.number();
                let envelope = Envelope { code, msg: lines.join("\n"), data: SuiteProblemsView { problems } };
                (StatusCode::BAD_REQUEST, Json(envelope)).into_response()
            }
        }
    }
}

/// What was sent; scenarios and pages that were not are those that are kept and that the text still names.
pub(super) fn source_of(request: SuiteRequest, name: &str, kept: Option<SuiteSource>) -> SuiteSource {
    let SuiteRequest { yaml, scenarios, pages } = request;
    let kept = kept.unwrap_or_default();
    let still_named = scenarios_of_suite(&yaml);
    let of_before = || {
        let mut kept = kept.scenarios.clone();
        kept.retain(|name, _| still_named.contains(name));
        kept
    };
    SuiteSource {
        name: name.to_owned(),
        scenarios: scenarios.unwrap_or_else(of_before),
        pages: pages.unwrap_or_else(|| kept.pages.clone()),
        text: yaml,
    }
}

/// The suite of a source, which has to call itself as its address does.
pub(super) fn suite_to_keep(
    project: String,
    expected: &str,
    source: SuiteSource,
) -> Result<NewSuite, Refused> {
    let suite = parse_suite(&source);
    let suite = suite.map_err(|mistakes| Refused::Problems(problems_of(&mistakes, &source.name)))?;
    if suite.name == expected {
        return Ok(NewSuite { project, name: suite.name, description: suite.description, source });
    }
    let reason =
        format!("the suite calls itself `{}`, but was sent as `{expected}`; use one name", suite.name);
    let line = source.text.lines().position(|line| line.starts_with("name:")).unwrap_or_default();
    let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
    let problem = SuiteProblemView { file: None, line, column: 1, message: reason, suggestion: None };
    Err(Refused::Problems(vec![problem]))
}

/// What the check of a suite finds.
pub(super) fn checked(source: &SuiteSource) -> SuiteCheckView {
    match parse_suite(source) {
        Ok(suite) => SuiteCheckView {
            valid: true,
            name: Some(suite.name),
            cells: suite.cells.into_iter().map(PlannedCellView::from).collect(),
            problems: Vec::new(),
        },
        Err(mistakes) => SuiteCheckView {
            valid: false,
            name: None,
            cells: Vec::new(),
            problems: problems_of(&mistakes, &source.name),
        },
    }
}

pub(super) fn refused(error: SuiteError) -> ApiError {
    match error {
        SuiteError::Stale { .. } => ApiError::new(Code::Stale, error.to_string()),
        SuiteError::Unknown { name } => ApiError::not_found("suite", name),
        SuiteError::Store(source) => source.into(),
    }
}

fn line(problem: &SuiteProblemView) -> String {
    let SuiteProblemView { file, line, column, message, suggestion } = problem;
    let file = file.as_deref().map(|file| format!("{file}:")).unwrap_or_default();
    let meant = suggestion.as_deref().map(|word| format!("; did you mean `{word}`?")).unwrap_or_default();
    format!("{file}{line}:{column}: {message}{meant}")
}
