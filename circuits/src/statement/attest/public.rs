use crate::{
    field::F,
    signature::{NOBODY, PublicKey},
};

/// The highest advance rate: 100 %, in basis points.
pub const MAX_RATE_BPS: u64 = 10_000;

public_inputs! {
    /// What the verifier of an Attest sees.
    pub struct AttestPublic<T> {
        /// The ledger.
        pub domain: T,
        /// The note tree's root.
        pub notes_root: T,
        /// The nullifier tree's root at the same height.
        pub nullifiers_root: T,
        /// The member tree's root at the same height.
        pub members_root: T,
        /// The frozen tree's root at the same height.
        pub frozen_root: T,
        /// The verifier's challenge.
        pub challenge: T,
        /// `H(link; bill, lot, blinding)`.
        pub link: T,
        /// The currency of all amounts.
        pub currency: T,
        /// The encumbrance is at most this, in minor units; below 2^64.
        pub max_encumbrance: T,
        /// What the lot shall bear on top, in minor units; below 2^64.
        pub requested: T,
        /// The advance rate in basis points of the value; at most [`MAX_RATE_BPS`].
        pub rate_bps: T,
        /// The bill is valued no earlier than on this day, counted from 1970-01-01; below 2^32.
        pub valued_since: T,
        /// The organisation that asks for the loan and owns the title; 0 if the Attest does not say.
        pub applicant: T,
        /// The signing key of the only verifier whom the Attest convinces: x, y. [`NOBODY`] where it is for all.
        pub verifier: [T; 2],
    }
    len 15
}

/// How the key of the only verifier stands among the public inputs; [`NOBODY`]'s if there is none.
#[must_use]
pub fn designation(only_for: Option<&PublicKey>) -> [F; 2] {
    let point = only_for.unwrap_or(&NOBODY).point();
    [point.x, point.y]
}

impl AttestPublic<F> {
    /// The key whose holder could have made this Attest without any title: the verifier's own, or [`NOBODY`]. `None` if it
    /// is no point of the prime-order subgroup, or the identity. The circuit does not check it, since the verifier sees
    /// it: whoever verifies an Attest must, and must accept no third key.
    #[must_use]
    pub fn verifier_key(&self) -> Option<PublicKey> {
        let [x, y] = self.verifier;
        crate::field::point(x, y).and_then(PublicKey::new)
    }
}
