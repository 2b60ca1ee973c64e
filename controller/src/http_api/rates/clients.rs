//! Which bucket a request draws from. A token has one of its own once it has proved valid; until then it counts as its
//! address, so that made-up tokens buy nothing and a valid one is not locked out by its neighbors. Pure.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use super::rate::Buckets;
use crate::http_api::transport::policy::Rates;

/// SHA-256 of a secret: what is remembered of it.
pub(crate) type SecretHash = [u8; 32];

/// What kind of request is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// A run is sent.
    Upload,
    /// Anything else.
    Request,
}

impl Class {
    /// The word for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Request => "request",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Secret(SecretHash, Class),
    Address(IpAddr, Class),
}

/// Who asked how often.
#[derive(Debug)]
pub(crate) struct Clients {
    rates: Rates,
    capacity: usize,
    buckets: Buckets<Key>,
    /// Secrets that proved valid, and when each was last used.
    proved: HashMap<SecretHash, Duration>,
}

impl Clients {
    /// Remembers at most `capacity` clients, and as many secrets.
    pub(crate) fn new(rates: Rates, capacity: usize) -> Self {
        Self { rates, capacity, buckets: Buckets::new(capacity), proved: HashMap::new() }
    }

    /// Lets a request in, or says how long it should wait. `now` never runs backwards.
    pub(crate) fn admit(
        &mut self,
        secret: Option<SecretHash>,
        client: IpAddr,
        class: Class,
        now: Duration,
    ) -> Result<(), Duration> {
        let rate = match class {
            Class::Upload => self.rates.uploads,
            Class::Request => self.rates.requests,
        };
        let Some(rate) = rate else { return Ok(()) };
        let proved = secret.filter(|secret| match self.proved.get_mut(secret) {
            Some(used) => {
                *used = now;
                true
            }
            None => false,
        });
        let key = match proved {
            Some(secret) => Key::Secret(secret, class),
            None => Key::Address(network(client), class),
        };
        self.buckets.take(&key, rate, now)
    }

    /// A secret proved valid.
    pub(crate) fn prove(&mut self, secret: SecretHash, now: Duration) {
        if self.proved.len() >= self.capacity && !self.proved.contains_key(&secret) {
            let oldest = self.proved.iter().min_by_key(|(_, used)| **used).map(|(secret, _)| *secret);
            if let Some(oldest) = oldest {
                self.proved.remove(&oldest);
            }
        }
        self.proved.insert(secret, now);
    }

    /// A secret proved invalid, for instance because it was revoked.
    pub(crate) fn disprove(&mut self, secret: &SecretHash) {
        self.proved.remove(secret);
    }
}

/// A client of IPv6 has a whole network of addresses to come from, usually 64 bits of them.
fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const NOW: Duration = Duration::from_secs(9);

    fn refusals(clients: &mut Clients, times: u32, secret: impl Fn(u32) -> Option<SecretHash>) -> u32 {
        (0..times)
            .map(|time| u32::from(clients.admit(secret(time), HERE, Class::Request, NOW).is_err()))
            .sum()
    }

    fn secret(number: u32) -> SecretHash {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&number.to_be_bytes());
        hash
    }

    #[test]
    fn made_up_tokens_share_the_bucket_of_their_address_and_a_proved_one_does_not_suffer() {
        let mut clients = Clients::new(Rates::per_second(1, 1), 100);
        clients.prove(secret(7), NOW);
        assert_eq!(refusals(&mut clients, 50, |time| Some(secret(1_000 + time))), 40);
        assert_eq!(refusals(&mut clients, 1, |_| None), 1, "the address has used up its own");
        assert_eq!(refusals(&mut clients, 10, |_| Some(secret(7))), 0);
        assert_eq!(refusals(&mut clients, 1, |_| Some(secret(7))), 1);
        clients.disprove(&secret(7));
        assert_eq!(refusals(&mut clients, 1, |_| Some(secret(7))), 1, "a revoked one counts as its address");
    }

    #[test]
    fn uploads_and_other_requests_are_counted_apart_and_zero_means_no_limit() {
        let mut clients = Clients::new(Rates::per_second(0, 1), 100);
        assert_eq!(refusals(&mut clients, 1_000, |_| None), 0);
        let upload = |clients: &mut Clients| clients.admit(None, HERE, Class::Upload, NOW);
        for _ in 0..10 {
            assert_eq!(upload(&mut clients), Ok(()));
        }
        assert_eq!(upload(&mut clients), Err(Duration::from_secs(1)));
    }

    #[test]
    fn one_network_of_ipv6_is_one_client() {
        let mut clients = Clients::new(Rates::per_second(1, 1), 100);
        let from = |clients: &mut Clients, address: String| {
            clients.admit(None, address.parse().unwrap(), Class::Request, NOW)
        };
        let refused =
            (0..20).filter(|host| from(&mut clients, format!("2001:db8::{host:x}")).is_err()).count();
        assert_eq!(refused, 10);
        assert_eq!(from(&mut clients, "2001:db8:0:1::1".to_owned()), Ok(()));
    }

    #[test]
    fn the_memory_of_proved_tokens_is_bounded() {
        let mut clients = Clients::new(Rates::per_second(1, 1), 5);
        for number in 0..100 {
            clients.prove(secret(number), Duration::from_secs(u64::from(number)));
        }
        assert_eq!(clients.proved.len(), 5);
        assert!(clients.proved.contains_key(&secret(99)), "the latest are kept");
    }
}
