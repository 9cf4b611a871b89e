//! The ledger that a command works on, with the keys, directory, prover and documents that belong to it.

use super::{
    context::Context,
    error::Failure,
    files,
    place::Place,
    progress::Announced,
    refusal::DEVELOPMENT_HELP,
    roles::Act,
    secret::Secret,
    shown::{lot_name, short},
};
use plimsoll_circuits::statement::CircuitId;
use plimsoll_client::{
    Clock, Desk, Party, PublicParty, Services, SystemClock,
    blob::{BlobFolder, KeptBlobs},
    directory::{Directory, SeenDirectories},
    ops::Pending,
    services::{LocalLedger, Replica},
    wallet::{Difference, LedgerSeen, WalletError},
};
use plimsoll_contracts::{Genesis, Keys, Ledger};
use plimsoll_params::{KeyPolicy, KeySource, KeyStore, Manifest, VerifyingKeyHash};
use plimsoll_verifier::VerifyingKey;
use std::{cell::RefCell, sync::Arc};

/// Everything around a ledger.
pub(super) struct Site {
    pub(super) ledger: Ledger,
    pub(super) keys: Keys,
    pub(super) directory: Directory,
    pub(super) blobs: KeptBlobs,
    pub(super) prover: Announced,
    pub(super) clock: SystemClock,
    /// Whom the command has named.
    named: RefCell<Vec<PublicParty>>,
}

impl Context {
    pub(super) fn place(&self) -> Place {
        Place::new(&self.globals.ledger)
    }

    /// Which proving keys are accepted.
    pub(super) const fn policy(&self) -> KeyPolicy {
        if self.globals.insecure_dev_keys {
            KeyPolicy::AllowInsecureDevelopment
        } else {
            KeyPolicy::ProductionOnly
        }
    }

    /// The store of proving keys.
    pub(super) fn key_store(&self) -> Result<KeyStore, Failure> {
        Ok(KeyStore::open(self.policy())?)
    }

