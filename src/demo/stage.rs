//! The ledger, the guardians and the parties of the demo. All are real; only their names are made up.

use super::{
    Error,
    council::{Governance, enough},
    fresh::document,
    papers::{Paper, request},
    tale::Tale,
};
use plimsoll_circuits::{
    credential::{Day, Signed, Valuation},
    document::{CarrierTable, DocumentType, carrier::CarrierId},
    member::{Address, Roles},
    signature::SigningKey,
    statement::CircuitId,
};
use plimsoll_client::{
    Clock, Desk, Money, Party, PublicParty, Services, SystemClock,
    blob::BlobFolder,
    carrier_signature::{CarrierKey, Owner, TrustedKeys, sign_issuance_request},
    directory::{Directory, DirectoryEntry},
    issuer::{Annexes, Attested, Gateway, IssuanceInput, IssueError, IssuedBill, SignedDocuments},
    ops::OpError,
    party::{control_key_file, open_control_key},
    services::{LocalLedger, Replica},
    valuer::{Appraisal, appraise},
};
use plimsoll_contracts::{
    ControlSignature, Keys, Ledger, Order, OrderError, Receipt, SignedOrder, UnixTime,
    control::NotSurrendered,
};
use plimsoll_guardian::{Council, Evaluators, Surroundings};
use plimsoll_params::{KeyPolicy, verifying_key};
use plimsoll_prover::Prover;
use rand::{RngCore, rngs::OsRng};
use std::{
    cell::RefCell,
    collections::{BTreeMap, btree_map::Entry},
    fs,
    path::Path,
    sync::Arc,
};

/// What opens every secret file that the demo leaves behind with `--keep`.
const PASSPHRASE: &str = "plimsoll demo";

/// Days for which credentials and valuations of the demo are good.
const GOOD_FOR: u32 = 30;

/// Everything that the demo plays on.
pub(super) struct Stage<'a> {
    pub(super) ledger: Arc<Ledger>,
    pub(super) keys: Arc<Keys>,
    /// The same members' other ledger.
    pub(super) elsewhere: (Ledger, Keys),
    pub(super) council: RefCell<Council>,
    pub(super) directory: Directory,
    blobs: BlobFolder,
    prover: &'a Prover,
    carrier_keys: RefCell<BTreeMap<CarrierId, (CarrierKey, TrustedKeys)>>,
    pub(super) clock: SystemClock,
    pub(super) issuer: Party,
    pub(super) valuer: Party,
    pub(super) trader: Party,
    pub(super) buyer: Party,
    pub(super) bank_a: Party,
    pub(super) bank_b: Party,
    pub(super) bank_c: Party,
    governance: Governance,
}

/// A bill as its first holder has it: issued and valued.
#[derive(Clone)]
pub(super) struct Issued {
    pub(super) bill: IssuedBill,
    pub(super) valuation: Signed<Valuation>,
}

impl<'a> Stage<'a> {
    /// Guardians generate their keys, a ledger is created, members are admitted.
    pub(super) fn new(folder: &Path, prover: &'a Prover, tale: &mut Tale<'_>) -> Result<Self, Error> {
        let council =
            tale.must("guardians generate their keys", "five guardians, any three act together", || {
                Council::generate(5, 3, &mut OsRng)
            })?;
        let verifying = CircuitId::ALL
            .map(|circuit| {
                verifying_key(circuit, KeyPolicy::AllowInsecureDevelopment).map(|key| (circuit, key))
            })
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::stage)?;
        let admin = SigningKey::random(&mut OsRng);
        let governance = Governance::new(council.present().len(), 3);
        let genesis = governance.genesis("Demo register", &council, &verifying, &admin)?;
        let place = folder.join("ledger");
        fs::create_dir_all(place.join("keys"))?;
        for (circuit, key) in &verifying {
            fs::write(
                place.join("keys").join(format!("{circuit}-v{}.vk", circuit.version())),
                key.to_bytes(),
            )?;
        }
        let ledger = Arc::new(Ledger::create(place.join("ledger.redb"), &genesis).map_err(Error::stage)?);
        let other = governance.genesis("Another register", &council, &verifying, &admin)?;
        let elsewhere = Ledger::create(folder.join("other-ledger.redb"), &other).map_err(Error::stage)?;
        let other_keys = Keys::new(&other, verifying.clone()).map_err(Error::stage)?;
        let keys = Arc::new(Keys::new(&genesis, verifying).map_err(Error::stage)?);

