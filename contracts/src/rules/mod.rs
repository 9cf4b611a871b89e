//! The ledger's rules, pure: what is checked of a transition alone, what against a state, and what then changes.
//!
//! All or nothing: a state changes only through [`Effects`], and [`Effects`] exist only when every rule holds. The order of
//! checks is fixed, so a verdict depends on transition, state and time alone:
//!
//! 1. [`stateless::shape`]: circuit, counts and sizes, domain, audit key, values that can never be, equal nullifiers, `ext`, gate;
//! 2. a transition with the identity of an accepted one gets that one's receipt, whatever its proof bytes are: they are no
//!    part of the identity, and the receipt says nothing that is not on the log;
//! 3. the proof ([`Shaped::verify`]), so that `BadProof` is said before anything about the state: who cannot prove is told
//!    nothing, and an honest proof is told what it conflicts with;
//! 4. [`stateful::check`]: pause, last second, version, audit key, date, roots, nullifiers, generation, fingerprints by slot.
//!
//! What proofs imply is no rule here: an output's rho follows from the nullifiers spent for it, or from the bill's number, which enters once, so no
//! commitment comes twice; and the audit record's ephemeral point is made in the circuit.
//!
//! Sets, members and frozen lots change with an entry; the trees of notes and of nullifiers change with a [`flush`].

mod accept;
mod effects;
mod flush;
mod orders;
pub mod records;
mod state;
pub mod stateful;
pub mod stateless;

pub use accept::{accept_order, accept_transition};
pub use effects::{Control, Effects, Flushed, FrozenChange, Paused};
pub use flush::{FlushRefusal, accept_flush, flush};
pub use orders::{
    ADMINISTERED_A_DAY, BEFORE_AUDIT_KEY, BEFORE_RECOVERY, BETWEEN_CONTROL_KEYS, BETWEEN_EMERGENCIES,
    EMERGENCY_FREEZE, EMERGENCY_PAUSE, Need, OrderRefusal, check_order,
};
pub use records::{Council, MemberRecord, MemberRoot, OrgRecord};
pub use state::{RuleError, State, StateMut};
pub use stateless::{Checked, Shaped};
