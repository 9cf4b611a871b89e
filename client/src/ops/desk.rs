use super::{
    Intent, MovePlan, OpError, Prepared, Submitted, Timings,
    draft::Draft,
    pending::{Pending, Turn},
};
use crate::{
    directory::DirectoryError,
    issuer::IssuedBill,
    party::{Party, PublicParty},
    services::{Job, LedgerError, Services},
    wallet::{Dossier, DossierError, OpenedEntry, RecoverError, Recovered, SyncReport, Wallet},
};
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    document::Bundle,
    note::{Lot, Note},
    statement::{CircuitId, Public as _, Statement},
};
use plimsoll_contracts::{Code, Conditions, Transition, transition::PROOF_BYTES};
use rand::{CryptoRng, RngCore};
use std::time::Instant;

/// What a statement makes that makes one title.
pub(super) struct Making {
    pub(super) intent: Intent,
    pub(super) title: Note,
    pub(super) memos: Vec<Vec<u8>>,
    /// Its documents and its book.
    pub(super) blobs: [Vec<u8>; 2],
    /// When its making began.
    pub(super) started: Instant,
}

/// A party at work: its keys, its wallet, and the services it uses.
pub struct Desk<'a> {
    pub(super) party: &'a Party,
    pub(super) services: Services<'a>,
    pub(super) wallet: Wallet,
}

impl<'a> Desk<'a> {
    /// Opens the party's wallet. It is not brought up to date by that; see [`sync`](Self::sync).
    ///
    /// # Errors
    /// [`OpError::Wallet`].
    pub fn open(party: &'a Party, services: Services<'a>) -> Result<Self, OpError> {
        Ok(Self { party, services, wallet: Wallet::open(party)? })
    }

