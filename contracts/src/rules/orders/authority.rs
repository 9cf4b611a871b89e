//! Who gives an order.

use super::OrderRefusal;
use crate::{control::ControlAddress, rules::records::Council};

/// Who signed an order, by rising address.
pub(super) struct Signers {
    keys: Vec<ControlAddress>,
    needed: usize,
    stranger: Option<ControlAddress>,
    administrates: bool,
}

impl Signers {
    pub(super) fn new(keys: Vec<ControlAddress>, council: &Council) -> Self {
        let stranger = keys.iter().find(|key| !council.governors.contains(key)).copied();
        let administrates = matches!(keys[..], [one] if council.administrators.contains(&one));
        let needed = usize::try_from(council.threshold).unwrap_or(usize::MAX);
        Self { keys, needed, stranger, administrates }
    }

    /// Governors, as many as are needed, and nobody else.
    pub(super) fn governors(&self) -> Result<(), OrderRefusal> {
        if let Some(stranger) = self.stranger {
            return Err(OrderRefusal::NotGovernor(stranger));
        }
        let got = self.keys.len();
        if got < self.needed {
            return Err(OrderRefusal::TooFewSignatures { needed: self.needed, got });
        }
        Ok(())
    }

    /// Whether governors give it.
    pub(super) fn are_governors(&self) -> bool {
        self.governors().is_ok()
    }

    /// One governor alone.
    pub(super) fn one_governor(&self) -> Result<ControlAddress, OrderRefusal> {
        match self.keys[..] {
            [one] if self.stranger.is_none() => Ok(one),
            _ => Err(OrderRefusal::OneGovernor),
        }
    }

    /// An administrator alone, or governors.
    pub(super) fn administration(&self) -> Result<(), OrderRefusal> {
        if self.administrates || self.are_governors() { Ok(()) } else { Err(OrderRefusal::NotAdministrator) }
    }

    /// Nobody: what everybody may order needs no signature, and none is taken.
    pub(super) fn nobody(&self) -> Result<(), OrderRefusal> {
        if self.keys.is_empty() { Ok(()) } else { Err(OrderRefusal::SignedInVain) }
    }

    /// This key alone.
    pub(super) fn are(&self, key: ControlAddress) -> bool {
        self.keys == [key]
    }
}
