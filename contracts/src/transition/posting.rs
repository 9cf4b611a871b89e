use plimsoll_circuits::{
    field::F,
    fingerprint::{Class, Tier},
    statement::{
        AuditPublic, CircuitId, Public,
        amend::AmendPublic,
        movement::MovePublic,
        register::{RegisterLargePublic, RegisterPublic, RegisterSmallPublic},
        revalue::RevaluePublic,
    },
};

/// What a Register shows, whatever its number of slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterPosting {
    /// The ledger.
    pub domain: F,
    /// The ledger's date, days since 1970-01-01.
    pub today: F,
    /// A recent root of the member tree.
    pub members_root: F,
    /// The bill's fingerprints and pads, slot by slot.
    pub fingerprints: Vec<F>,
    /// 0 unless governance has recovered the bill.
    pub generation: F,
    /// The new title's commitment.
    pub cm: F,
    /// The audit record.
    pub audit: AuditPublic<F>,
    /// Hash of memos and conditions.
    pub ext: F,
}

impl<const SLOTS: usize> From<RegisterPublic<F, SLOTS>> for RegisterPosting {
    fn from(p: RegisterPublic<F, SLOTS>) -> Self {
        Self {
            domain: p.domain,
            today: p.today,
            members_root: p.members_root,
            fingerprints: p.fingerprints.to_vec(),
            generation: p.generation,
            cm: p.cm,
            audit: p.audit,
            ext: p.ext,
        }
    }
}

/// The typed view of a transition's posted values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posting {
    /// A bill becomes a title.
    Register(RegisterPosting),
    /// Two notes in, two out.
    Move(MovePublic<F>),
    /// A title gets other documents.
    Amend(Box<AmendPublic<F>>),
    /// A title gets another value.
    Revalue(RevaluePublic<F>),
}

/// Does the same with any posting.
macro_rules! with_posting {
    ($posting:expr, $p:ident => $result:expr) => {
        match $posting {
            Posting::Register($p) => $result,
            Posting::Move($p) => $result,
            Posting::Amend($p) => $result,
            Posting::Revalue($p) => $result,
        }
    };
}

impl Posting {
    /// Reads posted values; `None` if the circuit makes no transitions or their number is wrong.
    #[must_use]
    pub fn from_fields(circuit: CircuitId, public: &[F]) -> Option<Self> {
        match circuit {
            CircuitId::RegisterSmall => {
                RegisterSmallPublic::from_fields(public).map(|p| Self::Register(p.into()))
            }
            CircuitId::RegisterLarge => {
                RegisterLargePublic::from_fields(public).map(|p| Self::Register(p.into()))
            }
            CircuitId::Move => MovePublic::from_fields(public).map(Self::Move),
            CircuitId::Amend => AmendPublic::from_fields(public).map(|p| Self::Amend(Box::new(p))),
            CircuitId::Revalue => RevaluePublic::from_fields(public).map(Self::Revalue),
            _ => None,
        }
    }

    /// The domain.
    #[must_use]
    pub const fn domain(&self) -> F {
        with_posting!(self, p => p.domain)
    }

    /// The ledger's date that the proof is about, in days since 1970-01-01; `None` if it is about none.
    #[must_use]
    pub const fn today(&self) -> Option<F> {
        match self {
            Self::Register(p) => Some(p.today),
            Self::Move(_) => None,
            Self::Amend(p) => Some(p.today),
            Self::Revalue(p) => Some(p.today),
        }
    }

    /// The member root.
    #[must_use]
    pub const fn members_root(&self) -> F {
        with_posting!(self, p => p.members_root)
    }

    /// The note root and the frozen root, if notes are spent.
    #[must_use]
    pub const fn notes_and_frozen_roots(&self) -> Option<[F; 2]> {
        match self {
            Self::Register(_) => None,
            Self::Move(p) => Some([p.notes_root, p.frozen_root]),
            Self::Amend(p) => Some([p.notes_root, p.frozen_root]),
            Self::Revalue(p) => Some([p.notes_root, p.frozen_root]),
        }
    }

    /// The audit record.
    #[must_use]
    pub const fn audit(&self) -> &AuditPublic<F> {
        with_posting!(self, p => &p.audit)
    }

    /// The hash of memos and conditions.
    #[must_use]
    pub const fn ext(&self) -> F {
        with_posting!(self, p => p.ext)
    }

    /// The nullifiers, in the order in which they enter the tree.
    #[must_use]
    pub const fn nullifiers(&self) -> &[F] {
        match self {
            Self::Register(_) => &[],
            Self::Move(p) => &p.nf,
            Self::Amend(p) => std::slice::from_ref(&p.nf),
            Self::Revalue(p) => std::slice::from_ref(&p.nf),
        }
    }

    /// The commitments, in the order in which they enter the tree; each has one memo.
    #[must_use]
    pub const fn commitments(&self) -> &[F] {
        match self {
            Self::Register(p) => std::slice::from_ref(&p.cm),
            Self::Move(p) => &p.cm,
            Self::Amend(p) => std::slice::from_ref(&p.cm),
            Self::Revalue(p) => std::slice::from_ref(&p.cm),
        }
    }

    /// The fingerprints of the strict classes, slot by slot. The ledger has no rule for those of [SOFT slots](Self::soft).
    pub fn fingerprints(&self) -> impl Iterator<Item = (Class, F)> + '_ {
        let all = self.slots();
        let tier = Tier::with_slots(all.len());
        all.iter().enumerate().filter_map(move |(slot, f)| Some((tier?.class(slot)?, *f)))
    }

    /// What stands in the SOFT slots, pads included.
    #[must_use]
    pub fn soft(&self) -> &[F] {
        let all = self.slots();
        Tier::with_slots(all.len()).and_then(|tier| all.get(tier.first_soft()..)).unwrap_or_default()
    }

    fn slots(&self) -> &[F] {
        match self {
            Self::Register(p) => &p.fingerprints,
            Self::Amend(p) => &p.fingerprints,
            Self::Move(_) | Self::Revalue(_) => &[],
        }
    }
}
