use super::text::{array_of, to_text};
use crate::{
    UnixTime,
    bytes::{DecodeError, Reader, Writer},
};
use serde::{Deserialize, Serialize};

/// Under which conditions a transition may enter: bound by its `ext`, so that nobody on its way can take them off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ConditionsText", into = "ConditionsText")]
pub struct Conditions {
    /// The only sender that may submit it, as an address of a ledger that knows its senders; zeros for anybody. A ledger without
    /// senders takes nothing else than zeros.
    pub gate: [u8; 20],
    /// The hash of a payment that goes with it; zeros for none. What it says is checked by whoever pays, not by this ledger.
    pub terms: [u8; 32],
    /// The last second at which it may enter, 0 for no end.
    pub until: UnixTime,
}

impl Conditions {
    /// What may be submitted by anybody, at any time, with no payment.
    pub const NONE: Self = Self { gate: [0; 20], terms: [0; 32], until: UnixTime(0) };

    /// Whether only a certain sender may submit it.
    #[must_use]
    pub fn is_gated(&self) -> bool {
        self.gate != [0; 20]
    }

    /// Whether its last second is over at `time`.
    #[must_use]
    pub const fn is_over(&self, time: UnixTime) -> bool {
        self.until.0 != 0 && time.0 > self.until.0
    }

    pub(super) fn write(&self, w: &mut Writer) {
        w.raw(&self.gate).raw(&self.terms).u64(self.until.0);
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (gate, terms) = (r.array("the gate")?, r.array("the terms")?);
        Ok(Self { gate, terms, until: UnixTime(r.u64("the last second")?) })
    }
}

/// How conditions are written to JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionsText {
    gate: String,
    terms: String,
    until: UnixTime,
}

impl From<Conditions> for ConditionsText {
    fn from(c: Conditions) -> Self {
        Self { gate: to_text(&c.gate), terms: to_text(&c.terms), until: c.until }
    }
}

impl TryFrom<ConditionsText> for Conditions {
    type Error = DecodeError;

    fn try_from(text: ConditionsText) -> Result<Self, DecodeError> {
        let (gate, terms) = (array_of(&text.gate, "the gate")?, array_of(&text.terms, "the terms")?);
        Ok(Self { gate, terms, until: text.until })
    }
}
