use crate::statement::AuditPublic;

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
