//! What issuers and valuers sign, and the bill that a title commits to.

use super::{Currency, Decimal, PublicKey, Signature};
use crate::FieldElement;
use plimsoll_circuits::{
    credential::{self, Day, Signed},
    member::{Address, Org},
    note::Lot,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What an issuer says of a bill: whose it is first, which documents and fingerprints belong to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct TitleCredential {
    /// The one ledger at which the bill is at home.
    pub domain: FieldElement,
    /// Root over the bill's fields.
    pub doc_root: FieldElement,
    /// Root over the annexes.
    pub annex_root: FieldElement,
    /// Root over the fingerprints.
    pub fp_root: FieldElement,
    /// The address that may register it.
    pub first_holder: FieldElement,
    /// 0 unless governance has recovered the bill.
    pub generation: Decimal,
    /// Last day on which it may be registered, in days since 1970-01-01.
    pub valid_until: u32,
}

impl From<&credential::TitleCredential> for TitleCredential {
    fn from(from: &credential::TitleCredential) -> Self {
        Self {
            domain: FieldElement(from.domain),
            doc_root: FieldElement(from.doc_root),
            annex_root: FieldElement(from.annex_root),
            fp_root: FieldElement(from.fp_root),
            first_holder: FieldElement(from.first_holder.0),
            generation: Decimal(from.generation),
            valid_until: from.valid_until.0,
        }
    }
}

impl From<&TitleCredential> for credential::TitleCredential {
    fn from(from: &TitleCredential) -> Self {
        Self {
            domain: from.domain.0,
            doc_root: from.doc_root.0,
            annex_root: from.annex_root.0,
            fp_root: from.fp_root.0,
            first_holder: Address(from.first_holder.0),
            generation: from.generation.0,
            valid_until: Day(from.valid_until),
        }
    }
}

/// What an issuer says of a title whose documents change.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// The ledger.
    pub domain: FieldElement,
    /// The lot.
    pub lot: FieldElement,
    /// The commitment of the bill that it changes.
    pub old_bill: FieldElement,
    /// Root over the new bill's fields.
    pub doc_root: FieldElement,
    /// Root over the new annexes.
    pub annex_root: FieldElement,
    /// Root over the fingerprints that the new documents add.
    pub added_fp_root: FieldElement,
    /// Last day on which it may be used, in days since 1970-01-01.
    pub valid_until: u32,
}

impl From<&credential::Amendment> for Amendment {
    fn from(from: &credential::Amendment) -> Self {
        Self {
            domain: FieldElement(from.domain),
            lot: FieldElement(from.lot.0),
            old_bill: FieldElement(from.old_bill),
            doc_root: FieldElement(from.doc_root),
            annex_root: FieldElement(from.annex_root),
            added_fp_root: FieldElement(from.added_fp_root),
            valid_until: from.valid_until.0,
        }
    }
}

impl From<&Amendment> for credential::Amendment {
    fn from(from: &Amendment) -> Self {
        Self {
            domain: from.domain.0,
            lot: Lot(from.lot.0),
            old_bill: from.old_bill.0,
            doc_root: from.doc_root.0,
            annex_root: from.annex_root.0,
            added_fp_root: from.added_fp_root.0,
            valid_until: Day(from.valid_until),
        }
    }
}

/// What a valuer says of a lot: what it is worth, from when, until when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Valuation {
    /// The ledger.
    pub domain: FieldElement,
    /// The lot.
    pub lot: FieldElement,
    /// Root over the bill's fields.
    pub doc_root: FieldElement,
    /// Root over the annexes.
    pub annex_root: FieldElement,
    /// The value in minor units of the currency.
    pub value: Decimal,
    /// The currency.
    pub currency: Currency,
    /// The day it was made, in days since 1970-01-01.
    pub valued_at: u32,
    /// The last day on which it may be used, in days since 1970-01-01.
    pub expires: u32,
}

impl From<&credential::Valuation> for Valuation {
    fn from(from: &credential::Valuation) -> Self {
        Self {
            domain: FieldElement(from.domain),
            lot: FieldElement(from.lot.0),
            doc_root: FieldElement(from.doc_root),
            annex_root: FieldElement(from.annex_root),
            value: Decimal(from.value),
            currency: Currency(from.currency),
            valued_at: from.valued_at.0,
            expires: from.expires.0,
        }
    }
}

impl From<&Valuation> for credential::Valuation {
    fn from(from: &Valuation) -> Self {
        Self {
            domain: from.domain.0,
            lot: Lot(from.lot.0),
            doc_root: from.doc_root.0,
            annex_root: from.annex_root.0,
            value: from.value.0,
            currency: from.currency.0,
            valued_at: Day(from.valued_at),
            expires: Day(from.expires),
        }
    }
}

macro_rules! signed {
    ($(#[$meta:meta])* $name:ident, $content:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// What is said.
            pub content: $content,
            /// Who signed.
            pub key: PublicKey,
            /// The public half of the signer's nullifier key, which its address needs.
            pub nkc: FieldElement,
            /// The signature over the content's message.
            pub signature: Signature,
        }

        impl From<&Signed<credential::$content>> for $name {
            fn from(from: &Signed<credential::$content>) -> Self {
                Self {
                    content: (&from.content).into(),
                    key: PublicKey(from.key),
                    nkc: FieldElement(from.nkc),
                    signature: (&from.signature).into(),
                }
            }
        }

        impl From<&$name> for Signed<credential::$content> {
            fn from(from: &$name) -> Self {
                Self {
                    content: (&from.content).into(),
                    key: from.key.0,
                    nkc: from.nkc.0,
                    signature: (&from.signature).into(),
                }
            }
        }
    };
}

signed!(
    /// A title credential with its issuer's key and signature.
    SignedTitleCredential, TitleCredential
);
signed!(
    /// An amendment with its issuer's key and signature.
    SignedAmendment, Amendment
);
signed!(
    /// A valuation with its valuer's key and signature.
    SignedValuation, Valuation
);

/// What a title commits to: documents, value, and who answers for them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// Root over the bill's fields.
    pub doc_root: FieldElement,
    /// Root over the annexes.
    pub annex_root: FieldElement,
    /// The value in minor units of the currency.
    pub value: Decimal,
    /// The currency.
    pub currency: Currency,
    /// The organisation that signed the title credential.
    pub issuer: FieldElement,
    /// The organisation that signed the valuation.
    pub valuer: FieldElement,
    /// The day of the valuation, in days since 1970-01-01.
    pub valued_at: u32,
}

impl From<&credential::Bill> for Bill {
    fn from(from: &credential::Bill) -> Self {
        Self {
            doc_root: FieldElement(from.doc_root),
            annex_root: FieldElement(from.annex_root),
            value: Decimal(from.value),
            currency: Currency(from.currency),
            issuer: FieldElement(from.issuer.0),
            valuer: FieldElement(from.valuer.0),
            valued_at: from.valued_at.0,
        }
    }
}

impl From<&Bill> for credential::Bill {
    fn from(from: &Bill) -> Self {
        Self {
            doc_root: from.doc_root.0,
            annex_root: from.annex_root.0,
            value: from.value.0,
            currency: from.currency.0,
            issuer: Org(from.issuer.0),
            valuer: Org(from.valuer.0),
            valued_at: Day(from.valued_at),
        }
    }
}
