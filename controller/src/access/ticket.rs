//! What ties a sign-in at a provider to the browser that began it. The browser holds one random secret; everything that the
//! provider is told follows from it under our key, so that nothing is stored and any controller of a team can go on. Pure.

use dataset::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::return_path::ReturnPath;
use super::signed_link::SigningKey;
use crate::hex::{hex, unhex};

/// How long somebody may take at the provider, s.
pub const LIFETIME_S: i64 = 600;
/// Stands first in what is derived, so that nothing of it is ever the signature of a link.
const PURPOSE: &str = "perfsight sign-in 1";

/// A sign-in under way.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    secret: [u8; 32],
    expires_s: i64,
    /// Where the browser goes afterwards.
    pub return_to: ReturnPath,
}

/// What the provider is told, or tells back.
#[derive(Clone, PartialEq, Eq)]
pub struct Ties {
    /// Comes back with the answer: who brings it began the sign-in (RFC 6749, section 10.12).
    pub state: String,
    /// Stands in the identity token: it was made for this sign-in (`OpenID` Connect Core, section 3.1.2.1).
    pub nonce: String,
    /// Redeems the code; nobody who intercepts one has it (RFC 7636).
    pub verifier: String,
}

/// The answer belongs to no sign-in of this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// The browser shows no ticket, or none of ours.
    #[error("this browser has begun no sign-in")]
    Unknown,
    /// It took too long.
    #[error("the sign-in took longer than {LIFETIME_S} s")]
    Expired,
    /// The answer is for another sign-in.
    #[error("the answer belongs to another sign-in")]
    Foreign,
}

impl Ticket {
    /// A new one.
    pub fn new(secret: [u8; 32], return_to: ReturnPath, now: Timestamp) -> Self {
        Self { secret, expires_s: now.epoch_ms() / 1000 + LIFETIME_S, return_to }
    }

    /// As it stands in the cookie: plain ASCII.
    pub fn cookie(&self) -> String {
        let Self { secret, expires_s, return_to } = self;
        format!("{}.{expires_s}.{}", hex(secret), hex(return_to.as_str().as_bytes()))
    }

    /// The ticket of a cookie, if the provider's answer with this `state` belongs to it. What was changed about it changes
    /// the state as well.
    pub fn proved(
        cookie: Option<&str>,
        state: &str,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Self, TicketError> {
        let ticket = cookie.and_then(read).ok_or(TicketError::Unknown)?;
        if !bool::from(ticket.ties(key).state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(TicketError::Foreign);
        }
        if now.epoch_ms() / 1000 >= ticket.expires_s {
            return Err(TicketError::Expired);
        }
        Ok(ticket)
    }

    /// What the provider is told.
    pub fn ties(&self, key: &SigningKey) -> Ties {
        let [state, nonce, verifier] = ["state", "nonce", "verifier"].map(|name| self.derived(name, key));
        Ties { state, nonce, verifier }
    }

    fn derived(&self, name: &str, key: &SigningKey) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).expect("HMAC takes keys of every length");
        let expires = self.expires_s.to_string();
        let return_to = self.return_to.as_str();
        for part in
            [PURPOSE.as_bytes(), name.as_bytes(), &self.secret, expires.as_bytes(), return_to.as_bytes()]
        {
            // Lengths in front, so that no two tickets run together into the same bytes.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        hex(&mac.finalize().into_bytes())
    }
}

fn read(cookie: &str) -> Option<Ticket> {
    let mut parts = cookie.split('.');
    let secret = unhex(parts.next()?)?.try_into().ok()?;
    let expires_s = parts.next()?.parse().ok()?;
    let path = String::from_utf8(unhex(parts.next()?)?).ok()?;
    let return_to = ReturnPath::of(Some(&path));
    // What we wrote is read back as it was.
    (parts.next().is_none() && return_to.as_str() == path).then_some(Ticket { secret, expires_s, return_to })
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket").field("expires_s", &self.expires_s).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Ties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ties").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_epoch_ms(seconds * 1000)
    }

    fn key(byte: u8) -> SigningKey {
        SigningKey { id: "k1".to_owned(), secret: [byte; 32] }
    }

    fn ticket() -> Ticket {
        Ticket::new([5; 32], ReturnPath::of(Some("/runs/7?metric=cpu")), at(1_000))
    }

    fn proved(cookie: &str, state: &str, seconds: i64) -> Result<Ticket, TicketError> {
        Ticket::proved(Some(cookie), state, &key(9), at(seconds))
    }

    #[test]
    fn a_browser_proves_the_sign_in_that_it_began_until_that_ends() {
        let (ticket, state) = (ticket(), ticket().ties(&key(9)).state);
        assert_eq!(proved(&ticket.cookie(), &state, 1_599), Ok(ticket.clone()));
        assert_eq!(proved(&ticket.cookie(), &state, 1_600), Err(TicketError::Expired));
        assert_eq!(Ticket::proved(None, &state, &key(9), at(1_000)), Err(TicketError::Unknown));
    }

    #[test]
    fn what_was_changed_belongs_to_no_sign_in() {
        let (cookie, state) = (ticket().cookie(), ticket().ties(&key(9)).state);
        let other = Ticket::new([6; 32], ReturnPath::default(), at(1_000));
        assert_eq!(proved(&other.cookie(), &state, 1_000), Err(TicketError::Foreign));
        assert_eq!(proved(&cookie, "", 1_000), Err(TicketError::Foreign));
        assert_eq!(Ticket::proved(Some(&cookie), &state, &key(8), at(1_000)), Err(TicketError::Foreign));
        let later = cookie.replace(".1600.", ".9600.");
        assert_eq!(proved(&later, &state, 1_000), Err(TicketError::Foreign));
        let elsewhere = Ticket { return_to: ReturnPath::default(), ..ticket() };
        assert_eq!(proved(&elsewhere.cookie(), &state, 1_000), Err(TicketError::Foreign));
        let parts: Vec<&str> = cookie.split('.').collect();
        let evil = format!("{}.{}.{}", parts[0], parts[1], hex(b"//evil.test"));
        for bad in ["", "..", "zz.1600.2f", &format!("{cookie}.00"), &evil] {
            assert_eq!(proved(bad, &state, 1_000), Err(TicketError::Unknown), "{bad}");
        }
    }

    #[test]
    fn what_the_provider_is_told_differs_and_gives_nothing_away() {
        let Ties { state, nonce, verifier } = ticket().ties(&key(9));
        assert!(state != nonce && nonce != verifier && verifier != state);
        // RFC 7636, section 4.1: 43 to 128 unreserved characters.
        assert_eq!(verifier.len(), 64);
        let shown = format!("{:?} {:?}", ticket(), ticket().ties(&key(9)));
        assert!(!shown.contains(&hex(&[5; 32])) && !shown.contains(&state), "{shown}");
    }
}
