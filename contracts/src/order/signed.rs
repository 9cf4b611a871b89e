use super::{Order, typed};
use crate::{
    Day,
    bytes::{DecodeError, Hash32, Reader, Writer},
    control::{ControlAddress, ControlKey, ControlSignature, TypedData},
    genesis::Domain,
    transition::EntryId,
};
use serde::{Deserialize, Serialize};

/// The most signatures of an order.
const MAX_SIGNATURES: usize = super::MAX_KEYS;

/// When an order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Random, so that two alike are two.
    pub nonce: Hash32,
    /// Under which council: how many there were before.
    pub epoch: u64,
    /// The last day on which it may enter.
    pub last_day: Day,
}

/// An order with what it was signed over besides, and its signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOrder {
    /// What is ordered.
    pub order: Order,
    /// When it counts.
    pub validity: Validity,
    /// Signatures by rising address of their keys, no two of one; none if the order is [open](Order::is_open) to everybody.
    #[serde(default)]
    pub signatures: Vec<ControlSignature>,
}

impl TypedData for SignedOrder {
    fn type_(&self) -> &'static str {
        typed::type_of(&self.order)
    }

    fn fields(&self) -> Vec<crate::control::Value> {
        typed::fields_of(&self.order, &self.validity)
    }
}

impl SignedOrder {
    /// An order that nobody signed yet.
    #[must_use]
    pub const fn new(order: Order, validity: Validity) -> Self {
        Self { order, validity, signatures: Vec::new() }
    }

    /// Adds a key's signature, in its place; one that has signed already, once. `None` for a digest that cannot be signed, which nobody can
    /// find.
    #[must_use]
    pub fn signed(self, key: &ControlKey, domain: Domain) -> Option<Self> {
        let signature = key.sign(domain, &self)?;
        self.with(signature, domain)
    }

    /// Adds a signature that was made elsewhere, in its place; `None` if it is no signature.
    #[must_use]
    pub fn with(mut self, signature: ControlSignature, domain: Domain) -> Option<Self> {
        let signer = signature.signer(domain, &self)?;
        let known = |s: &ControlSignature| s.signer(domain, &self);
        let place = self.signatures.iter().position(|s| known(s) >= Some(signer));
        match place {
            Some(at) if known(&self.signatures[at]) == Some(signer) => self.signatures[at] = signature,
            Some(at) => self.signatures.insert(at, signature),
            None => self.signatures.push(signature),
        }
        Some(self)
    }

    /// Who signed, by rising address; `None` if a signature is none, or two are of one key, or they are in another order.
    #[must_use]
    pub fn signers(&self, domain: Domain) -> Option<Vec<ControlAddress>> {
        signers(&self.signatures, domain, self)
    }

    /// The identity: what is signed.
    #[must_use]
    pub fn id(&self, domain: Domain) -> EntryId {
        EntryId(self.digest(domain))
    }

    /// The one binary encoding: kind and content, nonce, epoch, last day, signatures.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        self.order.write(&mut w);
        let Validity { nonce, epoch, last_day } = self.validity;
        w.raw(&nonce.0).u64(epoch).u32(last_day.0).count(self.signatures.len());
        for signature in &self.signatures {
            w.raw(&signature.0);
        }
        w.0
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes, and nothing else.
    ///
    /// # Errors
    /// [`DecodeError`]. A member's key outside the prime-order subgroup, and the identity, are refused here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let order = Order::read(&mut r)?;
        let nonce = Hash32(r.array("the nonce")?);
        let (epoch, last_day) = (r.u64("the epoch")?, Day(r.u32("the last day")?));
        let count = r.count(MAX_SIGNATURES, "the number of signatures")?;
        let signatures = (0..count).map(|_| Ok(ControlSignature(r.array("a signature")?)));
        let signatures = signatures.collect::<Result<_, DecodeError>>()?;
        r.finish()?;
        Ok(Self { order, validity: Validity { nonce, epoch, last_day }, signatures })
    }
}

/// Who signed the data, by rising address; `None` if a signature is none, or two are of one key, or they are in another order.
pub(crate) fn signers(
    signatures: &[ControlSignature],
    domain: Domain,
    data: &impl TypedData,
) -> Option<Vec<ControlAddress>> {
    let signers: Vec<_> = signatures.iter().map(|s| s.signer(domain, data)).collect::<Option<_>>()?;
    signers.is_sorted_by(|a, b| a < b).then_some(signers)
}
