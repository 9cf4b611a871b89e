//! Lists that their publishers sign.

use super::{LIST_SCHEMA, List, ListError, ListHead, file::PRICES};
use crate::{
    field::{F, serde_hex, to_bytes},
    member::Address,
    poseidon2::hash,
    signature::{PublicKey, Signature, SigningKey},
    statement::external_hash,
    tag::Tag,
};
use serde::{Deserialize, Serialize};

/// A publisher's word on one edition of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The publisher's signing key.
    pub ak: PublicKey,
    /// The public half of its nullifier key: both make its address.
    #[serde(with = "serde_hex")]
    pub nkc: F,
    /// Over [`List::message`].
    pub signature: Signature,
}

impl Signed {
    /// The publisher's address, as the ledger's directory has it if it is a party there.
    #[must_use]
    pub fn publisher(&self) -> Address {
        Address::new(&self.ak, self.nkc)
    }
}

impl List {
    /// What is signed of a list: `H(list_edition; digest)`, the digest `ext(schema; name, of, values, currency, edition, dated, source, root)`
    /// over its head as it is written, texts that are not there being empty, the root as 32 bytes. Labels are not signed.
    #[must_use]
    pub fn message(&self) -> F {
        let ListHead { name, kind, prices_in, edition, dated, source } = &self.head;
        let (edition, dated) = (edition.to_string(), dated.to_string());
        let values = prices_in.map_or("", |_| PRICES);
        let currency = prices_in.map(|currency| currency.to_string()).unwrap_or_default();
        let texts = [LIST_SCHEMA, name, kind.name(), values, &currency, &edition, &dated, source];
        let root = to_bytes(&self.root());
        let parts: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).chain([&root[..]]).collect();
        hash(Tag::ListEdition, &[external_hash(&parts)])
    }

    /// The list signed by whoever has this key, in the place of a signature that it may have.
    #[must_use]
    pub fn sign(mut self, key: &SigningKey, nkc: F) -> Self {
        self.signed = Some(Signed { ak: key.public(), nkc, signature: key.sign(self.message()) });
        self
    }

    /// Who has signed it; `None` if nobody has.
    #[must_use]
    pub fn publisher(&self) -> Option<Address> {
        self.signed.as_ref().map(Signed::publisher)
    }

    pub(super) fn check_signature(&self) -> Result<(), ListError> {
        let Some(Signed { ak, signature, .. }) = &self.signed else { return Ok(()) };
        if ak.verify(self.message(), signature) { Ok(()) } else { Err(ListError::Signature) }
    }
}
