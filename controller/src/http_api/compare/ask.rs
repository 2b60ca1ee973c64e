//! Which runs are to be compared, from a query or a body to ids and the place of the reference. Never touches the store.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::http_api::wire::error::{ApiError, Code};

/// Most runs in one comparison.
pub(super) const MOST: usize = 20;

/// Which runs to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    /// 2 to 20 run ids, separated by commas, each once.
    #[param(pattern = "^[^,]+(,[^,]+){1,19}$")]
    pub ids: String,
    /// The one that the others are set against: one of `ids`; the first where it is absent.
    pub reference: Option<String>,
}

/// Which runs to compare.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct CompareRequest {
    /// 2 to 20 run ids, each once.
    #[schema(min_items = 2, max_items = 20)]
    pub ids: Vec<String>,
    /// The one that the others are set against: one of `ids`; the first where it is absent.
    pub reference: Option<String>,
}

/// Ids as they were asked for; whether they exist is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// In the order asked.
    pub ids: Vec<String>,
    /// Place of the reference among them.
    pub reference: usize,
}

impl CompareQuery {
    /// The same as a body.
    pub(super) fn request(&self) -> CompareRequest {
        let ids = self.ids.split(',').map(|id| id.trim().to_owned()).collect();
        CompareRequest { ids, reference: self.reference.clone() }
    }
}

impl CompareRequest {
    /// Checks how many there are and finds the reference.
    pub(super) fn asked(self) -> Result<Asked, ApiError> {
        let Self { ids, reference } = self;
        if !(2..=MOST).contains(&ids.len()) {
            let msg = format!(
                "`ids` needs 2 to {MOST} run ids, separated by commas, the reference first; there are {}",
                ids.len()
            );
            return Err(ApiError::new(Code::Parameter, msg));
        }
        let Some(wanted) = reference.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()) else {
            return Ok(Asked { ids, reference: 0 });
        };
        match ids.iter().position(|id| id.eq_ignore_ascii_case(&wanted)) {
            Some(reference) => Ok(Asked { ids, reference }),
            None => Err(ApiError::new(
                Code::Parameter,
                format!("`reference` is `{wanted}`, which is none of `ids`"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ids: &str, reference: Option<&str>, expected: Result<usize, &str>) {
        let query = CompareQuery { ids: ids.to_owned(), reference: reference.map(str::to_owned) };
        match (query.request().asked(), expected) {
            (Ok(asked), Ok(place)) => assert_eq!(asked.reference, place, "{ids}"),
            (Err(error), Err(words)) => assert!(error.to_string().contains(words), "{error}"),
            (found, expected) => panic!("{ids}: {found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn the_first_is_the_reference_unless_another_one_is_named() {
        check("a,b", None, Ok(0));
        check(" a , b ,c", Some("C"), Ok(2));
        check("a,b", Some(""), Ok(0));
        check("a,b", Some("z"), Err("`z`, which is none"));
    }

    #[test]
    fn fewer_than_two_and_more_than_twenty_are_refused_with_their_number() {
        check("a", None, Err("there are 1"));
        check(&["a"; 21].join(","), None, Err("there are 21"));
        check(&["a"; 20].join(","), None, Ok(0));
    }
}
