//! A sheet beside the documents that it is of.

use super::{NOTHING, Sheet, SheetError, Slot, error::words};
use plimsoll_circuits::{
    field::F,
    fingerprint::keys::{KeyInput, SlotKind},
};
use std::collections::HashSet;

impl Sheet {
    /// What the sheet of a bill as it was issued must say: every key of the documents stands in its own slot, and nothing else is one.
    pub(in crate::issuer) fn is_all_of(&self, inputs: &[KeyInput]) -> Result<(), SheetError> {
        self.covers(inputs, Some(&HashSet::new()))
    }

    /// What the sheet of an amendment must say whatever came before: each key is one of the new documents, in a slot of its class.
    pub(in crate::issuer) fn is_part_of(&self, inputs: &[KeyInput]) -> Result<(), SheetError> {
        self.covers(inputs, None)
    }

    /// What the sheet of an amendment must say after documents that have these roots, where `known` is all that earlier documents of the title
    /// gave: its keys are those of the new documents that are not known, and all of them.
    ///
    /// # Errors
    /// [`SheetError::Incomplete`] if it comes after other documents; else the first key that is not right.
    pub(crate) fn follows(
        &self,
        before: [F; 2],
        inputs: &[KeyInput],
        known: &HashSet<F>,
    ) -> Result<(), SheetError> {
        if self.before != before || before == NOTHING {
            return Err(SheetError::Incomplete);
        }
        self.covers(inputs, Some(known))
    }

    fn covers(&self, inputs: &[KeyInput], known: Option<&HashSet<F>>) -> Result<(), SheetError> {
        let is_known = |input: &KeyInput| known.is_some_and(|known| known.contains(&input.x));
        let mut missing: Vec<&KeyInput> = inputs.iter().collect();
        for (slot, content) in self.slots.iter().enumerate() {
            let Some(of) = content.key() else { continue };
            let found = missing.iter().position(|input| input.slot == of);
            let input = missing.swap_remove(found.ok_or(SheetError::Unfounded { slot })?);
            if !self.may_hold(slot, content, of) {
                return Err(SheetError::Misplaced { slot, of: words(input) });
            }
            if is_known(input) {
                return Err(SheetError::NotNew { slot, of: words(input) });
            }
        }
        missing.sort_unstable_by_key(|input| input.slot);
        match missing.into_iter().find(|input| known.is_some() && !is_known(input)) {
            Some(left_out) => Err(SheetError::LeftOut(words(left_out))),
            None => Ok(()),
        }
    }

    /// Whether every key stands where it may: what can be said without the documents.
    ///
    /// # Errors
    /// [`SheetError::Misplaced`].
    pub(super) fn is_in_place(&self) -> Result<(), SheetError> {
        for (slot, content) in self.slots.iter().enumerate() {
            if let Some(of) = content.key().filter(|of| !self.may_hold(slot, content, *of)) {
                return Err(SheetError::Misplaced { slot, of: of.to_string() });
            }
        }
        Ok(())
    }

    /// Whether a slot is one for this key: its own, of a bill as it was issued; any of its class, of an amendment, SOFT slots among
    /// themselves. A soft key has F and j there, and no other key has.
    fn may_hold(&self, slot: usize, content: &Slot, of: SlotKind) -> bool {
        let Some(tier) = self.tier() else { return false };
        if matches!(content, Slot::Soft { .. }) != of.is_soft() {
            return false;
        }
        if self.is_first() { of.position(tier) == slot } else { tier.class(slot) == of.class() }
    }
}
