//! A small world for tests: a ledger, a council, a directory, and members who are what their names say.

pub(crate) mod envelope;

use crate::{
    Services,
    blob::BlobFolder,
    carrier_signature::{CarrierKey, Owner, TrustedKeys, sign_issuance_request},
    clock::{FixedClock, UnixTime},
    directory::{Directory, DirectoryEntry},
    issuer::{Annexes, Gateway, IssuanceInput, IssueError, IssuedBill, SignedDocuments},
    ops::Desk,
    party::{Party, PublicParty},
    services::{Job, LocalLedger, ProofService, ProveError},
    valuer::{Appraisal, appraise},
};
use plimsoll_circuits::{
    credential::{Day, Signed, Valuation},
    document::{CarrierTable, Json},
    member::{Address, Roles},
    signature::{PublicKey, SigningKey},
    statement::{
        Statement, amend::Amend, attest::Attest, movement::Move, register::RegisterSmall, revalue::Revalue,
    },
};
use plimsoll_contracts::{
    ActiveCircuit, ControlKey, Genesis, Hash32, Keys, Ledger, Order, SignedOrder,
    order::{Guardians, Validity},
    transition::PROOF_BYTES,
};
use plimsoll_guardian::{Council, Surroundings, fingerprint::Limits};
use plimsoll_params::{KeyPolicy, KeyStore, Silent};
use plimsoll_prover::Prover;
use plimsoll_verifier::VerifyingKey;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// 2026-05-20, after the samples' bills were issued.
pub(crate) const NOW: UnixTime = UnixTime(20_593 * 86_400 + 36_000);
const ADMIN: [u8; 32] = [9; 32];

/// The one governor, who is the one guardian with a control key, too.
/// The governor, who is the guardian of the audit key, too.
pub(crate) fn governor() -> ControlKey {
    ControlKey::from_bytes(&[8; 32]).unwrap()
}

/// The keys of all circuits that the tests use, made once for each process and kept between runs.
pub(crate) fn prover() -> &'static (Prover, Arc<KeyStore>) {
    static PROVER: OnceLock<(Prover, Arc<KeyStore>)> = OnceLock::new();
    PROVER.get_or_init(|| {
        let keys = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
        (Prover::new(keys.clone()), keys)
    })
}

fn verifying_key<S: Statement>() -> (plimsoll_circuits::statement::CircuitId, VerifyingKey) {
    let key = prover().1.key::<S>(&Silent).unwrap();
    let vk = &key.proving_key().vk;
    let key = VerifyingKey {
        alpha_g1: vk.alpha_g1,
        beta_g2: vk.beta_g2,
        gamma_g2: vk.gamma_g2,
        delta_g2: vk.delta_g2,
        ic: vk.gamma_abc_g1.clone(),
    };
    (S::CIRCUIT, key)
}

pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) ledger: Ledger,
    pub(crate) keys: Keys,
    pub(crate) council: Council,
    pub(crate) directory: Directory,
    pub(crate) carriers: CarrierTable,
    pub(crate) trusted: TrustedKeys,
    pub(crate) blobs: BlobFolder,
    pub(crate) clock: FixedClock,
    pub(crate) issuer: Party,
    pub(crate) valuer: Party,
    pub(crate) trader: Party,
    pub(crate) buyer: Party,
    pub(crate) bank: Party,
    pub(crate) other_bank: Party,
    pub(crate) rng: ChaCha20Rng,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::seeded(42)
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let keys = [
            verifying_key::<RegisterSmall>(),
            verifying_key::<Move>(),
            verifying_key::<Attest>(),
            verifying_key::<Revalue>(),
            verifying_key::<Amend>(),
        ];
        let council = Council::generate(3, 2, &mut rng).unwrap();
        let pin = |(circuit, key): &(plimsoll_circuits::statement::CircuitId, VerifyingKey)| ActiveCircuit {
            circuit: *circuit,
            version: circuit.version(),
            key_hash: Hash32(key.hash()),
        };
        let genesis = Genesis {
            chain: "test".into(),
            registry: "cargo".into(),
            created: NOW,
            circuits: keys.iter().map(pin).collect(),
            fingerprint_key: PublicKey::new(council.keys().fingerprint.key()).unwrap(),
            audit_key: PublicKey::new(council.keys().audit.key()).unwrap(),
            guardians: Guardians { keys: vec![governor().address()], threshold: 1 },
            governors: vec![governor().address()],
            threshold: 1,
            administrators: Vec::new(),
            member_admin: SigningKey::from_bytes(ADMIN).public(),
            member_grace_seconds: 0,
            leaving_grace_days: 30,
        };
        let ledger = Ledger::create(folder.path().join("ledger"), &genesis).unwrap();
        let keys = Keys::new(&genesis, keys).unwrap();

        let mut party =
            |name: &str| Party::create(folder.path().join(name), name, None, "pass", &mut rng).unwrap();
        let [issuer, valuer, trader, buyer, bank, other_bank] =
            ["Line", "Valuer", "Trader", "Buyer", "First Bank", "Second Bank"].map(&mut party);
        let roles = [
            (&issuer, Roles::ISSUER),
            (&valuer, Roles::VALUER),
            (&trader, Roles::HOLDER),
            (&buyer, Roles::HOLDER),
            (&bank, Roles::BANK),
            (&other_bank, Roles::BANK),
        ];
        let entries = roles.map(|(party, roles)| DirectoryEntry {
            party: party.public().clone(),
            roles,
            valid_from: Day(0),
            valid_until: Day(30_000),
        });
        let carriers = CarrierTable::standard();
        let directory = Directory::sign(
            &SigningKey::from_bytes(ADMIN),
            genesis.hash(),
            1,
            entries.to_vec(),
            carriers.clone(),
        )
        .unwrap();
        let issuer_address = issuer.address();
        let council = council
            .equip(
                |_| Surroundings {
                    limits: Limits::default(),
                    accreditation: Box::new(move |who: &Address| *who == issuer_address),
                    ..Surroundings::default()
                },
                NOW,
            )
            .unwrap();
        let mut trusted = TrustedKeys::new();
        let jwks = std::fs::read(sample_path("carrier.jwks.json")).unwrap();
        trusted.add_jwks(&jwks, &Owner::Carrier(60_001)).unwrap();
        let blobs = BlobFolder::open(folder.path().join("blobs")).unwrap();
        let mut this = Self {
            folder,
            ledger,
            keys,
            council,
            directory,
            carriers,
            trusted,
            blobs,
            clock: FixedClock(NOW),
            issuer,
            valuer,
            trader,
            buyer,
            bank,
            other_bank,
            rng,
        };
        for DirectoryEntry { party, roles, .. } in this.directory.entries().to_vec() {
            this.order(party.admission(roles, Day(0), 0, None));
        }
        this
    }

    /// The one governor gives an order.
    pub(crate) fn order(&mut self, order: Order) -> u64 {
        let nonce = Hash32(self.rng.r#gen());
        let signed = self.signed(order, nonce);
        self.ledger.submit_order(&signed, NOW).unwrap().height
    }

    pub(crate) fn signed(&self, order: Order, nonce: Hash32) -> SignedOrder {
        let open = order.is_open();
        let order = SignedOrder::new(order, Validity { nonce, epoch: 0, last_day: NOW.day() });
        if open { order } else { order.signed(&governor(), self.ledger.genesis().domain()).unwrap() }
    }

    /// How many orders on a party's address came before.
    pub(crate) fn changes(&self, party: &Party) -> u64 {
        self.ledger.view().unwrap().member(party.address()).unwrap().map_or(0, |member| member.changes)
    }

    pub(crate) fn ledger(&self) -> LocalLedger<'_> {
        LocalLedger::new(&self.ledger, &self.keys, &self.clock)
    }

    pub(crate) fn services<'a>(&'a self, ledger: &'a LocalLedger<'a>) -> Services<'a> {
        Services {
            ledger,
            directory: &self.directory,
            blobs: &self.blobs,
            prover: &prover().0,
            clock: &self.clock,
        }
    }

    /// Issues a sample to the trader.
    pub(crate) fn issue(&mut self, request: &[u8], invoices: &[&str]) -> Result<IssuedBill, IssueError> {
        self.issue_with(request, invoices.iter().map(|name| sample(name)).collect())
    }

    pub(crate) fn issue_with(
        &mut self,
        request: &[u8],
        invoices: Vec<Vec<u8>>,
    ) -> Result<IssuedBill, IssueError> {
        let annexes = Annexes { invoices, ..Annexes::default() };
        let holder = self.trader.public().clone();
        self.issue_to(request, &annexes, &holder)
    }

    /// The first sample's containers, seals and booking once more, under another number and invoice and on another day: the ledger takes it
    /// where the day is far enough, and it is alike.
    pub(crate) fn issue_alike(&mut self, number: &str, day: &str, first_holder: &PublicParty) -> IssuedBill {
        let renumbered =
            |text: String| text.replace("ZZEL2603000417", number).replace("FCT-2026/0417", number);
        let invoice = renumbered(String::from_utf8(sample("invoice.json")).unwrap()).into_bytes();
        let bill = signed("ebl-to-order.json", |text| {
            renumbered(text).replace(
                "\"shippedOnBoardDate\": \"2026-03-05\"",
                &format!("\"shippedOnBoardDate\": \"{day}\""),
            )
        });
        self.issue_to(&bill, &Annexes { invoices: vec![invoice], ..Annexes::default() }, first_holder)
            .unwrap()
    }

    /// The issuer at work, with the ledger that it looks at.
    pub(crate) fn gateway(&mut self) -> (Gateway<'_>, LocalLedger<'_>, &mut ChaCha20Rng) {
        let gateway = Gateway {
            issuer: &self.issuer,
            terms: self.ledger.genesis().into(),
            carriers: &self.carriers,
            trusted: &self.trusted,
            guardians: self.council.evaluators(),
            clock: &self.clock,
        };
        (gateway, LocalLedger::new(&self.ledger, &self.keys, &self.clock), &mut self.rng)
    }

    pub(crate) fn issue_to(
        &mut self,
        request: &[u8],
        annexes: &Annexes,
        first_holder: &PublicParty,
    ) -> Result<IssuedBill, IssueError> {
        let valid_until = Day(NOW.day().0 + 30);
        let (mut gateway, ledger, rng) = self.gateway();
        // The world's parties are known by other names than those in the samples.
        let confirmed = &["Fictional Copper Trading Ltd", "Somebody"].map(str::to_owned);
        let input = IssuanceInput { request, annexes, first_holder, confirmed, valid_until };
        gateway.issue(&input, &ledger, rng)
    }

    pub(crate) fn value(&self, issued: &IssuedBill) -> Signed<Valuation> {
        self.value_at(issued, None, NOW.day())
    }

    pub(crate) fn value_at(
        &self,
        issued: &dyn SignedDocuments,
        value: Option<crate::Money>,
        valued_at: Day,
    ) -> Signed<Valuation> {
        let appraisal = Appraisal { value, valued_at, expires: Day(NOW.day().0 + 90) };
        appraise(&self.valuer, issued, &appraisal, self.ledger.genesis().domain(), &self.carriers).unwrap()
    }
}

