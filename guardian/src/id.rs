//! Who a guardian is, and sets of guardians.

use plimsoll_circuits::field::Scalar;
use serde::{Deserialize, Serialize};
use std::{fmt, num::NonZeroU16};
use taceo_oprf_core::shamir;

/// A guardian's number, from 1: the point at which its shares are the value of the shared polynomial. Never 0, where the
/// secret itself lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GuardianId(NonZeroU16);

impl GuardianId {
    /// The guardian of this number; `None` for 0.
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(n) => Some(Self(n)),
            None => None,
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0.get()
    }

    /// The place in a list of all guardians, from 0.
    #[must_use]
    pub const fn place(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The guardians 1 to `n`.
    pub fn all(n: u16) -> impl Iterator<Item = GuardianId> {
        (1..=n).filter_map(GuardianId::new)
    }
}

impl fmt::Display for GuardianId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "guardian {}", self.0)
    }
}

/// A contributing set: exactly `t` different guardians of `n`, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardianSet(Vec<GuardianId>);

/// Why guardians are no contributing set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Too few or too many: ask exactly as many as the threshold.
    #[error("{given} guardians were asked, exactly {needed} must be")]
    WrongNumber {
        /// How many there are.
        given: usize,
        /// How many there must be.
        needed: usize,
    },
    /// Too few: ask at least as many as the threshold.
    #[error("{given} guardians were asked, at least {needed} must be")]
    TooFew {
        /// How many there are.
        given: usize,
        /// How many there must be.
        needed: usize,
    },
    /// One is named twice.
    #[error("{0} is named twice")]
    Twice(GuardianId),
    /// One is not in the group.
    #[error("{0} is not in the group")]
    Unknown(GuardianId),
}

impl GuardianSet {
    /// The set of these guardians, of a group of `n` with threshold `t`.
    ///
    /// # Errors
    /// If there are not exactly `t`, one is named twice, or one is not in the group.
    pub fn new(ids: impl IntoIterator<Item = GuardianId>, t: u16, n: u16) -> Result<Self, SetError> {
        let ids = different(ids, n)?;
        if ids.len() != usize::from(t) {
            return Err(SetError::WrongNumber { given: ids.len(), needed: usize::from(t) });
        }
        Ok(Self(ids))
    }

    /// Whether these guardians, of a group of `n`, may be asked where any `t` of them are enough.
    ///
    /// # Errors
    /// If there are fewer than `t`, one is named twice, or one is not in the group.
    pub fn may_be_asked(ids: impl IntoIterator<Item = GuardianId>, t: u16, n: u16) -> Result<(), SetError> {
        let given = different(ids, n)?.len();
        let needed = usize::from(t);
        if given < needed { Err(SetError::TooFew { given, needed }) } else { Ok(()) }
    }

    /// The guardians, ascending.
    #[must_use]
    pub fn ids(&self) -> &[GuardianId] {
        &self.0
    }

    /// Their numbers, ascending.
    #[must_use]
    pub fn numbers(&self) -> Vec<u16> {
        self.0.iter().map(|id| id.number()).collect()
    }

    /// Their Lagrange coefficients at 0, in the same order (Shamir, "How to share a secret", 1979).
    #[must_use]
    pub fn lagrange(&self) -> Vec<Scalar> {
        shamir::lagrange_from_coeff(&self.numbers())
    }
}

/// Different guardians of a group of `n`, ascending.
fn different(ids: impl IntoIterator<Item = GuardianId>, n: u16) -> Result<Vec<GuardianId>, SetError> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(SetError::Twice(pair[0]));
    }
    match ids.iter().find(|id| id.number() > n) {
        Some(&id) => Err(SetError::Unknown(id)),
        None => Ok(ids),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u16) -> GuardianId {
        GuardianId::new(n).unwrap()
    }

    #[test]
    fn sets_are_exact() {
        let set = |ids: &[u16]| GuardianSet::new(ids.iter().map(|&n| id(n)), 3, 5);
        assert_eq!(set(&[5, 1, 3]).unwrap().numbers(), [1, 3, 5]);
        assert_eq!(set(&[1, 2]), Err(SetError::WrongNumber { given: 2, needed: 3 }));
        assert_eq!(set(&[1, 2, 3, 4]), Err(SetError::WrongNumber { given: 4, needed: 3 }));
        assert_eq!(set(&[1, 1, 2]), Err(SetError::Twice(id(1))));
        assert_eq!(set(&[1, 2, 6]), Err(SetError::Unknown(id(6))));
        assert_eq!(GuardianId::new(0), None);
        let asked = |ids: &[u16]| GuardianSet::may_be_asked(ids.iter().map(|&n| id(n)), 3, 5);
        assert_eq!(asked(&[5, 1, 3]), Ok(()));
        assert_eq!(asked(&[1, 2, 3, 4]), Ok(()));
        assert_eq!(asked(&[1, 2]), Err(SetError::TooFew { given: 2, needed: 3 }));
        assert_eq!(asked(&[1, 2, 3, 1]), Err(SetError::Twice(id(1))));
        assert_eq!(asked(&[1, 2, 3, 6]), Err(SetError::Unknown(id(6))));
    }

    proptest! {
        /// Any t shares of a polynomial of degree t-1 give its constant term; t-1 with their own coefficients do not.
        #[test]
        fn any_threshold_recovers_the_constant(
            coefficients in proptest::collection::vec(1u64.., 2..6),
            start in 0usize..1000,
            extra in 0u16..5,
        ) {
            let poly: Vec<_> = coefficients.iter().map(|&c| Scalar::from(c)).collect();
            let t = u16::try_from(poly.len()).unwrap();
            let n = t + extra;
            let mut all: Vec<_> = GuardianId::all(n).collect();
            let length = all.len();
            all.rotate_left(start % length);
            let value = |i: &GuardianId| shamir::evaluate_poly(&poly, Scalar::from(i.number()));
            let recover = |k: u16| {
                let set = GuardianSet::new(all[..usize::from(k)].iter().copied(), k, n).unwrap();
                let shares: Vec<_> = set.ids().iter().map(value).collect();
                shamir::reconstruct(&shares, &set.lagrange())
            };
            prop_assert_eq!(recover(t), poly[0]);
            prop_assert_ne!(recover(t - 1), poly[0]);
        }
    }
}
