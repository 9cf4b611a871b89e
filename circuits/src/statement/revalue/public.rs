use crate::statement::AuditPublic;

public_inputs! {
    /// What the ledger sees of a Revalue.
    pub struct RevaluePublic<T> {
        /// The ledger.
        pub domain: T,
        /// The ledger's date, days since 1970-01-01.
        pub today: T,
        /// A root that the note tree has had.
        pub notes_root: T,
        /// A recent root of the member tree.
        pub members_root: T,
        /// The newest root of the frozen tree.
        pub frozen_root: T,
        /// Nullifier of the title that goes in.
        pub nf: T,
        /// Commitment of the title that comes out.
        pub cm: T,
        /// The audit record.
        pub audit: AuditPublic<T>,
        /// Hash of everything posted beside the proof.
        pub ext: T,
    }
    len 20
}