/// A desk of one party, synced.
pub(crate) fn desk<'a>(party: &'a Party, services: Services<'a>) -> Desk<'a> {
    let mut desk = Desk::open(party, services).unwrap();
    desk.sync().unwrap();
    desk
}

fn sample_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples").join(name)
}

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(sample_path(name)).unwrap()
}

/// A sample issuance request, perhaps changed, signed by the samples' carrier.
pub(crate) fn signed(name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let json = Json::parse(change(String::from_utf8(sample(name)).unwrap()).as_bytes()).unwrap();
    let json = match json.get("document") {
        Some(_) => json,
        None => {
            let to = Json::parse(TO).unwrap();
            Json::Object(vec![("document".into(), json), ("issueTo".into(), to)])
        }
    };
    let seed: [u8; 32] = Sha256::digest(b"plimsoll samples: Example Line (fictional)").into();
    let key = CarrierKey::ed25519("example-line-2026", &seed).unwrap();
    sign_issuance_request(&json, &key).unwrap().canonical()
}

/// To whom a sample that does not say so is issued.
const TO: &[u8] = br#"{"partyName":"Somebody","sendToPlatform":"ZZZ1",
    "identifyingCodes":[{"codeListProvider":"GLEIF","codeListName":"LEI","partyCode":"ZZZZ00COPPER00000065"}]}"#;

/// A prover that refuses to work: for what must fail before any proof.
pub(crate) struct Idle;

impl ProofService for Idle {
    fn prove(&self, _: Job<'_>) -> Result<[u8; PROOF_BYTES], ProveError> {
        Err(ProveError::Failed("idle".into()))
    }
}