    /// The ledger, for reading, whatever it is: for commands that find out what that is.
    pub(super) fn ledger_as_it_is(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open_read_only(self.place().database())?)
    }

    /// The ledger, for reading, if it is the one that is expected.
    pub(super) fn ledger_to_read(&self) -> Result<Ledger, Failure> {
        self.expected(self.ledger_as_it_is()?)
    }

    /// The ledger, for whoever writes, if it is the one that is expected. The right to write is needed only then.
    pub(super) fn ledger_to_write(&self) -> Result<Ledger, Failure> {
        let ledger = Ledger::open(self.place().database())?;
        self.expected(ledger.with_confirmed_date(self.globals.confirm_date))
    }

    /// A ledger that has the genesis that is asked for, and what the party of this folder saw.
    fn expected(&self, ledger: Ledger) -> Result<Ledger, Failure> {
        self.pinned(&ledger)?;
        let genesis = ledger.genesis().hash();
        if let Some(seen) = LedgerSeen::load(&self.globals.home)? {
            let view = ledger.view()?;
            seen.compare(genesis, |height| view.snapshot_at(height))?.map_err(WalletError::OtherLedger)?;
        }
        Ok(ledger)
    }

    /// A ledger that has the genesis that is asked for, if one is.
    fn pinned(&self, ledger: &Ledger) -> Result<(), Failure> {
        let got = ledger.genesis().hash();
        match self.globals.genesis {
            Some(seen) if seen != got => {
                Err(WalletError::OtherLedger(Difference::Genesis { seen, got }).into())
            }
            _ => Ok(()),
        }
    }

    /// The directory of members, its signature checked. It is not older than one that was seen from this folder before; a
    /// party's folder keeps the newest.
    pub(super) fn directory(&self, genesis: &Genesis) -> Result<Directory, Failure> {
        let (admin, home) = (&genesis.member_admin, &self.globals.home);
        let directory = Directory::load(self.place().directory(), admin, genesis.hash())?;
        let seen = SeenDirectories::of(home);
        seen.compare(&directory, admin)?;
        if Party::read_public(home).is_ok() {
            seen.keep(&directory, admin)?;
        }
        Ok(directory)
    }

    /// The verifying keys that the genesis pins, if they are accepted.
    pub(super) fn verifying_keys(&self, genesis: &Genesis) -> Result<Keys, Failure> {
        let manifest = Manifest::committed().map_err(Failure::usage)?;
        let mut keys = Vec::new();
        for active in &genesis.circuits {
            let (circuit, version) = (active.circuit, active.version);
            let path = self.place().key(circuit, version);
            let key = VerifyingKey::from_bytes(&files::read(&path)?).map_err(|e| {
                Failure::usage(format!("{} is damaged: {e}", path.display())).help("restore it from a copy")
            })?;
            if self.policy() == KeyPolicy::ProductionOnly
                && source_of(&manifest, &key.hash()) != KeySource::Ceremony
            {
                return Err(Failure::usage(format!("this ledger accepts development proofs of {circuit}"))
                    .help(DEVELOPMENT_HELP));
            }
            keys.push((circuit, key));
        }
        Ok(Keys::new(genesis, keys)?)
    }

    /// The guardians' copy of a ledger.
    pub(super) fn replica(&self, ledger: &Arc<Ledger>) -> Result<Replica, Failure> {
        Ok(Replica::new(ledger.clone(), Arc::new(self.verifying_keys(ledger.genesis())?)))
    }

    /// The party whose folder this is, unlocked.
    pub(super) fn party(&self) -> Result<Party, Failure> {
        let public = Party::read_public(&self.globals.home)?;
        let secret = Secret::Party(public.name);
        let passphrase = self.passphrase(&secret, &Party::key_file(&self.globals.home))?;
        Ok(Party::open(&self.globals.home, &passphrase)?)
    }

    /// The ledger with everything around it, if it is the one that is expected.
    pub(super) fn site(&self) -> Result<Site, Failure> {
        self.site_of(self.ledger_to_write()?)
    }

    /// The ledger with everything around it, whatever the party saw before.
    pub(super) fn site_as_it_is(&self) -> Result<Site, Failure> {
        let ledger = Ledger::open(self.place().database())?;
        self.pinned(&ledger)?;
        self.site_of(ledger)
    }

    fn site_of(&self, ledger: Ledger) -> Result<Site, Failure> {
        let keys = self.verifying_keys(ledger.genesis())?;
        let prover = Announced::new(self.prover()?, self.progress);
        Ok(Site {
            directory: self.directory(ledger.genesis())?,
            blobs: self.blobs()?,
            clock: SystemClock,
            named: RefCell::default(),
            ledger,
            keys,
            prover,
        })
    }

    /// Lets the party do what it may, with its wallet brought up to date first.
    pub(super) fn acting<T>(
        &self,
        act: Act,
        work: impl FnOnce(&mut Desk<'_>, &Site) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.may(act)?;
        self.at_desk(work)
    }

    /// Lets the party look or act, with its wallet brought up to date first.
    pub(super) fn at_desk<T>(
        &self,
        work: impl FnOnce(&mut Desk<'_>, &Site) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let party = self.party()?;
        let site = self.site()?;
        let local = site.access();
        let mut dealings = self.dealings(&party, &site.directory)?;
        let mut desk = Desk::open(&party, site.services(&local))?;
        let step = self.progress.step("reading the ledger");
        let found = desk.sync()?;
        drop(step);
        found.warnings.iter().for_each(|warning| self.progress.note(warning));
        self.mind_documents(&desk, &site);
        self.tell_what_is_alike(&mut desk)?;
        match Pending::forget_undone(&party, &local) {
            Ok(None) => {}
            Ok(Some(undone)) => self.warn(format!(
                "an earlier command ({}) was interrupted before the ledger took it: it did not take place, and is not submitted now",
                undone.intent
            )),
            // A command that acts fails on it.
            Err(error) => self.warn(error),
        }
        let done = match work(&mut desk, &site) {
            Ok(done) => done,
            Err(failure) => {
                drop(desk);
                return Err(self.settled(&party, site, failure));
            }
        };
        // What was done is done, whether or not it can be written down with whom.
        if let Err(error) = dealings.remember(&site.named.borrow()) {
            self.warn(error);
        }
        Ok(done)
    }
}

impl Context {
    /// The sealed documents in the ledger's folder, with copies in the party's.
    pub(super) fn blobs(&self) -> Result<KeptBlobs, Failure> {
        let own = BlobFolder::at(self.globals.home.join("documents"));
        Ok(KeptBlobs::new(BlobFolder::open(self.place().blobs())?, own))
    }

    /// Sees to it that there is a copy of every held title's documents here.
    fn mind_documents(&self, desk: &Desk<'_>, site: &Site) {
        for title in desk.wallet().titles() {
            let papers = title.book.iter().chain(title.read.as_ref().map(|book| &book.dossier));
            // If neither has them, the wallet has said so.
            if papers.map(|reference| site.blobs.keep(&reference.hash)).any(|kept| matches!(kept, Ok(false)))
            {
                self.warn(format!(
                    "the documents of lot {} are gone from the ledger's folder, or spoilt there; `plimsoll wallet restore` puts your \
                     copy back",
                    short(&lot_name(title.lot()))
                ));
            }
        }
    }

    /// Says which entries that came are alike to a lot of the party's, each once.
    fn tell_what_is_alike(&self, desk: &mut Desk<'_>) -> Result<(), Failure> {
        if self.globals.quiet {
            return Ok(());
        }
        let untold: Vec<_> = desk.wallet().untold().map(|(lot, alike)| (lot, alike.clone())).collect();
        for (lot, referral) in untold {
            self.warn(format!(
                "to lot {} an entry of another lot is alike, {referral}: look at both cargoes, and ask the issuer; `plimsoll wallet show` \
                 repeats it",
                short(&lot_name(lot))
            ));
            desk.told(lot)?;
        }
        Ok(())
    }

    /// A failure of which it is not known whether the ledger took what was submitted: the ledger is opened anew and asked.
    fn settled(&self, party: &Party, site: Site, failure: Failure) -> Failure {
        if failure.code.as_deref() != Some("Undecided") {
            return failure;
        }
        drop(site);
        let undone = Ledger::open(self.place().database()).map_err(Failure::from).and_then(|ledger| {
            let keys = self.verifying_keys(ledger.genesis())?;
            Ok(Pending::forget_undone(party, &LocalLedger::new(&ledger, &keys, &SystemClock))?)
        });
        match undone {
            Ok(Some(_)) => failure.code("NotSubmitted").help("it did not take place, and nothing of it is kept: see to the cause, then run the command again"),
            _ => failure,
        }
    }
}

impl Site {
    /// The member of a name, LEI or address.
    pub(super) fn party(&self, name: &str) -> Result<PublicParty, Failure> {
        let party = self.directory.find(name, self.clock.now())?.party.clone();
        self.named.borrow_mut().push(party.clone());
        Ok(party)
    }

    /// The ledger as a party asks it.
    pub(super) fn access(&self) -> LocalLedger<'_> {
        LocalLedger::new(&self.ledger, &self.keys, &self.clock)
    }

    /// What a desk works with.
    pub(super) fn services<'a>(&'a self, ledger: &'a LocalLedger<'a>) -> Services<'a> {
        Services {
            ledger,
            directory: &self.directory,
            blobs: &self.blobs,
            prover: &self.prover,
            clock: &self.clock,
        }
    }
}

/// Where a verifying key comes from; one that no ceremony's pin names is a development key.
pub(super) fn source_of(manifest: &Manifest, hash: &[u8; 32]) -> KeySource {
    let hash = VerifyingKeyHash::from_bytes(*hash);
    let pin = manifest.pins().iter().find(|pin| pin.verifying_key == hash);
    pin.map_or(KeySource::InsecureDevelopment, |pin| pin.source)
}

/// The circuits whose proofs a new ledger accepts.
pub(super) const CIRCUITS: [CircuitId; 6] = CircuitId::ALL;
