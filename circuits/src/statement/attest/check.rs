//! The native relation of Attest.

use super::{AttestPublic, AttestWitness, MAX_RATE_BPS, checks};
use crate::{
    field::{F, to_u64},
    member::Org,
    note::Kind,
    statement::{CircuitId, Refusal, sighash},
};

pub(super) fn check(public: &AttestPublic<F>, witness: &AttestWitness) -> Result<(), Refusal> {
    let (key, why) = if witness.simulated {
        (public.verifier_key(), "the verifier did not sign these public inputs, or its key is none")
    } else {
        title(public, witness)?;
        (Some(witness.owner.key), "the owner did not sign these public inputs")
    };
    let message = sighash(CircuitId::Attest, public);
    Refusal::unless(key.is_some_and(|key| key.verify(message, &witness.signature)), checks::SIGNATURE, why)
}

/// What a real Attest says of its owner's title.
fn title(public: &AttestPublic<F>, witness: &AttestWitness) -> Result<(), Refusal> {
    let is = Refusal::unless;
    let owner = witness.owner.address();
    let note = witness.title.note(owner);
    let title = &note.content;
    is(
        title.kind == Kind::Title
            && (title.prior, title.pool, title.made) == (0, 0, F::from(0u64))
            && witness.title.path.root(note.commitment()) == Some(public.notes_root),
        checks::TITLE,
        "the note is no title of this owner in the note tree; sync the wallet",
    )?;
    is(
        witness.live.root(note.nullifier(&witness.owner.nk)) == Some(public.nullifiers_root),
        checks::LIVE,
        "the title is spent, or the nullifier root is of another height",
    )?;
    is(
        witness.owner.member.root(owner) == Some(public.members_root),
        checks::OWNER,
        "the owner is no current member",
    )?;
    is(
        witness.frozen.root(title.lot.0) == Some(public.frozen_root),
        checks::FROZEN,
        "the lot is frozen, or the frozen root is of another height",
    )?;
    is(
        witness.bill.commitment() == title.bill && witness.bill.currency.value() == public.currency,
        checks::BILL,
        "the opening is not that of the title's bill, or it is in another currency",
    )?;
    is(witness.link() == public.link, checks::LINK, "the link is not of this bill and lot")?;

    // Amounts out of range are the verifier's to refuse; here they fail as too small or too large.
    let number = |x: &F| u128::from(to_u64(x).unwrap_or(0));
    let encumbrance = u128::from(title.amount);
    is(
        encumbrance <= number(&public.max_encumbrance),
        checks::ENCUMBRANCE,
        "the lot bears more than the stated maximum",
    )?;
    is(
        u128::from(MAX_RATE_BPS) * (encumbrance + number(&public.requested))
            <= number(&public.rate_bps) * u128::from(witness.bill.value),
        checks::RATE,
        "the requested sum does not fit within the advance rate",
    )?;
    is(
        to_u64(&public.valued_since).is_some_and(|since| since <= u64::from(witness.bill.valued_at.0)),
        checks::VALUED,
        "the bill was last valued before the day that is asked for; have it revalued",
    )?;
    is(
        public.applicant == Org::NONE.0 || public.applicant == witness.owner.member.org.0,
        checks::APPLICANT,
        "the title is not owned by the applicant",
    )
}
