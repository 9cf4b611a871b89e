//! Merkle paths and proofs of absence.

use crate::{FieldElement, encoding::Expected};
use plimsoll_circuits::merkle::{self, ARITY, FROZEN_DEPTH, MEMBER_DEPTH, NOTE_DEPTH};
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{ArrayBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Schema, SchemaFormat, Type},
};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A leaf's position in a tree of this depth: below 4^DEPTH.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Position<const DEPTH: usize>(u64);

impl<const DEPTH: usize> TryFrom<u64> for Position<DEPTH> {
    type Error = Expected;

    fn try_from(index: u64) -> Result<Self, Expected> {
        let fits = index >> (2 * DEPTH) == 0;
        fits.then_some(Self(index)).ok_or(Expected("a position below the number of the tree's leaves"))
    }
}

impl<const DEPTH: usize> From<Position<DEPTH>> for u64 {
    fn from(position: Position<DEPTH>) -> Self {
        position.0
    }
}

fn position<const DEPTH: usize>() -> RefOr<Schema> {
    let last = (1u64 << (2 * DEPTH)) - 1;
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .maximum(Some(last))
        .description(Some(
            "Position of the leaf; its base-4 digits, lowest first, say which child each level is",
        ))
        .into()
}

fn children<const DEPTH: usize>() -> RefOr<Schema> {
    let list = |items: RefOr<Schema>, len| {
        ArrayBuilder::new().items(items).min_items(Some(len)).max_items(Some(len))
    };
    let level = list(Ref::from_schema_name(FieldElement::name()).into(), ARITY);
    list(level.into(), DEPTH)
        .description(Some(
            "The four children per level, leaf first. The child on the way up repeats the value below it",
        ))
        .into()
}

macro_rules! path {
    ($(#[$meta:meta])* $name:ident, $depth:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Position of the leaf; its base-4 digits, lowest first, say which child each level is.
            #[schema(schema_with = position::<$depth>)]
            pub index: Position<$depth>,
            /// The four children per level, leaf first. The child on the way up repeats the value below it.
            #[schema(schema_with = children::<$depth>)]
            pub children: [[FieldElement; ARITY]; $depth],
        }

        impl From<&merkle::Path<$depth>> for $name {
            fn from(from: &merkle::Path<$depth>) -> Self {
                Self { index: Position(from.index), children: from.children.map(|level| level.map(FieldElement)) }
            }
        }

        impl From<&$name> for merkle::Path<$depth> {
            fn from(from: &$name) -> Self {
                Self { index: from.index.0, children: from.children.map(|level| level.map(|child| child.0)) }
            }
        }
    };
}

path!(
    /// The path of a leaf of the note tree or of the nullifier tree: 16 levels.
    NotePath, NOTE_DEPTH
);
path!(
    /// The path of a leaf of the member tree: 8 levels.
    MemberPath, MEMBER_DEPTH
);
path!(
    /// The path of a leaf of the frozen tree: 10 levels.
    FrozenPath, FROZEN_DEPTH
);

/// One element of an indexed tree's sorted list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct IndexedLeaf {
    /// The value that is present.
    pub value: FieldElement,
    /// The next larger value that is present; 0 at the last leaf.
    pub next: FieldElement,
}

macro_rules! absence {
    ($(#[$meta:meta])* $name:ident, $path:ident, $depth:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The leaf below the absent value, which skips it.
            pub low: IndexedLeaf,
            /// Its path.
            pub path: $path,
        }

        impl From<&merkle::AbsencePath<$depth>> for $name {
            fn from(from: &merkle::AbsencePath<$depth>) -> Self {
                let merkle::IndexedLeaf { value, next } = from.low;
                let low = IndexedLeaf { value: FieldElement(value), next: FieldElement(next) };
                Self { low, path: (&from.path).into() }
            }
        }

        impl From<&$name> for merkle::AbsencePath<$depth> {
            fn from(from: &$name) -> Self {
                let low = merkle::IndexedLeaf { value: from.low.value.0, next: from.low.next.0 };
                Self { low, path: (&from.path).into() }
            }
        }
    };
}

absence!(
    /// Shows that a nullifier is not in the nullifier tree.
    NullifierAbsence, NotePath, NOTE_DEPTH
);
absence!(
    /// Shows that a lot is not in the frozen tree.
    FrozenAbsence, FrozenPath, FROZEN_DEPTH
);
