use super::{Conditions, MAX_MEMO_BYTES, MAX_MEMOS, MAX_POSTED, PROOF_BYTES, Transition};
use crate::{
    attest::Attestation,
    bytes::DecodeError,
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{
    field::{self, F, to_hex},
    statement::{CircuitId, Public as _, attest::AttestPublic},
};
use serde::{Deserialize, Serialize};

/// How a transition is written to JSON: numbers and bytes as `0x` and hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionText {
    circuit: String,
    version: u32,
    posted: Vec<String>,
    proof: String,
    memos: Vec<String>,
    conditions: Conditions,
}

/// How an Attest is written to JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestationText {
    circuit: String,
    version: u32,
    posted: Vec<String>,
    proof: String,
}

impl From<Attestation> for AttestationText {
    fn from(a: Attestation) -> Self {
        Self {
            circuit: CircuitId::Attest.name().to_owned(),
            version: a.version,
            posted: a.public.to_fields().iter().map(to_hex).collect(),
            proof: to_text(&a.proof),
        }
    }
}

impl TryFrom<AttestationText> for Attestation {
    type Error = DecodeError;

    fn try_from(text: AttestationText) -> Result<Self, DecodeError> {
        if text.circuit != CircuitId::Attest.name() {
            return Err(DecodeError::UnknownCircuit(text.circuit));
        }
        let posted = fields_of(&text.posted)?;
        let posted =
            AttestPublic::from_fields(&posted).ok_or(DecodeError::Invalid("the number of posted values"))?;
        Ok(Self { version: text.version, public: posted, proof: proof_of(&text.proof)? })
    }
}

impl From<Transition> for TransitionText {
    fn from(t: Transition) -> Self {
        Self {
            circuit: t.circuit.name().to_owned(),
            version: t.version,
            posted: t.posted.iter().map(to_hex).collect(),
            proof: to_text(&t.proof),
            memos: t.memos.iter().map(|m| to_text(m)).collect(),
            conditions: t.conditions,
        }
    }
}

impl TryFrom<TransitionText> for Transition {
    type Error = DecodeError;

    fn try_from(text: TransitionText) -> Result<Self, DecodeError> {
        limit("the number of memos", text.memos.len(), MAX_MEMOS)?;
        let circuit = CircuitId::from_name(&text.circuit).ok_or(DecodeError::UnknownCircuit(text.circuit))?;
        let posted = fields_of(&text.posted)?;
        let proof = proof_of(&text.proof)?;
        let memos = text
            .memos
            .iter()
            .map(|m| {
                limit("a memo", m.len(), 2 + 2 * MAX_MEMO_BYTES)?;
                bytes_of(m, "a memo")
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { circuit, version: text.version, posted, proof, memos, conditions: text.conditions })
    }
}

impl Transition {
    /// The JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!(TransitionText::from(self.clone())).to_string()
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// `Malformed`, `NotCanonical` or `UnknownCircuit`.
    pub fn from_json(json: &str) -> Result<Self, Rejection> {
        let text: TransitionText =
            serde_json::from_str(json).map_err(|e| Rejection::new(Code::Malformed, e.to_string()))?;
        Ok(text.try_into()?)
    }
}

fn limit(what: &'static str, got: usize, limit: usize) -> Result<(), DecodeError> {
    if got <= limit {
        Ok(())
    } else {
        Err(DecodeError::TooLarge { what, got: got as u64, limit: limit as u64 })
    }
}

pub(super) fn to_text(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn bytes_of(text: &str, what: &'static str) -> Result<Vec<u8>, DecodeError> {
    text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok()).ok_or(DecodeError::Invalid(what))
}

pub(super) fn array_of<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], DecodeError> {
    bytes_of(text, what)?.try_into().map_err(|_| DecodeError::Invalid(what))
}

fn field_of(text: &str) -> Result<F, DecodeError> {
    let what = "a posted value";
    field::from_bytes(&array_of(text, what)?).ok_or(DecodeError::NotCanonical(what))
}

fn fields_of(texts: &[String]) -> Result<Vec<F>, DecodeError> {
    limit("the number of posted values", texts.len(), MAX_POSTED)?;
    texts.iter().map(|x| field_of(x)).collect()
}

fn proof_of(text: &str) -> Result<[u8; PROOF_BYTES], DecodeError> {
    array_of(text, "the proof")
}
