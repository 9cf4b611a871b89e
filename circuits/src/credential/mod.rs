//! What issuers and valuers sign, and the bill that a title commits to (protocol, section 5).

#[cfg(feature = "r1cs")]
pub mod gadget;

pub use crate::{currency::Currency, day::Day};

use crate::{
    field::{F, serde_hex},
    member::{Address, Org},
    note::Lot,
    poseidon2::hash,
    signature::{PublicKey, Signature, SigningKey},
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// What an issuer says of a bill: whose it is first, which documents and fingerprints belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct TitleCredential {
    /// The one ledger at which the bill is at home.
    #[serde(with = "serde_hex")]
    pub domain: F,
    /// Root over the bill's fields.
    #[serde(with = "serde_hex")]
    pub doc_root: F,
    /// Root over the annexes.
    #[serde(with = "serde_hex")]
    pub annex_root: F,
    /// Root over the fingerprints.
    #[serde(with = "serde_hex")]
    pub fp_root: F,
    /// Who may register it.
    pub first_holder: Address,
    /// 0 unless governance has recovered the bill.
    pub generation: u64,
    /// Last day on which it may be registered.
    pub valid_until: Day,
}

impl TitleCredential {
    /// `H(cred; domain, doc_root, annex_root, fp_root, first_holder, generation, valid_until)`.
    #[must_use]
    pub fn message(&self) -> F {
        hash(
            Tag::Credential,
            &[
                self.domain,
                self.doc_root,
                self.annex_root,
                self.fp_root,
                self.first_holder.0,
                F::from(self.generation),
                F::from(self.valid_until.0),
            ],
        )
    }

    /// Fills a place that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
            domain: zero,
            doc_root: zero,
            annex_root: zero,
            fp_root: zero,
            first_holder: Address(zero),
            generation: 0,
            valid_until: Day(0),
        }
    }
}

/// What an issuer says of a title whose documents change: which new ones stand for it, and what of them is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Amendment {
    /// The ledger.
    #[serde(with = "serde_hex")]
    pub domain: F,
    /// The lot.
    pub lot: Lot,
    /// The commitment of the bill that it changes.
    #[serde(with = "serde_hex")]
    pub old_bill: F,
    /// Root over the new bill's fields.
    #[serde(with = "serde_hex")]
    pub doc_root: F,
    /// Root over the new annexes.
    #[serde(with = "serde_hex")]
    pub annex_root: F,
    /// Root over the fingerprints that the new documents add, in the small tier's slots, pads in the others.
    #[serde(with = "serde_hex")]
    pub added_fp_root: F,
    /// Last day on which it may be used.
    pub valid_until: Day,
}

impl Amendment {
    /// `H(amend; domain, lot, old_bill, doc_root, annex_root, added_fp_root, valid_until)`.
    #[must_use]
    pub fn message(&self) -> F {
        hash(
            Tag::Amendment,
            &[
                self.domain,
                self.lot.0,
                self.old_bill,
                self.doc_root,
                self.annex_root,
                self.added_fp_root,
                F::from(self.valid_until.0),
            ],
        )
    }

    /// Fills a place that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
            domain: zero,
            lot: Lot::NONE,
            old_bill: zero,
            doc_root: zero,
            annex_root: zero,
            added_fp_root: zero,
            valid_until: Day(0),
        }
    }
}

/// What a valuer says of a lot: what it is worth, from when, until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Valuation {
    /// The ledger.
    #[serde(with = "serde_hex")]
    pub domain: F,
    /// The lot.
    pub lot: Lot,
    /// Root over the bill's fields.
    #[serde(with = "serde_hex")]
    pub doc_root: F,
    /// Root over the annexes.
    #[serde(with = "serde_hex")]
    pub annex_root: F,
    /// The value in minor units of the currency.
    pub value: u64,
    /// The currency.
    pub currency: Currency,
    /// The day it was made.
    pub valued_at: Day,
    /// The last day on which it may be used.
    pub expires: Day,
}

