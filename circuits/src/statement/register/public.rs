use crate::{
    field::F,
    fingerprint::{LARGE_SLOTS, SMALL_SLOTS},
    statement::AuditPublic,
};

public_inputs! {
    /// What the ledger sees of a Register.
    pub struct RegisterPublic<T, const SLOTS: usize> {
        /// The ledger.
        pub domain: T,
        /// The ledger's date, days since 1970-01-01.
        pub today: T,
        /// A recent root of the member tree.
        pub members_root: T,
        /// The bill's fingerprints and pads, slot by slot.
        pub fingerprints: [T; SLOTS],
        /// 0 unless governance has recovered the bill.
        pub generation: T,
        /// The new title's commitment.
        pub cm: T,
        /// The audit record.
        pub audit: AuditPublic<T>,
        /// Hash of everything posted beside the proof.
        pub ext: T,
    }
    len SLOTS + 18
}

/// What is posted of a small bill.
pub type RegisterSmallPublic = RegisterPublic<F, SMALL_SLOTS>;
/// What is posted of a big bill.
pub type RegisterLargePublic = RegisterPublic<F, LARGE_SLOTS>;
