//! A whole key generation in one process.

use super::{
    Answers, Ceremony, Committed, Complaints, KeyShare, KeygenError, PrivateShare, Purpose, Round1Broadcast,
    Round2Reveal,
};
use crate::GuardianId;
use ark_ff::UniformRand;
use plimsoll_circuits::{field::F, signature::SigningKey};
use std::sync::Arc;

/// What carries messages; each gets a copy of its own, so that a bad carrier or sender can be played.
pub(super) trait Carrier {
    fn round1(&mut self, _to: GuardianId, _m: &mut Round1Broadcast) {}
    fn round2(&mut self, _to: GuardianId, _m: &mut Round2Reveal) {}
    fn share(&mut self, _m: &mut PrivateShare) {}
    fn complaints(&mut self, _to: GuardianId, _m: &mut Complaints) {}
    fn answers(&mut self, _to: GuardianId, _m: &mut Answers) {}
}

/// Carries everything faithfully.
struct Faithful;
impl Carrier for Faithful {}

/// Generates a `t`-of-`n` key of purpose `P`, with all participants in this process: guardian 1's share first.
///
/// # Errors
/// [`KeygenError::BadParameters`] unless 1 < t <= n; anything else only with negligible probability.
pub fn run_in_process<P: Purpose, R: rand::RngCore + rand::CryptoRng>(
    n: u16,
    t: u16,
    rng: &mut R,
) -> Result<Vec<KeyShare<P>>, KeygenError> {
    let identities: Vec<_> = (0..n).map(|_| SigningKey::random(rng)).collect();
    let roster = identities.iter().map(SigningKey::public).collect();
    let ceremony = Arc::new(Ceremony::new(F::rand(rng), t, roster)?);
    run_with(&ceremony, &identities, &mut Faithful, rng)
}

pub(super) fn run_with<P: Purpose, R: rand::RngCore + rand::CryptoRng>(
    ceremony: &Arc<Ceremony<P>>,
    identities: &[SigningKey],
    carrier: &mut dyn Carrier,
    rng: &mut R,
) -> Result<Vec<KeyShare<P>>, KeygenError> {
    let ids: Vec<_> = ceremony.ids().collect();
    let started = ids.iter().zip(identities);
    let (states, sent): (Vec<_>, Vec<_>) = started
        .map(|(&id, identity)| Committed::start(ceremony.clone(), id, identity, rng))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .unzip();

    let mut next = Vec::new();
    for (&to, state) in ids.iter().zip(states) {
        next.push(state.receive(to_all(&sent, |m| carrier.round1(to, m)))?);
    }
    let (states, sent): (Vec<_>, Vec<_>) = next.into_iter().unzip();

    let mut next = Vec::new();
    for (&to, state) in ids.iter().zip(states) {
        next.push(state.receive(to_all(&sent, |m| carrier.round2(to, m)))?);
    }
    let (states, sent): (Vec<_>, Vec<_>) = next.into_iter().unzip();

    let mut next = Vec::new();
    for (&to, state) in ids.iter().zip(states) {
        let dealt: Vec<_> = sent.iter().flatten().filter(|m| m.to == to).cloned().collect();
        next.push(state.receive(to_all(&dealt, |m| carrier.share(m)))?);
    }
    let (states, sent): (Vec<_>, Vec<_>) = next.into_iter().unzip();

    let mut next = Vec::new();
    for (&to, state) in ids.iter().zip(states) {
        next.push(state.receive(to_all(&sent, |m| carrier.complaints(to, m)))?);
    }
    let (states, sent): (Vec<_>, Vec<_>) = next.into_iter().unzip();

    let mut shares = Vec::new();
    for (&to, state) in ids.iter().zip(states) {
        shares.push(state.receive(to_all(&sent, |m| carrier.answers(to, m)))?);
    }
    Ok(shares)
}

fn to_all<M: Clone>(messages: &[M], mut carry: impl FnMut(&mut M)) -> Vec<M> {
    let mut copies = messages.to_vec();
    copies.iter_mut().for_each(&mut carry);
    copies
}
