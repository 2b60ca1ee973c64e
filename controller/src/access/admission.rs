//! Whether somebody whom a provider vouches for comes in, and as which account. Pure; never believes an address that the
//! provider did not verify.

use uuid::Uuid;

use super::Role;
use super::email::{Domain, Email};

/// Who a provider says that somebody is. Its signature and everything around it have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// What never changes about the person there, and is never given to another one.
    pub subject: String,
    /// Where the person reads mail, if that can be compared safely.
    pub email: Option<Email>,
    /// Whether the provider made sure of that; absent where it does not say.
    pub email_verified: Option<bool>,
    /// The name for people.
    pub display_name: Option<String>,
}

/// What the operator decides about people whom the provider knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whoever has an address of these domains is given an account; all others are invited one by one.
    pub domains: Vec<Domain>,
    /// The role in the default project of whoever is let in by domain.
    pub new_role: Option<Role>,
    /// An address counts where the provider does not say whether it verified it. One that it calls unverified never does.
    pub trust_email: bool,
}

/// An account that an identity may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub account: Uuid,
    /// Whether its person is kept out.
    pub disabled: bool,
    /// Whether the provider's identity of another person is linked to it already.
    pub taken: bool,
}

/// What the rows say of an identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The account that it was linked to.
    pub by_identity: Option<Candidate>,
    /// The account that was made for its address.
    pub by_email: Option<Candidate>,
}

/// What happens to whoever comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Comes in, as before.
    SignIn(Uuid),
    /// Comes in for the first time: the identity is linked to the account that waited for its address.
    Link(Uuid),
    /// Comes in by the domain of the address: an account is made.
    Create(Email),
    /// Stays out.
    Refuse(Refusal),
}

/// Why somebody stays out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// The provider tells no address that could be compared.
    #[error("the provider tells no e-mail address")]
    NoEmail,
    /// The provider did not verify the address.
    #[error("the provider has not verified the e-mail address")]
    Unverified,
    /// Nobody invited the address, nor its domain.
    #[error("nobody has invited this e-mail address")]
    NotInvited,
    /// The address had another owner before, whose account stays theirs.
    #[error("the account of this e-mail address belongs to another person of the provider")]
    Taken,
}

/// Decides about an identity. Once linked it is known by its subject alone; an address that changes hands gives nothing away.
pub fn admit(identity: &Identity, known: Known, rules: &Rules) -> Admission {
    if let Some(Candidate { account, disabled, taken: _ }) = known.by_identity {
        return if disabled { Admission::Refuse(Refusal::Disabled) } else { Admission::SignIn(account) };
    }
    let Some(email) = &identity.email else { return Admission::Refuse(Refusal::NoEmail) };
    if !identity.email_verified.unwrap_or(rules.trust_email) {
        return Admission::Refuse(Refusal::Unverified);
    }
    match known.by_email {
        Some(Candidate { disabled: true, .. }) => Admission::Refuse(Refusal::Disabled),
        Some(Candidate { taken: true, .. }) => Admission::Refuse(Refusal::Taken),
        Some(Candidate { account, .. }) => Admission::Link(account),
        None if rules.domains.iter().any(|domain| email.is_of(domain)) => Admission::Create(email.clone()),
        None => Admission::Refuse(Refusal::NotInvited),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Uuid = Uuid::from_u128(7);

    fn identity(email: Option<&str>, email_verified: Option<bool>) -> Identity {
        Identity {
            issuer: "https://id.example".to_owned(),
            subject: "1".to_owned(),
            email: email.map(|email| email.parse().unwrap()),
            email_verified,
            display_name: None,
        }
    }

    fn candidate(disabled: bool, taken: bool) -> Candidate {
        Candidate { account: ACCOUNT, disabled, taken }
    }

    fn invited(disabled: bool, taken: bool) -> Known {
        Known { by_email: Some(candidate(disabled, taken)), by_identity: None }
    }

    fn check(identity: &Identity, known: Known, rules: &Rules, expected: &Admission) {
        assert_eq!(&admit(identity, known, rules), expected, "{identity:?} {known:?} {rules:?}");
    }

    #[test]
    fn only_an_invited_and_verified_address_is_linked() {
        let rules = Rules::default();
        let ada = identity(Some("ada@example.org"), Some(true));
        check(&ada, invited(false, false), &rules, &Admission::Link(ACCOUNT));
        check(&ada, Known::default(), &rules, &Admission::Refuse(Refusal::NotInvited));
        check(&ada, invited(true, false), &rules, &Admission::Refuse(Refusal::Disabled));
        check(&ada, invited(false, true), &rules, &Admission::Refuse(Refusal::Taken));
        for verified in [None, Some(false)] {
            let unverified = identity(Some("ada@example.org"), verified);
            check(&unverified, invited(false, false), &rules, &Admission::Refuse(Refusal::Unverified));
        }
        let nameless = identity(None, Some(true));
        check(&nameless, Known::default(), &rules, &Admission::Refuse(Refusal::NoEmail));
    }

    #[test]
    fn whoever_was_linked_is_known_by_the_subject_alone_and_disabled_stays_out() {
        let rules = Rules::default();
        let by_identity = |disabled| Known { by_identity: Some(candidate(disabled, false)), by_email: None };
        for identity in [identity(None, None), identity(Some("new@elsewhere.test"), Some(false))] {
            check(&identity, by_identity(false), &rules, &Admission::SignIn(ACCOUNT));
            check(&identity, by_identity(true), &rules, &Admission::Refuse(Refusal::Disabled));
        }
    }

    #[test]
    fn a_domain_lets_in_whoever_has_a_verified_address_of_it() {
        let rules = Rules { domains: vec!["example.org".parse().unwrap()], ..Rules::default() };
        let ada = identity(Some("Ada@Example.org"), Some(true));
        check(&ada, Known::default(), &rules, &Admission::Create("ada@example.org".parse().unwrap()));
        let eve = identity(Some("eve@example.org.evil.test"), Some(true));
        check(&eve, Known::default(), &rules, &Admission::Refuse(Refusal::NotInvited));
        let liar = identity(Some("ada@example.org"), Some(false));
        check(&liar, Known::default(), &rules, &Admission::Refuse(Refusal::Unverified));
    }

    #[test]
    fn silence_about_an_address_is_trusted_on_request_and_a_denial_never() {
        let rules = Rules { trust_email: true, ..Rules::default() };
        check(&identity(Some("a@b.c"), None), invited(false, false), &rules, &Admission::Link(ACCOUNT));
        let denied = identity(Some("a@b.c"), Some(false));
        check(&denied, invited(false, false), &rules, &Admission::Refuse(Refusal::Unverified));
    }
}
