//! The ledger and the prover of this process.

use super::{Ask, Evidence, Job, LedgerAccess, LedgerError, ProofService, ProveError, Terms};
use crate::clock::Clock;
use plimsoll_circuits::{
    field::{F, Point},
    fingerprint::Class,
    member::{Address, Org},
    statement::{
        amend::Amend,
        attest::Attest,
        movement::Move,
        register::{MemberWitness, RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use plimsoll_contracts::{
    Action, AttestError, Attestation, Demand, Entry, EntryId, Keys, Ledger, Order, Receipt, Snapshot,
    StoreError, SubmitError, Transition, UnixTime, View, attest, transition::PROOF_BYTES,
};
use plimsoll_params::KeyError;
use plimsoll_prover::{ProveError as NotProven, Prover};

/// A ledger file that this process reads and writes itself, with the operator's clock.
#[derive(Clone, Copy)]
pub struct LocalLedger<'a> {
    ledger: &'a Ledger,
    keys: &'a Keys,
    clock: &'a dyn Clock,
}

impl<'a> LocalLedger<'a> {
    /// The ledger with the verifying keys that its genesis pins.
    #[must_use]
    pub const fn new(ledger: &'a Ledger, keys: &'a Keys, clock: &'a dyn Clock) -> Self {
        Self { ledger, keys, clock }
    }

    fn now(&self) -> UnixTime {
        self.clock.now()
    }

    fn view(&self) -> Result<View, LedgerError> {
        self.ledger.view().map_err(unavailable)
    }

    /// A view in which nothing waits of which `waits` says that it is needed.
    fn view_without(&self, waits: impl Fn(&View) -> Result<bool, StoreError>) -> Result<View, LedgerError> {
        // Another process may write between a flush and a look at it.
        for _ in 0..8 {
            let view = self.view()?;
            if !waits(&view).map_err(unavailable)? {
                return Ok(view);
            }
            self.ledger.flush(self.now()).map_err(unavailable)?;
        }
        Err(LedgerError::Unavailable("others write to it without a pause; try again".to_owned()))
    }

    fn flushed_view(&self) -> Result<View, LedgerError> {
        self.view_without(|view| Ok(!view.is_flushed()?))
    }
}

fn unavailable(e: StoreError) -> LedgerError {
    match e {
        StoreError::Clock(e) => LedgerError::Clock(e),
        e => LedgerError::Unavailable(e.to_string()),
    }
}

/// Whether an entry may be in the file although writing it failed: when its last page is being written. All else comes before.
const fn may_be_written(e: &StoreError) -> bool {
    matches!(e, StoreError::Database { .. } | StoreError::Io { .. } | StoreError::Damaged { .. })
}

fn member(view: &View, address: Address) -> Result<MemberWitness, LedgerError> {
    match view.member_path(address) {
        Ok((record, path)) => Ok(MemberWitness { roles: record.roles, org: record.org, path }),
        Err(StoreError::Absent(_)) => Err(LedgerError::NotMember(address)),
        Err(e) => Err(unavailable(e)),
    }
}

fn present(meaning: LedgerError) -> impl FnOnce(StoreError) -> LedgerError {
    |e| if matches!(e, StoreError::Present(_)) { meaning } else { unavailable(e) }
}

impl LedgerAccess for LocalLedger<'_> {
    fn terms(&self) -> Terms {
        self.ledger.genesis().into()
    }

    fn snapshot(&self) -> Result<Snapshot, LedgerError> {
        self.view()?.latest().map_err(unavailable)
    }

    fn flushed(&self) -> Result<Snapshot, LedgerError> {
        self.flushed_view()?.latest().map_err(unavailable)
    }

    fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, LedgerError> {
        self.view()?.snapshot_at(height).map_err(unavailable)
    }

    fn evidence(&self, ask: &Ask) -> Result<Evidence, LedgerError> {
        let view = match ask.unspent {
            Some(_) => self.flushed_view()?,
            None => self.view_without(|view| {
                ask.notes.iter().try_fold(false, |waits, cm| Ok(waits || view.waits(*cm)?))
            })?,
        };
        let snapshot = view.latest().map_err(unavailable)?;
        // An entry is never dated before the one before it.
        let now = self.now().max(snapshot.time);
        let [x, y] = view.council().map_err(unavailable)?.audit.at(now);
        let path = |cm: &_| match view.note_path(*cm) {
            Err(StoreError::Absent(_)) => Err(LedgerError::UnknownNote),
            path => path.map_err(unavailable),
        };
        let absent = |nf| view.nullifier_absence(nf).map_err(present(LedgerError::Spent));
        let unfrozen = |lot| view.frozen_absence(lot).map_err(present(LedgerError::Frozen));
        Ok(Evidence {
            snapshot,
            today: now.day(),
            audit_key: Point { x, y },
            notes: ask.notes.iter().map(path).collect::<Result<_, _>>()?,
            members: ask.members.iter().map(|m| member(&view, *m)).collect::<Result<_, _>>()?,
            frozen: ask.lot.map(unfrozen).transpose()?,
            unspent: ask.unspent.map(absent).transpose()?,
        })
    }

    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let entries = self.view()?.entries_since(after).map_err(unavailable)?;
        entries.take(limit).collect::<Result<_, _>>().map_err(unavailable)
    }

    fn entry_with(&self, class: Class, value: F) -> Result<Option<Entry>, LedgerError> {
        let view = self.view()?;
        let height = view.fingerprint_height(class, value).map_err(unavailable)?;
        height.map_or(Ok(None), |height| view.entry(height).map_err(unavailable))
    }

    fn soft_heights(&self, value: F) -> Result<Vec<u64>, LedgerError> {
        self.view()?.soft_heights(value).map_err(unavailable)
    }

    fn next_generation(&self, doc: F) -> Result<u64, LedgerError> {
        self.view()?.next_generation(doc, self.now()).map_err(unavailable)
    }

    fn organisation(&self, address: Address, as_of: Option<u64>) -> Result<Option<Org>, LedgerError> {
        let view = self.view()?;
        let newest = view.member(address).map_err(unavailable)?.map(|member| member.org);
        let last = view.latest().map_err(unavailable)?.height;
        let Some(height) = as_of.filter(|height| *height < last && newest.is_some()) else {
            return Ok(newest);
        };
        // The store has the newest organisation alone: an address that was removed may come back under another.
        let mut org = None;
        for entry in view.entries_since(0).map_err(unavailable)? {
            let entry = entry.map_err(unavailable)?;
            match &entry.action {
                _ if entry.height > height => break,
                Action::Order(signed) => match &signed.order {
                    Order::Admit { ak, nkc, org: under, .. } if Address::new(ak, *nkc) == address => {
                        org = Some(*under);
                    }
                    _ => {}
                },
                Action::Transition(_) | Action::Flush(_) => {}
            }
        }
        Ok(org)
    }

    fn ready(&self) -> Result<(), LedgerError> {
        let newest = self.snapshot()?.time;
        self.ledger.entry_time(newest, self.now()).map(drop).map_err(unavailable)
    }

    fn submit(&self, transition: &Transition) -> Result<Receipt, LedgerError> {
        self.ledger.submit(self.keys, transition, self.now()).map_err(|e| match e {
            SubmitError::Rejected(rejection) => LedgerError::Rejected(rejection),
            SubmitError::Store(e) if may_be_written(&e) => unavailable(e),
            SubmitError::Store(e) => LedgerError::NotSubmitted(e.to_string()),
        })
    }

    fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, LedgerError> {
        self.view()?.receipt(id).map_err(unavailable)
    }

    fn check_attest(&self, attestation: &Attestation, demand: &Demand<'_>) -> Result<Snapshot, AttestError> {
        let view = self.ledger.view()?;
        attest::check(self.ledger.genesis(), self.keys, &view, attestation, demand, self.now())
    }
}

impl ProofService for Prover {
    fn prove(&self, job: Job<'_>) -> Result<[u8; PROOF_BYTES], ProveError> {
        let proven = match job {
            Job::RegisterSmall(public, witness) => Prover::prove::<RegisterSmall>(self, public, witness),
            Job::RegisterLarge(public, witness) => Prover::prove::<RegisterLarge>(self, public, witness),
            Job::Move(public, witness) => Prover::prove::<Move>(self, public, witness),
            Job::Attest(public, witness) => Prover::prove::<Attest>(self, public, witness),
            Job::Amend(public, witness) => Prover::prove::<Amend>(self, public, witness),
            Job::Revalue(public, witness) => Prover::prove::<Revalue>(self, public, witness),
        };
        match proven {
            Ok(proven) => Ok(proven.to_bytes()),
            Err(NotProven::Refused { refusal, .. }) => Err(refusal.into()),
            Err(NotProven::Key(KeyError::DevelopmentRefused(refused))) => Err(refused.into()),
            Err(e) => Err(ProveError::Failed(e.to_string())),
        }
    }
}
