//! What logins and signed links share between requests: the pace, the turns at hashing, the links' key. Never a password.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use dataset::Timestamp;
use tokio::sync::{OnceCell, Semaphore};

use super::random::random;
use crate::access::password::{PasswordHash, compare_with_nobody};
use crate::access::signed_link::SigningKey;
use crate::access::throttle::Throttle;
use crate::http_api::wire::error::ApiError;
use crate::store::Store;

/// Tries per account in a window.
const TRIES_PER_ACCOUNT: u32 = 10;
/// Tries per network address in a window: a team may share one.
const TRIES_PER_ADDRESS: u32 = 50;
/// The window.
const WINDOW: Duration = Duration::from_mins(15);
/// Passwords that are hashed at once, each with 19 MiB; others wait.
const HASHED_AT_ONCE: usize = 2;

/// Shared by all requests of this process; cheap to clone. Each controller on a database counts for itself.
#[derive(Clone, Debug)]
pub(crate) struct LoginDesk(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    accounts: Mutex<Throttle>,
    addresses: Mutex<Throttle>,
    hashing: Semaphore,
    link_key: OnceCell<SigningKey>,
}

impl Default for LoginDesk {
    fn default() -> Self {
        Self(Arc::new(Inside {
            accounts: Mutex::new(Throttle::new(TRIES_PER_ACCOUNT, WINDOW)),
            addresses: Mutex::new(Throttle::new(TRIES_PER_ADDRESS, WINDOW)),
            hashing: Semaphore::new(HASHED_AT_ONCE),
            link_key: OnceCell::new(),
        }))
    }
}

impl LoginDesk {
    /// Counts a try, or says that there were too many.
    pub(crate) fn attempt(&self, account: &str, address: &str, now: Timestamp) -> Result<(), ApiError> {
        let by_address = locked(&self.0.addresses).attempt(address, now);
        let by_both = by_address.and_then(|()| locked(&self.0.accounts).attempt(account, now));
        by_both.map_err(too_many)
    }

    /// The same for whoever comes by way of a provider, whose account nobody knows yet.
    pub(crate) fn attempt_from(&self, address: &str, now: Timestamp) -> Result<(), ApiError> {
        locked(&self.0.addresses).attempt(address, now).map_err(too_many)
    }

    /// Forgets the tries of an account, since the last one succeeded. Those of the address stay: whoever owns one account
    /// must not be able to try all others.
    pub(crate) fn succeeded(&self, account: &str) {
        locked(&self.0.accounts).succeeded(account);
    }

    /// Whether the password is the one of this hash; takes as long where there is no hash.
    pub(crate) async fn compare(&self, hash: Option<PasswordHash>, password: String) -> bool {
        self.in_turn(move || match hash {
            Some(hash) => hash.matches(&password),
            None => compare_with_nobody(&password),
        })
        .await
    }

    /// Does a piece of hashing when its turn comes, away from the other requests.
    pub(crate) async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self.0.hashing.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing neither panics nor is it aborted")
    }

    /// The key of signed links and of what a sign-in is tied by; the first request of all makes it.
    pub(crate) async fn link_key(&self, store: &Store) -> Result<&SigningKey, ApiError> {
        let made = self.0.link_key.get_or_try_init(|| async {
            let made = store.link_key(random()?, random()?).await?;
            Ok::<_, ApiError>(made)
        });
        made.await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LoginDesk {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let desk = Extension::<Self>::from_request_parts(parts, state).await;
        desk.map(|Extension(desk)| desk)
            .map_err(|rejection| ApiError::internal("reach the login desk", rejection))
    }
}

fn too_many(wait: Duration) -> ApiError {
    let minutes = wait.as_secs().div_ceil(60);
    ApiError::too_many(format!("too many tries to sign in; wait {minutes} min"), wait)
}

fn locked(throttle: &Mutex<Throttle>) -> MutexGuard<'_, Throttle> {
    throttle.lock().unwrap_or_else(PoisonError::into_inner)
}
