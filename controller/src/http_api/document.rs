//! The description of the API, completed by what the layers around the routes answer: a route describes its own answers
//! alone. Knows no route by name.

use axum::http::Method;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use super::access::permissions::rule;

/// What stands in every error.
const ERROR: &str = "Envelope_Nothing";
/// Bodies that routes read whole.
const JSON: &str = "application/json";

/// An answer that a layer gives, with the name of its description.
struct Common {
    status: &'static str,
    name: &'static str,
    description: &'static str,
}

const fn common(status: &'static str, name: &'static str, description: &'static str) -> Common {
    Common { status, name, description }
}

const UNREADABLE: Common =
    common("400", "Unreadable", "1000: a parameter or a field cannot be read; 1009: the body is no JSON");
const UNKNOWN_CALLER: Common =
    common("401", "UnknownCaller", "1003: no token, session or link that is valid came with the request");
const DENIED: Common = common("403", "Denied", "1003: what came with the request does not allow this");
const NO_PROJECT: Common =
    common("404", "NoProject", "2001: there is no such project, or none that the caller may see");
const ARCHIVED: Common = common("409", "Archived", "2004: the project is archived and takes nothing in");
const TOO_LARGE: Common = common("413", "TooLarge", "3002: the body is larger than this address takes");
const NO_JSON: Common = common("415", "NoJson", "1009: the body is not of the type `application/json`");
const TOO_MANY: Common =
    common("429", "TooMany", "1004: too many requests; `Retry-After` says how long to wait");
const FAILED: Common = common("500", "Failed", "1005 or 1006: the controller failed; its log says why");

/// The document with every answer that a client may meet.
pub(super) fn completed(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            (Method::GET, &mut item.get),
            (Method::PUT, &mut item.put),
            (Method::POST, &mut item.post),
            (Method::PATCH, &mut item.patch),
            (Method::DELETE, &mut item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                complete(&method, path, operation);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for answer in
        [UNREADABLE, UNKNOWN_CALLER, DENIED, NO_PROJECT, ARCHIVED, TOO_LARGE, NO_JSON, TOO_MANY, FAILED]
    {
        components.responses.insert(answer.name.to_owned(), RefOr::T(described(&answer)));
    }
    document
}

fn complete(method: &Method, path: &str, operation: &mut Operation) {
    let mut answers = vec![DENIED, FAILED];
    if needs_somebody(operation) {
        answers.extend([UNREADABLE, UNKNOWN_CALLER, NO_PROJECT, TOO_MANY]);
        if rule(method, path).adds(method) {
            answers.push(ARCHIVED);
        }
    }
    if let Some(RefOr::T(body)) = &operation.request_body {
        answers.extend([UNREADABLE, TOO_LARGE, TOO_MANY]);
        if body.content.contains_key(JSON) {
            answers.push(NO_JSON);
        }
    }
    for answer in answers {
        let own = operation.responses.responses.entry(answer.status.to_owned());
        own.or_insert_with(|| RefOr::Ref(Ref::from_response_name(answer.name)));
    }
}

/// A route that says nothing of security needs what all need.
fn needs_somebody(operation: &Operation) -> bool {
    operation.security.is_none()
}

fn described(answer: &Common) -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(ERROR))).build();
    let response = ResponseBuilder::new().description(answer.description).content(JSON, body);
    if answer.status != TOO_MANY.status {
        return response.build();
    }
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let wait = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait")).build();
    response.header("Retry-After", wait).build()
}
