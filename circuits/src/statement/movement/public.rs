use crate::{
    field::F,
    statement::{AuditPublic, Public as _},
};

public_inputs! {
    /// What the ledger sees of a Move.
    pub struct MovePublic<T> {
        /// The ledger.
        pub domain: T,
        /// A root that the note tree has had.
        pub notes_root: T,
        /// A recent root of the member tree.
        pub members_root: T,
        /// The newest root of the frozen tree.
        pub frozen_root: T,
        /// Nullifiers of the two inputs.
        pub nf: [T; 2],
        /// Commitments of the two outputs.
        pub cm: [T; 2],
        /// The audit record.
        pub audit: AuditPublic<T>,
        /// Hash of everything posted beside the proof.
        pub ext: T,
    }
    len 21
}

impl MovePublic<F> {
    /// Zeros.
    #[must_use]
    pub fn blank() -> Self {
        #[allow(clippy::expect_used, reason = "LEN zeros are what from_vec asks for")]
        Self::from_vec(vec![F::from(0u64); Self::LEN]).expect("LEN elements")
    }
}
