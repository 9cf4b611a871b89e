//! The native relation of Attest.

use super::{AttestPublic, AttestWitness, MAX_RATE_BPS, RATE_BITS, checks};
use crate::{
    credential::Day,
    field::{F, at_most},
    member::Org,
    note::{AMOUNT_BITS, Kind},
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

    // What is posted out of range is the verifier's to refuse; here it is taken as the circuit takes it.
    let [encumbrance, value] = [title.amount, witness.bill.value].map(F::from);
    is(
        at_most(&encumbrance, &public.max_encumbrance, AMOUNT_BITS),
        checks::ENCUMBRANCE,
        "the lot bears more than the stated maximum",
    )?;
    is(
        at_most(
            &(F::from(MAX_RATE_BPS) * (encumbrance + public.requested)),
            &(public.rate_bps * value),
            RATE_BITS,
        ),
        checks::RATE,
        "the requested sum does not fit within the advance rate",
    )?;
    is(
        at_most(&public.valued_since, &F::from(witness.bill.valued_at.0), Day::BITS),
        checks::VALUED,
        "the bill was last valued before the day that is asked for; have it revalued",
    )?;
    is(
        public.applicant == Org::NONE.0 || public.applicant == witness.owner.member.org.0,
        checks::APPLICANT,
        "the title is not owned by the applicant",
    )
}
