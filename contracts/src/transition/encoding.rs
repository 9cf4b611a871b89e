use super::{Conditions, PROOF_BYTES, Transition};
use crate::bytes::{DecodeError, Reader, Writer};
use plimsoll_circuits::statement::CircuitId;

/// The first byte: which encoding follows.
const FORMAT: u8 = 1;

/// Posted values that are read at most.
pub const MAX_POSTED: usize = 512;
/// Memos that are read at most.
pub const MAX_MEMOS: usize = 8;
/// Bytes of a memo that are read at most.
pub const MAX_MEMO_BYTES: usize = 4096;

impl Transition {
    /// The one binary encoding: format 1, circuit number, version, number of posted values, the values, the proof, number of
    /// memos, each memo behind its length, gate, terms and last second. Numbers have 4 bytes, the last second 8, field elements
    /// 32, all big endian.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u8(FORMAT).u32(self.circuit.number()).u32(self.version).count(self.posted.len());
        for x in &self.posted {
            w.field(x);
        }
        w.raw(&self.proof).count(self.memos.len());
        for memo in &self.memos {
            w.block(memo);
        }
        self.conditions.write(&mut w);
        w.0
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes, and nothing else.
    ///
    /// # Errors
    /// [`DecodeError`]; its code is `Malformed`, `NotCanonical` or `UnknownCircuit`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        if r.u8("the format")? != FORMAT {
            return Err(DecodeError::Invalid("the format"));
        }
        let number = r.u32("the circuit")?;
        let circuit =
            CircuitId::from_number(number).ok_or_else(|| DecodeError::UnknownCircuit(number.to_string()))?;
        let version = r.u32("the version")?;
        let n = r.count(MAX_POSTED, "the number of posted values")?;
        let posted = (0..n).map(|_| r.field("a posted value")).collect::<Result<_, _>>()?;
        let proof = r.array::<PROOF_BYTES>("the proof")?;
        let m = r.count(MAX_MEMOS, "the number of memos")?;
        let memos = (0..m)
            .map(|_| r.block(MAX_MEMO_BYTES, "a memo").map(<[u8]>::to_vec))
            .collect::<Result<_, _>>()?;
        let conditions = Conditions::read(&mut r)?;
        r.finish()?;
        Ok(Self { circuit, version, posted, proof, memos, conditions })
    }
}
