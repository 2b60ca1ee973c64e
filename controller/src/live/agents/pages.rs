//! Serves the pages of a leased attempt's scenario to the browser that drives it. Asks for no cookie and no token: the
//! address is the key, and it ends with the attempt.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::{AttemptNumber, AttemptRef, JobId};
use scenarios::Site;
use tokio::sync::OnceCell;

use super::door::AgentsDoor;
use super::page_file::{answer, nothing_here};
use super::page_key::{opens, path_of};
use crate::access::signed_link::SigningKey;
use crate::http_api::ApiState;
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiPath;
use crate::store::Store;

/// Attempts whose pages are kept in memory; beyond them they are read again.
const KEPT: usize = 64;

type Files = Arc<BTreeMap<String, String>>;

/// The key of the addresses, and the pages of attempts that were asked for.
#[derive(Default)]
pub(super) struct Pages {
    key: OnceCell<SigningKey>,
    kept: Mutex<BTreeMap<AttemptRef, Files>>,
}

impl Pages {
    /// The path of an attempt's pages, once [`Self::open`] has been called.
    pub(super) fn path(&self, attempt: AttemptRef) -> Option<String> {
        self.key.get().map(|key| path_of(key, attempt))
    }

    /// Reads the key of the addresses; the first of all makes it.
    pub(super) async fn open(&self, store: &Store) -> Result<&SigningKey, ApiError> {
        let made = self.key.get_or_try_init(|| async {
            let (mut secret, mut id) = ([0; 32], [0; 8]);
            for bytes in [&mut secret[..], &mut id[..]] {
                let filled = getrandom::fill(bytes);
                filled.map_err(|source| ApiError::internal("make the key of pages", source))?;
            }
            Ok::<_, ApiError>(store.link_key(secret, id).await?)
        });
        made.await
    }

    async fn files(&self, store: &Store, attempt: AttemptRef) -> Result<Files, ApiError> {
        if let Some(files) = self.kept().get(&attempt) {
            return Ok(Arc::clone(files));
        }
        let scenario = store.job_scenario(attempt.job).await?;
        let files = match scenario.map(|scenario| scenario.site) {
            Some(Site::Pages(pages)) => Arc::new(pages),
            Some(Site::BaseUrl(_) | Site::Absolute) | None => Files::default(),
        };
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(attempt, Arc::clone(&files));
        Ok(files)
    }

    fn forget(&self, attempt: AttemptRef) {
        self.kept().remove(&attempt);
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<AttemptRef, Files>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The page at the address itself.
pub(super) async fn first_page(
    State(state): State<ApiState>,
    door: AgentsDoor,
    ApiPath((job, number, key)): ApiPath<(String, String, String)>,
) -> Response {
    serve(&state, &door, Asked { job, number, key, path: String::new() }).await
}

/// A page below the address.
pub(super) async fn page(
    State(state): State<ApiState>,
    door: AgentsDoor,
    ApiPath((job, number, key, path)): ApiPath<(String, String, String, String)>,
) -> Response {
    serve(&state, &door, Asked { job, number, key, path }).await
}

/// What an address says.
struct Asked {
    job: String,
    number: String,
    key: String,
    path: String,
}

async fn serve(state: &ApiState, door: &AgentsDoor, asked: Asked) -> Response {
    match find(state, door, &asked).await {
        Ok(Some(files)) => answer(&files, &asked.path),
        Ok(None) => nothing_here(),
        Err(error) => error.into_response(),
    }
}

/// The pages of the attempt, while it is leased; which part of an address is wrong is not told.
async fn find(state: &ApiState, door: &AgentsDoor, asked: &Asked) -> Result<Option<Files>, ApiError> {
    let (Ok(job), Ok(number)) = (asked.job.parse::<JobId>(), asked.number.parse()) else { return Ok(None) };
    let attempt = AttemptRef { job, number: AttemptNumber(number) };
    let pages = &door.pages;
    if !opens(pages.open(&state.store).await?, attempt, &asked.key) {
        return Ok(None);
    }
    let leased = door.door.desk.leased(attempt).await;
    if leased.map_err(|source| ApiError::internal("look up the attempt", source))?.is_none() {
        pages.forget(attempt);
        return Ok(None);
    }
    pages.files(&state.store, attempt).await.map(Some)
}
