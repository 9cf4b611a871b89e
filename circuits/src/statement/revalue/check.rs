//! The native relation of Revalue.

use super::{RevaluePublic, RevalueWitness, checks};
use crate::{
    field::{F, Point},
    statement::{
        AuditPublic, CircuitId, Refusal, sighash, spent_title,
        valued::{self, Of},
    },
};

pub(super) fn check(public: &RevaluePublic<F>, witness: &RevalueWitness) -> Result<(), Refusal> {
    let is = Refusal::unless;
    let RevalueWitness { spent, valuation, valuer, .. } = witness;
    let key = Point::new_unchecked(public.audit.key[0], public.audit.key[1]);
    let roots = spent_title::Roots {
        notes: public.notes_root,
        members: public.members_root,
        frozen: public.frozen_root,
        nf: public.nf,
    };
    spent.check(&checks::SPENT, &roots)?;
    let of = Of {
        domain: public.domain,
        lot: spent.title.content.lot,
        members_root: public.members_root,
        today: public.today,
    };
    is(
        valuation.content.currency == spent.bill.currency,
        checks::VALUATION,
        "the valuation is in another currency than the one before; the currency of a lot never changes",
    )?;
    valued::check(&checks::VALUED, &of, [spent.bill.doc_root, spent.bill.annex_root], valuation, valuer)?;
    is(
        spent.bill.valued_at < valuation.content.valued_at,
        checks::LATER,
        "the valuation is not later than the one before; ask the valuer for a new one",
    )?;
    is(
        witness.title(key).commitment() == public.cm,
        checks::COMMITMENT,
        "the commitment is not that of the revalued title",
    )?;
    is(
        spent.owner.key.verify(sighash(CircuitId::Revalue, public), &witness.signature),
        checks::SIGNATURE,
        "the owner did not sign these posted values",
    )?;
    is(
        AuditPublic::new(key, &witness.sealing(key).seal(&witness.audit_messages())) == public.audit,
        checks::AUDIT,
        "the audit record does not say what it must",
    )
}
