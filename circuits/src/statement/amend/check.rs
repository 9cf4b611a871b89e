//! The native relation of Amend.

use super::{AmendPublic, AmendWitness, checks};
use crate::{
    credential::Day,
    field::{F, Point, at_most},
    fingerprint,
    member::Roles,
    statement::{
        AuditPublic, CircuitId, Refusal, sighash, spent_title,
        valued::{self, Of},
    },
};

pub(super) fn check(public: &AmendPublic<F>, witness: &AmendWitness) -> Result<(), Refusal> {
    let is = Refusal::unless;
    let AmendWitness { spent, amendment, issuer, valuation, valuer, .. } = witness;
    let key = Point::new_unchecked(public.audit.key[0], public.audit.key[1]);
    let roots = spent_title::Roots {
        notes: public.notes_root,
        members: public.members_root,
        frozen: public.frozen_root,
        nf: public.nf,
    };
    spent.check(&checks::SPENT, &roots)?;
    let (lot, said) = (spent.title.content.lot, &amendment.content);
    is(
        said.domain == public.domain
            && said.lot == lot
            && said.old_bill == spent.title.content.bill
            && said.added_fp_root == fingerprint::root(&public.fingerprints)
            && amendment.verifies(),
        checks::AMENDMENT,
        "the issuer did not sign this amendment of this bill, with these fingerprints, for this ledger",
    )?;
    is(
        issuer.root(amendment.signer()) == Some(public.members_root)
            && issuer.roles.contains(Roles::ISSUER)
            && issuer.org == spent.bill.issuer,
        checks::ISSUER,
        "the issuer is no current member with that role, or of another organisation than the one in the bill",
    )?;
    is(
        at_most(&public.today, &F::from(said.valid_until.0), Day::BITS),
        checks::AMENDMENT_DATE,
        "the amendment has expired; ask the issuer for a new one",
    )?;
    let of = Of { domain: public.domain, lot, members_root: public.members_root, today: public.today };
    is(
        valuation.content.currency == spent.bill.currency,
        checks::VALUATION,
        "the valuation is in another currency than the one before; the currency of a lot never changes",
    )?;
    valued::check(&checks::VALUED, &of, [said.doc_root, said.annex_root], valuation, valuer)?;
    is(
        spent.bill.valued_at <= valuation.content.valued_at,
        checks::NOT_EARLIER,
        "the valuation is earlier than the one before; ask the valuer for a new one",
    )?;
    is(
        spent.title.content.amount <= valuation.content.value,
        checks::VALUE_CAP,
        "the lot bears more than its new value, and an amendment must not hollow out what banks hold; have liens given back first",
    )?;
    is(
        witness.title(key).commitment() == public.cm,
        checks::COMMITMENT,
        "the commitment is not that of the amended title",
    )?;
    is(
        spent.owner.key.verify(sighash(CircuitId::Amend, public), &witness.signature),
        checks::SIGNATURE,
        "the owner did not sign these posted values",
    )?;
    is(
        AuditPublic::new(key, &witness.sealing(key).seal(&witness.audit_messages())) == public.audit,
        checks::AUDIT,
        "the audit record does not say what it must",
    )
}
