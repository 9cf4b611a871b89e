//! The public half of a threshold key.

use super::{KeyError, Purpose};
use crate::{
    GuardianId,
    id::{GuardianSet, SetError},
    point::{combine, is_sound},
    wire::serde_points,
};
use ark_ff::{Field, One};
use plimsoll_circuits::field::{Point, Scalar, serde_point};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// A group's public key `k B8`, its threshold, and every guardian's public share `k_i B8`, which belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "File", into = "File")]
pub struct GroupKey<P: Purpose> {
    threshold: u16,
    key: Point,
    shares: Vec<Point>,
    purpose: PhantomData<P>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    purpose: String,
    threshold: u16,
    #[serde(with = "serde_point")]
    key: Point,
    #[serde(with = "serde_points")]
    shares: Vec<Point>,
}

impl<P: Purpose> From<GroupKey<P>> for File {
    fn from(group: GroupKey<P>) -> Self {
        let GroupKey { threshold, key, shares, .. } = group;
        File { purpose: P::NAME.to_owned(), threshold, key, shares }
    }
}

impl<P: Purpose> TryFrom<File> for GroupKey<P> {
    type Error = KeyError;
    fn try_from(file: File) -> Result<Self, KeyError> {
        if file.purpose != P::NAME {
            return Err(KeyError::WrongPurpose { expected: P::NAME, found: file.purpose });
        }
        Self::new(file.threshold, file.key, file.shares)
    }
}

impl<P: Purpose> GroupKey<P> {
    /// The group of this key and these public shares, guardian 1's first.
    ///
    /// # Errors
    /// If the threshold makes no sense, a point is bad, or the shares do not lie on one polynomial of degree t - 1 whose
    /// value at 0 is the key.
    pub fn new(threshold: u16, key: Point, shares: Vec<Point>) -> Result<Self, KeyError> {
        let t = usize::from(threshold);
        let bad = KeyError::BadThreshold { threshold, guardians: shares.len() };
        if t < 2 || t > shares.len() || shares.len() > usize::from(u16::MAX) {
            return Err(bad);
        }
        if !is_sound(&key) || !shares.iter().all(is_sound) {
            return Err(KeyError::BadPoint);
        }
        let first: Vec<_> = (1..=threshold).map(Scalar::from).collect();
        let agrees = |at: Scalar, value: &Point| {
            combine(&shares[..t], &interpolation(&first, at).unwrap_or_default()) == *value
        };
        let rest = (threshold + 1..).zip(&shares[t..]);
        if !agrees(Scalar::from(0u64), &key) || !rest.into_iter().all(|(j, p)| agrees(Scalar::from(j), p)) {
            return Err(KeyError::Inconsistent);
        }
        Ok(Self { threshold, key, shares, purpose: PhantomData })
    }

    /// How many guardians it takes.
    #[must_use]
    pub const fn threshold(&self) -> u16 {
        self.threshold
    }

    /// How many guardians there are.
    #[must_use]
    pub fn guardians(&self) -> u16 {
        // `new` admits no more than fit.
        u16::try_from(self.shares.len()).unwrap_or(u16::MAX)
    }

    /// The public key, which the ledger pins.
    pub const fn key(&self) -> Point {
        self.key
    }

    /// A guardian's public share; `None` if there is no such guardian.
    #[must_use]
    pub fn share_of(&self, id: GuardianId) -> Option<Point> {
        self.shares.get(id.place()).copied()
    }

    /// The contributing set of these guardians.
    ///
    /// # Errors
    /// If they are not exactly `t` different guardians of this group.
    pub fn set(&self, ids: impl IntoIterator<Item = GuardianId>) -> Result<GuardianSet, SetError> {
        GuardianSet::new(ids, self.threshold, self.guardians())
    }

    /// Whether these guardians may be asked where any `t` of them are enough.
    ///
    /// # Errors
    /// If they are not different guardians of this group, or fewer than `t`.
    pub fn may_be_asked(&self, ids: impl IntoIterator<Item = GuardianId>) -> Result<(), SetError> {
        GuardianSet::may_be_asked(ids, self.threshold, self.guardians())
    }
}

/// Lagrange coefficients of the nodes at `at`; `None` if two nodes are the same.
fn interpolation(nodes: &[Scalar], at: Scalar) -> Option<Vec<Scalar>> {
    let coefficient = |i: &Scalar| {
        let (num, den) = nodes
            .iter()
            .filter(|j| *j != i)
            .fold((Scalar::one(), Scalar::one()), |(num, den), j| (num * (at - j), den * (*i - j)));
        den.inverse().map(|inverse| num * inverse)
    };
    nodes.iter().map(coefficient).collect()
}
