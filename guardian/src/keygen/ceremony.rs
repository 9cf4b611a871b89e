//! What the participants of a key generation agree on before it.

use super::{KeygenError, Purpose, Round1Broadcast};
use crate::GuardianId;
use plimsoll_circuits::{field::F, poseidon2::sponge, signature::PublicKey, tag::Tag};
use std::{collections::HashSet, marker::PhantomData};

/// One key generation: its purpose, threshold and participants, on which all have agreed beforehand.
#[derive(Clone, Debug)]
pub struct Ceremony<P: Purpose> {
    pub(super) threshold: u16,
    pub(super) roster: Vec<PublicKey>,
    pub(super) context: F,
    purpose: PhantomData<P>,
}

impl<P: Purpose> Ceremony<P> {
    /// The generation with this threshold among the holders of these identity keys, guardian 1's first. `id` is a number
    /// that was never used before.
    ///
    /// # Errors
    /// [`KeygenError::BadParameters`] unless 1 < t <= n <= 1000 and all identities differ.
    pub fn new(id: F, threshold: u16, roster: Vec<PublicKey>) -> Result<Self, KeygenError> {
        let n = roster.len();
        if threshold < 2 || usize::from(threshold) > n || n > 1000 {
            return Err(KeygenError::BadParameters("the threshold is above 1 and at most n, n at most 1000"));
        }
        if roster.iter().collect::<HashSet<_>>().len() != n {
            return Err(KeygenError::BadParameters("two guardians have the same identity"));
        }
        let mut inputs = vec![P::field(), id, F::from(n as u64), F::from(threshold)];
        inputs.extend(roster.iter().flat_map(|key| [key.point().x, key.point().y]));
        let context = sponge(Tag::Ceremony, &inputs);
        Ok(Self { threshold, roster, context, purpose: PhantomData })
    }

    /// The participants.
    pub fn ids(&self) -> impl Iterator<Item = GuardianId> + use<P> {
        GuardianId::all(u16::try_from(self.roster.len()).unwrap_or(u16::MAX))
    }

    /// The hash that ties every signature and proof to this generation.
    #[must_use]
    pub const fn context(&self) -> F {
        self.context
    }

    pub(super) fn is_signed(&self, m: &Round1Broadcast) -> bool {
        self.roster.get(m.from.place()).is_some_and(|identity| m.is_signed(self.context, identity))
    }

    /// The messages in the order of their senders, if each sent one.
    pub(super) fn ordered<M>(
        &self,
        mut messages: Vec<M>,
        from: impl Fn(&M) -> GuardianId,
    ) -> Result<Vec<M>, KeygenError> {
        messages.sort_by_key(&from);
        let mut senders = messages.iter().map(&from);
        for id in self.ids() {
            if senders.next() != Some(id) {
                return Err(KeygenError::NoMessage(id));
            }
        }
        match senders.next() {
            Some(extra) => Err(KeygenError::NoMessage(extra)),
            None => Ok(messages),
        }
    }
}
