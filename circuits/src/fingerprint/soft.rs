//! What stands in a SOFT slot (protocol, section 6).

use crate::{field::F, poseidon2::hash, tag::Tag};

/// So many numbers in a row whose values are not on the ledger end a search. An issuer chooses among those to which a search comes, which
/// are at least as many.
pub const SEARCH_GAP: u64 = 32;

/// `H(soft; F, j)`: a posting, under the number j, of a soft key whose value by the guardians is `f`. So no value need come twice, and nobody
/// without `f` sees that two postings are alike; whoever has it finds them all.
#[must_use]
pub fn soft_value(f: F, j: u64) -> F {
    hash(Tag::SoftFingerprint, &[f, F::from(j)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_of_one_key_are_all_different(f in any::<u64>(), g in any::<u64>(), i in any::<u64>(), j in any::<u64>()) {
            let same = soft_value(F::from(f), i) == soft_value(F::from(g), j);
            prop_assert_eq!(same, (f, i) == (g, j));
            prop_assert_ne!(soft_value(F::from(f), i), F::from(f));
        }
    }
}
