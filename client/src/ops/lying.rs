//! A Move whose memos say something else than its notes: what a dishonest party's program sends.

use super::{Desk, MovePlan, OpError, Prepared, Timings, desk::posted, draft::Draft};
use crate::services::Job;
use plimsoll_circuits::{
    note::Note,
    statement::{Statement, movement::Move, sighash},
};
use plimsoll_contracts::{Conditions, Transition};
use rand::{CryptoRng, RngCore};

impl Desk<'_> {
    /// As [`prepare`](Self::prepare), with memos that are written over beside the notes that the plan makes, signed and proven with them.
    pub(crate) fn prepare_lying<R: RngCore + CryptoRng>(
        &self,
        plan: &MovePlan,
        lie: impl FnOnce(&[Note], &mut [Vec<u8>], &mut R),
        rng: &mut R,
    ) -> Result<Prepared, OpError> {
        let mut draft = Draft::new(plan, self.party, &self.services, rng)?;
        lie(&draft.makes, &mut draft.memos, rng);
        draft.public.ext = Transition::ext(&draft.memos, &Conditions::NONE);
        draft.witness.signature = self.party.keys().signing.sign(sighash(Move::CIRCUIT, &draft.public));
        let proof = self.services.prover.prove(Job::Move(&draft.public, &draft.witness))?;
        Ok(posted(plan, draft, proof, Timings::default()))
    }
}
