//! Policies over the sample of twelve containers, with all that a claim about it needs.

use plimsoll_circuits::{
    claims::{ClaimPublic, ClaimWitness, compile, netlist::Netlist},
    credential::Bill,
    day::Day,
    document::{Bundle, CarrierTable, Committed, Insurance, Invoice, PackingList, Received, Vessel},
    field::F,
    note::Lot,
    policy::{ListTree, Policy},
    statement::attest::link,
};

/// The day on which the samples are presented.
const TODAY: &str = "2026-05-25";

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!("../../samples/", $name, "-twelve-containers.json"))
    };
}

/// The ready policies, by name, sorted.
#[must_use]
pub fn ready_policies() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let files =
        std::fs::read_dir(folder).expect("the folder of policies").map(|file| file.expect("a file").path());
    let toml = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("a policy"))
    };
    let mut policies: Vec<_> = toml.map(read).collect();
    policies.sort();
    policies
}

/// The sample bill with its annexes.
#[must_use]
pub fn bundle() -> Bundle {
    let bill =
        Received::parse(sample!("ebl"), &CarrierTable::standard()).expect("the sample is a bill").document;
    Bundle {
        invoices: vec![Invoice::parse(sample!("invoice")).expect("the sample is an invoice")],
        packing_list: Some(
            PackingList::parse(sample!("packing-list")).expect("the sample is a packing list"),
        ),
        insurance: Some(Insurance::parse(sample!("insurance")).expect("the sample is a certificate")),
        vessels: vec![Vessel::parse(sample!("vessel")).expect("the sample is of a vessel")],
        ..Bundle::new(bill)
    }
}

/// A policy with documents, valuation and lists.
#[derive(Debug)]
pub struct Claim {
    policy: Policy,
    documents: Committed,
    bill: Bill,
    lists: Vec<ListTree>,
}

impl Claim {
    /// The policy of this text over the sample. Each of its lists has so many entries, none of which is in the documents.
    #[must_use]
    pub fn new(text: &str, entries: usize) -> Self {
        Self::over(&bundle(), text, entries)
    }

    /// The policy of this text over other documents.
    #[must_use]
    pub fn over(bundle: &Bundle, text: &str, entries: usize) -> Self {
        let policy = Policy::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
        let documents = bundle.commit(F::from(7u64));
        let bill = Bill {
            doc_root: documents.doc_root,
            annex_root: documents.annex_root,
            value: 225_000_000,
            currency: "USD".parse().expect("a currency"),
            valued_at: Day::parse("2026-05-15").expect("a day"),
            ..Bill::blank()
        };
        // Odd numbers far above HS codes and below texts.
        let values = || (0..entries as u64).map(|i| F::from((1 << 63) + 2 * i + 1)).collect();
        let tree = |list: &plimsoll_circuits::policy::plan::ListUse| {
            ListTree::new(list.width, list.depth, values()).expect("a list that fits")
        };
        let lists = policy.plan.lists.iter().map(tree).collect();
        Self { policy, documents, bill, lists }
    }

    /// The circuit with its values; each `answer` is as fresh as one to a challenge of its own.
    #[must_use]
    pub fn compile(&self, answer: u64) -> (Netlist, Vec<F>) {
        let lists: Vec<&ListTree> = self.lists.iter().collect();
        let (lot, blinding) = (Lot(F::from(77u64)), F::from(1_000 + answer));
        let public = ClaimPublic::new(
            &self.policy.plan,
            self.lists.iter().map(ListTree::root).collect(),
            link(self.bill.commitment(), lot, blinding),
            F::from(answer),
            Day::parse(TODAY).expect("a day"),
        );
        let witness =
            ClaimWitness { documents: &self.documents, bill: &self.bill, lot, blinding, lists: &lists };
        compile(&self.policy.plan, &public, Some(&witness))
    }
}
