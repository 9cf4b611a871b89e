//! Notes that are spent and made.

use super::{Decimal, MemberWitness, NotePath};
use crate::{FieldElement, encoding::text};
use plimsoll_circuits::{
    member::Address,
    note::{self, Lot},
    statement::movement,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What a note is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kind(pub note::Kind);

const NAMES: [(&str, note::Kind); 5] = [
    ("DUMMY", note::Kind::Dummy),
    ("TITLE", note::Kind::Title),
    ("LIEN", note::Kind::Lien),
    ("RETIRED", note::Kind::Retired),
    ("RELEASE", note::Kind::Release),
];

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        text(d, "DUMMY, TITLE, LIEN, RETIRED or RELEASE", |text| {
            NAMES.into_iter().find(|(name, _)| *name == text).map(|(_, kind)| Self(kind))
        })
    }
}

impl Zeroize for Kind {
    fn zeroize(&mut self) {
        self.0 = note::Kind::Dummy;
        // Makes the write seen, so that it is not left out as one to memory that nobody reads again.
        std::hint::black_box(self);
    }
}

impl PartialSchema for Kind {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(NAMES.map(|(name, _)| name)))
            .description(Some("What a note is; DUMMY fills an unused place"))
            .into()
    }
}
impl ToSchema for Kind {}

/// What a note holds, before its secrets. Amounts are in minor units of the lot's currency.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What it is.
    pub kind: Kind,
    /// TITLE: the lot's encumbrance; LIEN, RELEASE: what it secured; else 0.
    pub amount: Decimal,
    /// LIEN: the encumbrance before it was made; else 0.
    pub prior: Decimal,
    /// LIEN: its amount when made; else 0.
    pub pool: Decimal,
    /// The lot; a dummy's is 0.
    pub lot: FieldElement,
    /// TITLE, RETIRED: the lot's current bill; LIEN: the bill when it was made; else 0.
    pub bill: FieldElement,
    /// LIEN: the nullifier of the title that its pledge spent; else 0.
    pub made: FieldElement,
}

impl From<&note::Content> for Content {
    fn from(from: &note::Content) -> Self {
        Self {
            kind: Kind(from.kind),
            amount: Decimal(from.amount),
            prior: Decimal(from.prior),
            pool: Decimal(from.pool),
            lot: FieldElement(from.lot.0),
            bill: FieldElement(from.bill),
            made: FieldElement(from.made),
        }
    }
}

impl From<&Content> for note::Content {
    fn from(from: &Content) -> Self {
        Self {
            kind: from.kind.0,
            amount: from.amount.0,
            prior: from.prior.0,
            pool: from.pool.0,
            lot: Lot(from.lot.0),
            bill: from.bill.0,
            made: from.made.0,
        }
    }
}

/// A note that is spent. It is the acting owner's, or nobody's if it is a RELEASE.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct InputWitness {
    /// What it holds.
    pub content: Content,
    /// Its rho.
    pub rho: FieldElement,
    /// Its blinding.
    pub r: FieldElement,
    /// Where it stands in the note tree; ignored for a dummy.
    pub path: NotePath,
}

impl From<&movement::InputWitness> for InputWitness {
    fn from(from: &movement::InputWitness) -> Self {
        Self {
            content: (&from.content).into(),
            rho: FieldElement(from.rho),
            r: FieldElement(from.r),
            path: (&from.path).into(),
        }
    }
}

impl From<&InputWitness> for movement::InputWitness {
    fn from(from: &InputWitness) -> Self {
        Self { content: (&from.content).into(), rho: from.rho.0, r: from.r.0, path: (&from.path).into() }
    }
}

/// A note that is made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct OutputWitness {
    /// What it holds.
    pub content: Content,
    /// The address whose it will be; 0 of a RELEASE.
    pub owner: FieldElement,
    /// The new owner's membership; ignored for a dummy and a RELEASE.
    pub member: MemberWitness,
}

impl From<&movement::OutputWitness> for OutputWitness {
    fn from(from: &movement::OutputWitness) -> Self {
        Self {
            content: (&from.content).into(),
            owner: FieldElement(from.owner.0),
            member: (&from.member).into(),
        }
    }
}

impl From<&OutputWitness> for movement::OutputWitness {
    fn from(from: &OutputWitness) -> Self {
        Self { content: (&from.content).into(), owner: Address(from.owner.0), member: (&from.member).into() }
    }
}
