//! What a sealed audit says.

use plimsoll_circuits::{
    audit::{AuditOf, Unsealed},
    field::{F, serde_hex, serde_hex_vec, to_u64},
    member::Address,
    note::{Content, Kind, Lot},
};
use serde::{Deserialize, Serialize};

/// An opened audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "statement", rename_all = "lowercase")]
pub enum Opened {
    /// Of a Register.
    Register(OpenedRegister),
    /// Of a Move.
    Move(OpenedMove),
    /// Of an Amend or a Revalue.
    Amend(OpenedAmend),
}

/// Who registered what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRegister {
    /// Who signed the title.
    pub issuer: Address,
    /// Who signed the value.
    pub valuer: Address,
    /// The first holder.
    pub holder: Address,
    /// The lot.
    pub lot: Lot,
    /// Its bill.
    #[serde(with = "serde_hex")]
    pub bill: F,
    /// Its value in minor units of its currency.
    pub value: u64,
    /// The title's blinding.
    #[serde(with = "serde_hex")]
    pub r: F,
}

/// Who moved what to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedMove {
    /// The lot.
    pub lot: Lot,
    /// Who acted.
    pub actor: Address,
    /// What came out.
    pub outputs: [OpenedOutput; 2],
    /// The commitments of what went in, by which the lot is walked backwards.
    #[serde(with = "serde_hex_vec")]
    pub inputs: [F; 2],
}

/// One output of a Move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedOutput {
    /// Whose it is.
    pub owner: Address,
    /// What it is.
    pub kind: Kind,
    /// Its amount.
    pub amount: u64,
    /// LIEN: the encumbrance before it was made.
    pub prior: u64,
    /// LIEN: its amount when made.
    pub pool: u64,
    /// Its blinding: with it, and with what earlier entries of the lot say of bill and making, the note opens.
    #[serde(with = "serde_hex")]
    pub r: F,
}

/// Who changed which documents or value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedAmend {
    /// The lot.
    pub lot: Lot,
    /// The title's owner.
    pub owner: Address,
    /// Who signed the new documents; nobody if only the value changed, by a Revalue.
    pub issuer: Option<Address>,
    /// Who signed the new value.
    pub valuer: Address,
    /// The bill before.
    #[serde(with = "serde_hex")]
    pub old_bill: F,
    /// The bill after.
    #[serde(with = "serde_hex")]
    pub new_bill: F,
    /// Its value in minor units of its currency.
    pub value: u64,
    /// The commitment of the title before.
    #[serde(with = "serde_hex")]
    pub input: F,
    /// The new title's blinding.
    #[serde(with = "serde_hex")]
    pub r: F,
}

/// What was sealed is not what its statement seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed audit is not one: {what}")]
pub struct Meaningless {
    /// What is wrong.
    pub what: &'static str,
}

impl Opened {
    /// Reads what one audit says.
    ///
    /// # Errors
    /// If it is not what such a statement seals: it was sealed under another key or for another statement.
    pub fn read(of: AuditOf, unsealed: &Unsealed) -> Result<Self, Meaningless> {
        let Unsealed { messages, blindings: [r, r_1] } = unsealed;
        let r = *r;
        match of {
            AuditOf::Register => {
                let [issuer, valuer, holder, lot, bill, amount, zeros @ ..] = *messages;
                unused(&zeros)?;
                Ok(Opened::Register(OpenedRegister {
                    issuer: Address(issuer),
                    valuer: Address(valuer),
                    holder: Address(holder),
                    lot: Lot(lot),
                    bill,
                    value: value(&amount)?,
                    r,
                }))
            }
            AuditOf::Move => {
                let [lot, actor, owner_0, packed_0, owner_1, packed_1, inputs @ ..] = *messages;
                let outputs = [output(owner_0, &packed_0, r)?, output(owner_1, &packed_1, *r_1)?];
                Ok(Opened::Move(OpenedMove { lot: Lot(lot), actor: Address(actor), outputs, inputs }))
            }
            AuditOf::Amend | AuditOf::Revalue => {
                let [lot, owner, issuer, valuer, old_bill, new_bill, amount, input] = *messages;
                let revalued = of == AuditOf::Revalue;
                if revalued {
                    unused(&[issuer])?;
                }
                Ok(Opened::Amend(OpenedAmend {
                    lot: Lot(lot),
                    owner: Address(owner),
                    issuer: (!revalued).then_some(Address(issuer)),
                    valuer: Address(valuer),
                    old_bill,
                    new_bill,
                    value: value(&amount)?,
                    input,
                    r,
                }))
            }
        }
    }
}

fn unused(messages: &[F]) -> Result<(), Meaningless> {
    let all_zero = messages.iter().all(|m| *m == F::from(0u64));
    if all_zero { Ok(()) } else { Err(Meaningless { what: "an unused message is not 0" }) }
}

fn value(message: &F) -> Result<u64, Meaningless> {
    to_u64(message).ok_or(Meaningless { what: "the value has more than 64 bits" })
}

fn output(owner: F, packed: &F, r: F) -> Result<OpenedOutput, Meaningless> {
    let (kind, amount, prior, pool) =
        Content::unpack(packed).ok_or(Meaningless { what: "an output is of no kind" })?;
    Ok(OpenedOutput { owner: Address(owner), kind, amount, prior, pool, r })
}
