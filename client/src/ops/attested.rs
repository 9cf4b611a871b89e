//! Checking an owner's answer to a challenge.

use super::{AttestBundle, AttestError, AttestOpening, AttestTerms};
use crate::{
    issuer::{SheetError, shown},
    referral::{Compared, Likeness, Referral},
    services::LedgerAccess,
};
use plimsoll_circuits::{
    credential::Currency,
    field::F,
    statement::attest::{AttestPublic, Challenge, designation, link},
};
use plimsoll_contracts::{Demand, UnixTime};
use std::collections::BTreeSet;

/// An attest that was verified, as of its height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub terms: AttestTerms,
    /// The height of its roots.
    pub height: u64,
    /// When the entry of that height was accepted.
    pub time: UnixTime,
    /// The link, to which claims about the documents refer.
    pub link: F,
    /// The link's opening, if it was shown; it has been checked.
    pub opening: Option<AttestOpening>,
    /// Of an opened lot, the heights of its sheets' entries, in order.
    pub entries: Vec<u64>,
    /// Of an opened lot, what it is compared by with others: of what its sheets have soft keys.
    pub compared: BTreeSet<Compared>,
    /// Of an opened lot, the entries of other lots that are alike.
    pub referrals: Vec<Referral>,
    /// The challenge that it answers.
    pub challenge: Challenge,
    /// Whether it is made for this verifier alone: it convinces nobody else.
    pub only_for_own: bool,
}

/// Checks an attest: that it answers the challenge with these terms, that it is made for everybody or for this verifier
/// alone, that its proof holds, that its roots are the ledger's at one recent height, and that the opening, if there is one, is that of its link, with
/// sheets of the bill's issuer that say what the lot's entries posted. What is alike to an opened lot is looked up, and no reason against it.
///
/// It is a snapshot: a bank funds on its own accepted lien, never on an attest.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify_attest(
    ledger: &dyn LedgerAccess,
    bundle: &AttestBundle,
    terms: &AttestTerms,
    demand: &Demand<'_>,
) -> Result<Verified, AttestError> {
    if bundle.challenge != *demand.challenge {
        return Err(AttestError::Challenge);
    }
    let public = &bundle.attestation.public;
    let [_, applicant] = terms.day_and_applicant();
    if public.applicant != applicant {
        return Err(AttestError::OtherApplicant);
    }
    if !says(public, terms) || bundle.terms != *terms {
        return Err(AttestError::Terms);
    }
    let snapshot = ledger.check_attest(&bundle.attestation, demand)?;
    let (mut entries, mut compared, mut referrals) = (Vec::new(), BTreeSet::new(), Vec::new());
    if let Some(AttestOpening { bill, lot, blinding, sheets }) = &bundle.opening {
        let opens = link(bill.commitment(), *lot, *blinding) == public.link;
        if !opens || bill.currency.value() != public.currency {
            return Err(AttestError::Opening);
        }
        entries = shown(sheets, *lot, bill, ledger, demand.as_of)?;
        let alike = Likeness::of(sheets.iter().map(|signed| &signed.content), ledger, demand.as_of)?;
        compared = alike.compared();
        referrals = alike.referrals(ledger, demand.as_of).map_err(SheetError::from)?;
    }
    Ok(Verified {
        terms: *terms,
        height: snapshot.height,
        time: snapshot.time,
        link: public.link,
        opening: bundle.opening.clone(),
        entries,
        compared,
        referrals,
        challenge: demand.challenge.clone(),
        only_for_own: public.verifier != designation(None),
    })
}

/// Whether public inputs are these terms.
fn says(public: &AttestPublic<F>, terms: &AttestTerms) -> bool {
    let currency: Currency = terms.requested.currency;
    terms.max_encumbrance.currency == currency
        && public.currency == currency.value()
        && public.max_encumbrance == F::from(terms.max_encumbrance.minor)
        && public.requested == F::from(terms.requested.minor)
        && public.rate_bps == F::from(terms.rate_bps)
        && [public.valued_since, public.applicant] == terms.day_and_applicant()
}