        let names = [
            ("issuer", "Example Line", Roles::ISSUER),
            ("valuer", "Example Valuers", Roles::VALUER),
            ("trader", "Fictional Copper Trading Ltd", Roles::HOLDER),
            ("buyer", "Imaginary Metals GmbH", Roles::HOLDER),
            ("bank-a", "Fictional Bank A", Roles::BANK),
            ("bank-b", "Fictional Bank B", Roles::BANK),
            ("bank-c", "Fictional Bank C", Roles::BANK),
        ];
        let clock = SystemClock;
        let today = clock.now().day();
        let parties: Vec<Party> =
            tale.must("parties make their keys", "seven parties, each with its own folder", || {
                names
                    .iter()
                    .map(|(home, name, _)| {
                        Party::create(folder.join(home), name, None, PASSPHRASE, &mut OsRng)
                    })
                    .collect::<Result<_, _>>()
            })?;
        let entries: Vec<DirectoryEntry> = parties
            .iter()
            .zip(&names)
            .map(|(party, (_, _, roles))| DirectoryEntry {
                party: party.public().clone(),
                roles: *roles,
                valid_from: today,
                valid_until: Day(today.0 + 365),
            })
            .collect();
        let carriers = CarrierTable::standard();
        let directory =
            Directory::sign(&admin, genesis.hash(), 1, entries, carriers).map_err(Error::stage)?;
        directory.save(place.join("directory.json")).map_err(Error::stage)?;
        tale.must("members are admitted", "each under its address, with its roles", || {
            for DirectoryEntry { party, roles, valid_until, .. } in directory.entries() {
                let order = party.admission(*roles, *valid_until, 0, None);
                let governors = enough(&order);
                let signed = governance.signed(order, governors, &ledger, clock.now())?;
                ledger.submit_order(&signed, clock.now())?;
            }
            Ok::<_, OrderError>(())
        })?;
        let replica = Replica::new(ledger.clone(), keys.clone());
        let surroundings = |_| {
            let accredited = replica.clone();
            Surroundings {
                accreditation: Box::new(move |address: &Address| accredited.is_issuer(address)),
                ledger: Box::new(replica.clone()),
                ..Surroundings::default()
            }
        };
        let council = council.equip(surroundings, clock.now()).map_err(Error::stage)?;
        let parties: [Party; 7] =
            parties.try_into().map_err(|_| Error::Stage("a party is missing".to_owned()))?;
        let [issuer, valuer, trader, buyer, bank_a, bank_b, bank_c] = parties;
        Ok(Self {
            ledger,
            keys,
            elsewhere: (elsewhere, other_keys),
            council: RefCell::new(council),
            directory,
            blobs: BlobFolder::open(place.join("blobs")).map_err(Error::stage)?,
            prover,
            carrier_keys: RefCell::default(),
            clock,
            issuer,
            valuer,
            trader,
            buyer,
            bank_a,
            bank_b,
            bank_c,
            governance,
        })
    }

    /// As many governors as are needed give an order; nobody one that is open to all.
    pub(super) fn order(&self, order: Order) -> Result<Receipt, OrderError> {
        let governors = enough(&order);
        self.order_by(order, governors)
    }

    /// These governors, counted from 0, give an order.
    pub(super) fn order_by(&self, order: Order, governors: &[usize]) -> Result<Receipt, OrderError> {
        let signed = self.signed_order(order, governors, self.clock.now())?;
        self.ledger.submit_order(&signed, self.clock.now())
    }

    /// An order that these governors signed, to be given at a time.
    pub(super) fn signed_order(
        &self,
        order: Order,
        governors: &[usize],
        at: UnixTime,
    ) -> Result<SignedOrder, OrderError> {
        self.governance.signed(order, governors, &self.ledger, at)
    }

    /// What the issuer's organisation says of a lot, with its control key.
    pub(super) fn statement(&self, said: NotSurrendered) -> Result<ControlSignature, Error> {
        let issuer = &self.issuer;
        let (path, expected) = (control_key_file(issuer.home()), issuer.public().control_key);
        let key = open_control_key(&path, PASSPHRASE, expected).map_err(Error::stage)?;
        let signature = key.sign(self.ledger.genesis().domain(), &said);
        signature.ok_or_else(|| Error::Stage("the issuer's control key cannot sign this".to_owned()))
    }

    /// How many orders on a party's address came before.
    pub(super) fn changes(&self, party: &Party) -> Result<u64, OrderError> {
        Ok(self.ledger.view()?.member(party.address())?.map_or(0, |member| member.changes))
    }

    /// The ledger as parties ask it.
    pub(super) fn access(&self) -> LocalLedger<'_> {
        LocalLedger::new(&self.ledger, &self.keys, &self.clock)
    }

    /// What a party uses.
    pub(super) fn services<'s>(&'s self, ledger: &'s LocalLedger<'_>) -> Services<'s> {
        Services {
            ledger,
            directory: &self.directory,
            blobs: &self.blobs,
            prover: self.prover,
            clock: &self.clock,
        }
    }

    /// Lets a party act at a desk that is up to date.
    pub(super) fn at<T>(
        &self,
        party: &Party,
        act: impl FnOnce(&mut Desk<'_>) -> Result<T, OpError>,
    ) -> Result<T, OpError> {
        let access = self.access();
        let mut desk = Desk::open(party, self.services(&access))?;
        desk.sync()?;
        act(&mut desk)
    }

    /// The carrier signs a bill, the issuer's gateway issues it to `holder`, the valuer says what it is worth.
    pub(super) fn issue(
        &self,
        paper: &Paper,
        others: Option<&[Vec<u8>; 3]>,
        holder: &PublicParty,
    ) -> Result<Issued, Error> {
        let (request, trusted, mut annexes) = self.brought(paper, &holder.name)?;
        if let Some([packing_list, insurance, vessel]) = others {
            annexes.packing_list = Some(packing_list.clone());
            annexes.insurance = Some(insurance.clone());
            annexes.vessels = vec![vessel.clone()];
        }
        self.issue_brought((&request, &trusted, &annexes), holder)
    }

    /// The issuer's gateway issues what it was brought, the valuer says what it is worth.
    pub(super) fn issue_brought(
        &self,
        (request, trusted, annexes): (&[u8], &TrustedKeys, &Annexes),
        holder: &PublicParty,
    ) -> Result<Issued, Error> {
        let today = self.clock.now().day();
        let mut council = self.council.borrow_mut();
        let mut gateway = self.gateway(trusted, council.evaluators());
        let input = IssuanceInput {
            request,
            annexes,
            first_holder: holder,
            confirmed: &[],
            valid_until: Day(today.0 + GOOD_FOR),
        };
        let bill = gateway.issue(&input, &self.access(), &mut OsRng).map_err(|e| match e {
            IssueError::NotRegistrable(_) => Error::NotRegistrable(e.to_string()),
            e => Error::Bill(e.to_string()),
        })?;
        let valuation = self.value(&bill, None, Day(today.0 - 1))?;
        Ok(Issued { bill, valuation })
    }

    /// What an issuer is brought, with its invoice: of a bill that its carrier signs what that signed, and the trust in its key; of another
    /// document what the issuer says of it.
    pub(super) fn brought(&self, paper: &Paper, to: &str) -> Result<(Vec<u8>, TrustedKeys, Annexes), Error> {
        let document = document(&paper.bill)?;
        let is_alone = document.kind == DocumentType::Receivable;
        let invoices = if is_alone { Vec::new() } else { vec![paper.invoice.clone()] };
        let annexes = Annexes { invoices, ..Annexes::default() };
        let Some(&ground) = document.grounds().first() else {
            let (signed, trusted) = self.signed(paper, to)?;
            return Ok((signed, trusted, annexes));
        };
        let attested = Attested {
            ground,
            originals_held: (document.originals > 0).then_some(document.originals),
            platform: document.is_electronic.then(|| "ZZZ1".to_owned()),
            evidence: vec![document.checksum()],
        };
        Ok((paper.bill.clone(), TrustedKeys::new(), Annexes { attested: Some(attested), ..annexes }))
    }

    /// What the carrier signs when it issues to a party, and the trust that the issuer puts in its key.
    fn signed(&self, paper: &Paper, to: &str) -> Result<(Vec<u8>, TrustedKeys), Error> {
        let (request, carrier) = request(&paper.bill, to, self.directory.carriers())?;
        let mut carrier_keys = self.carrier_keys.borrow_mut();
        let (key, trusted) = match carrier_keys.entry(carrier) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(carrier_key(carrier)?),
        };
        let signed = sign_issuance_request(&request, key).map_err(Error::stage)?;
        Ok((signed.canonical(), trusted.clone()))
    }

    /// The issuer at work.
    pub(super) fn gateway<'s>(
        &'s self,
        trusted: &'s TrustedKeys,
        guardians: &'s mut Evaluators,
    ) -> Gateway<'s> {
        let (terms, clock) = (self.ledger.genesis().into(), &self.clock);
        Gateway {
            issuer: &self.issuer,
            terms,
            carriers: self.directory.carriers(),
            trusted,
            guardians,
            clock,
        }
    }

    /// The valuer's word on a bill: the sum of its invoices, if no other value is given.
    pub(super) fn value(
        &self,
        bill: &dyn SignedDocuments,
        value: Option<Money>,
        valued_at: Day,
    ) -> Result<Signed<Valuation>, Error> {
        let expires = Day(self.clock.now().day().0 + GOOD_FOR);
        let (appraisal, domain) = (Appraisal { value, valued_at, expires }, self.ledger.genesis().domain());
        appraise(&self.valuer, bill, &appraisal, domain, self.directory.carriers()).map_err(Error::stage)
    }
}

/// A carrier's signing key for this demo, and the trust that the issuer puts in it for that carrier alone.
fn carrier_key(carrier: CarrierId) -> Result<(CarrierKey, TrustedKeys), Error> {
    let mut seed = [0; 32];
    OsRng.fill_bytes(&mut seed);
    let key = CarrierKey::ed25519(&format!("demo-carrier-{carrier}"), &seed).map_err(Error::stage)?;
    let mut trusted = TrustedKeys::new();
    trusted.add_jwks(&key.key_set().canonical(), &Owner::Carrier(carrier)).map_err(Error::stage)?;
    Ok((key, trusted))
}