impl Valuation {
    /// `H(value; domain, lot, doc_root, annex_root, value, currency, valued_at, expires)`.
    #[must_use]
    pub fn message(&self) -> F {
        hash(
            Tag::Valuation,
            &[
                self.domain,
                self.lot.0,
                self.doc_root,
                self.annex_root,
                F::from(self.value),
                self.currency.value(),
                F::from(self.valued_at.0),
                F::from(self.expires.0),
            ],
        )
    }

    /// Fills a place that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
            domain: zero,
            lot: Lot::NONE,
            doc_root: zero,
            annex_root: zero,
            value: 0,
            currency: Currency::BLANK,
            valued_at: Day(0),
            expires: Day(0),
        }
    }
}

/// A statement with its signer's key and signature. The signer's address follows from the key and `nkc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Signed<T> {
    /// What is said.
    pub content: T,
    /// Who signed.
    pub key: PublicKey,
    /// The public half of the signer's nullifier key, which its address needs.
    #[serde(with = "serde_hex")]
    pub nkc: F,
    /// The signature over `content`'s message.
    pub signature: Signature,
}

/// What can be signed: one field element, made with the statement's own tag.
pub trait Message {
    /// The element that is signed.
    fn message(&self) -> F;
}

impl Message for TitleCredential {
    fn message(&self) -> F {
        TitleCredential::message(self)
    }
}

impl Message for Amendment {
    fn message(&self) -> F {
        Amendment::message(self)
    }
}

impl Message for Valuation {
    fn message(&self) -> F {
        Valuation::message(self)
    }
}

impl<T: Message> Signed<T> {
    /// Signs `content`.
    #[must_use]
    pub fn new(content: T, key: &SigningKey, nkc: F) -> Self {
        let signature = key.sign(content.message());
        Self { content, key: key.public(), nkc, signature }
    }

    /// With a signature that is nobody's.
    #[must_use]
    pub fn blank(content: T) -> Self {
        Self { content, key: PublicKey::blank(), nkc: F::from(0u64), signature: Signature::blank() }
    }

    /// Whether the signature is the key's.
    #[must_use]
    pub fn verifies(&self) -> bool {
        self.key.verify(self.content.message(), &self.signature)
    }

    /// The signer's address.
    #[must_use]
    pub fn signer(&self) -> Address {
        Address::new(&self.key, self.nkc)
    }
}

/// What a title commits to: documents, value, and who answers for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Bill {
    /// Root over the bill's fields.
    #[serde(with = "serde_hex")]
    pub doc_root: F,
    /// Root over the annexes.
    #[serde(with = "serde_hex")]
    pub annex_root: F,
    /// The value in minor units of the currency.
    pub value: u64,
    /// The currency.
    pub currency: Currency,
    /// Whose member signed the title credential.
    pub issuer: Org,
    /// Whose member signed the valuation.
    pub valuer: Org,
    /// The day of the valuation.
    pub valued_at: Day,
}

impl Bill {
    /// `bill = H(bill; doc_root, annex_root, value, currency, issuer, valuer, valued_at)`.
    #[must_use]
    pub fn commitment(&self) -> F {
        hash(Tag::Bill, &self.inputs())
    }

    /// What the commitment is the hash of, in its order.
    #[must_use]
    pub fn inputs(&self) -> [F; 7] {
        [
            self.doc_root,
            self.annex_root,
            F::from(self.value),
            self.currency.value(),
            self.issuer.0,
            self.valuer.0,
            F::from(self.valued_at.0),
        ]
    }

    /// A bill of nothing: what fills a place that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
            doc_root: zero,
            annex_root: zero,
            value: 0,
            currency: Currency::BLANK,
            issuer: Org::NONE,
            valuer: Org::NONE,
            valued_at: Day(0),
        }
    }
}