    /// The party.
    #[must_use]
    pub const fn party(&self) -> &'a Party {
        self.party
    }

    /// The services.
    #[must_use]
    pub const fn services(&self) -> &Services<'a> {
        &self.services
    }

    /// The wallet.
    #[must_use]
    pub const fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    /// A member by legal name, LEI or address, if its entry in the directory is valid now.
    ///
    /// # Errors
    /// [`DirectoryError::Unknown`], [`DirectoryError::Expired`].
    pub fn member(&self, name: &str) -> Result<&'a PublicParty, DirectoryError> {
        let now = self.services.clock.now();
        self.services.directory.find(name, now).map(|entry| &entry.party)
    }

    /// Reads the ledger since the last time.
    ///
    /// # Errors
    /// [`OpError::Wallet`].
    pub fn sync(&mut self) -> Result<SyncReport, OpError> {
        Ok(self.wallet.sync(self.party, &self.services)?)
    }

    /// Puts notes whose memos this party cannot read into its wallet, and gives notes papers that they lack: [`Wallet::recover`].
    ///
    /// # Errors
    /// [`RecoverError`].
    pub fn recover<R: RngCore + CryptoRng>(
        &mut self,
        openings: &[OpenedEntry],
        documents: Option<(&IssuedBill, &Signed<Valuation>)>,
        rng: &mut R,
    ) -> Result<Recovered, RecoverError> {
        self.wallet.recover(self.party, &self.services, openings, documents, rng)
    }

    /// The documents behind a title that this party holds, checked against it.
    ///
    /// # Errors
    /// If the title is not held, or its documents are not there or not its own.
    pub fn documents(&self, lot: Lot) -> Result<(Dossier, Bundle), OpError> {
        let title = self.wallet.title(lot).ok_or(super::PlanError::NoTitle)?;
        let book = title.read.as_ref().ok_or(super::PlanError::NoDocuments)?;
        Ok(Dossier::fetch(&book.dossier, &title.note.content, &self.services)?)
    }

    /// Turns a plan into a transition: evidence, commitments, memos, audit record, signature, proof. Nothing is submitted.
    ///
    /// # Errors
    /// [`OpError`]; a plan that the statement does not allow is [`OpError::Refused`], with the check that fails.
    pub fn prepare<R: RngCore + CryptoRng>(&self, plan: &MovePlan, rng: &mut R) -> Result<Prepared, OpError> {
        let started = Instant::now();
        let draft = Draft::new(plan, self.party, &self.services, rng)?;
        draft.check(plan)?;
        let evidence = started.elapsed();
        let started = Instant::now();
        let proof = self.services.prover.prove(Job::Move(&draft.public, &draft.witness))?;
        let timings = Timings { evidence, prove: started.elapsed(), ..Timings::default() };
        // Before anybody can submit it, what its memos name is there.
        for blob in &draft.blobs {
            self.services.blobs.put(blob).map_err(DossierError::Blob)?;
        }
        Ok(posted(plan, draft, proof, timings))
    }

    /// The transition of a plan with any bytes in the place of a proof: what a cheat could post whose plan no proof exists
    /// for. Only for showing that the ledger refuses it.
    ///
    /// # Errors
    /// If the ledger gives no evidence, such as for a recipient that is no member.
    pub fn prepare_unproven<R: RngCore + CryptoRng>(
        &self,
        plan: &MovePlan,
        proof: [u8; PROOF_BYTES],
        rng: &mut R,
    ) -> Result<Prepared, OpError> {
        let draft = Draft::new(plan, self.party, &self.services, rng)?;
        Ok(posted(plan, draft, proof, Timings::default()))
    }

    /// Checks and proves a statement that makes one title. Before anybody can submit it, what its memo names is there.
    pub(super) fn making<'j, S: Statement>(
        &self,
        (public, witness): (&'j S::Public, &'j S::Witness),
        making: Making,
    ) -> Result<Prepared, OpError>
    where
        Job<'j>: From<(&'j S::Public, &'j S::Witness)>,
    {
        let Making { intent, title, memos, blobs, started } = making;
        S::check(public, witness)?;
        let evidence = started.elapsed();
        let started = Instant::now();
        let proof = self.services.prover.prove(Job::from((public, witness)))?;
        for blob in &blobs {
            self.services.blobs.put(blob).map_err(DossierError::Blob)?;
        }
        let timings = Timings { evidence, prove: started.elapsed(), ..Timings::default() };
        let (circuit, posted, conditions) = (S::CIRCUIT, public.to_fields(), Conditions::NONE);
        let transition = Transition { circuit, version: circuit.version(), posted, proof, memos, conditions };
        Ok(Prepared { transition, intent, makes: vec![title], timings })
    }

    /// Submits a prepared transition. Submitted again, an accepted one gets its old receipt. The wallet is not synced.
    ///
    /// # Errors
    /// [`OpError::Ledger`] with the ledger's code.
    pub fn submit(&self, prepared: &Prepared) -> Result<Submitted, OpError> {
        prepared.submit(self.services.ledger).map_err(Into::into)
    }

    /// Syncs, plans, prepares, submits, and syncs again. If roots changed in between, all of it once more. If an earlier
    /// one was interrupted and the ledger accepted it, that is said instead.
    pub(super) fn act<R: RngCore + CryptoRng>(
        &mut self,
        rng: &mut R,
        prepare: impl Fn(&Self, &mut R) -> Result<Prepared, OpError>,
    ) -> Result<Submitted, OpError> {
        let _turn = Turn::take(self.party)?;
        self.sync()?;
        self.settle()?;
        self.services.ledger.ready()?;
        let first = prepare(self, rng)?;
        let submitted = match self.submit_safely(&first) {
            Err(OpError::Ledger(LedgerError::Rejected(r)))
                if r.code.may_retry() && r.code != Code::Paused =>
            {
                self.sync()?;
                let second = prepare(self, rng)?;
                self.submit_safely(&second)?
            }
            submitted => submitted?,
        };
        // The transition is accepted, whatever happens now: what this sync misses, the next one finds.
        let _ = self.sync();
        // If this fails, the next command says that this one took place.
        let _ = Pending::clear(self.party);
        Ok(submitted)
    }

    /// Finds out what became of an interrupted command's transition. It is not submitted again: if the ledger does not have it, it
    /// never happened. Without an answer nothing is known, and it stays where it is.
    fn settle(&mut self) -> Result<(), OpError> {
        let Some(pending) = Pending::load(self.party)? else { return Ok(()) };
        let receipt = pending.receipt(self.services.ledger)?;
        if receipt.is_some() {
            self.sync()?;
        }
        Pending::clear(self.party)?;
        match receipt {
            Some(receipt) => Err(OpError::Completed { intent: pending.intent, receipt: Box::new(receipt) }),
            None => Ok(()),
        }
    }

    /// Submits a transition that is written down before, and until it is known what became of it. An accepted one stays so: its
    /// caller clears it.
    fn submit_safely(&self, prepared: &Prepared) -> Result<Submitted, OpError> {
        Pending::store(self.party, prepared, self.services.clock.now())?;
        let submitted = self.submit(prepared);
        match submitted {
            Err(OpError::Ledger(LedgerError::Unavailable(why))) => {
                let (intent, kept) = (prepared.intent, Pending::file(self.party));
                Err(OpError::Undecided { intent, why, kept })
            }
            Err(certain) => {
                Pending::clear(self.party)?;
                Err(certain)
            }
            accepted => accepted,
        }
    }
}

pub(super) fn posted(plan: &MovePlan, draft: Draft, proof: [u8; PROOF_BYTES], timings: Timings) -> Prepared {
    let circuit = CircuitId::Move;
    let Draft { public, memos, makes, .. } = draft;
    let posted = public.to_fields();
    let conditions = Conditions::NONE;
    let transition = Transition { circuit, version: circuit.version(), posted, proof, memos, conditions };
    Prepared { transition, intent: plan.intent, makes, timings }
}
