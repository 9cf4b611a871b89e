//! Plans with documents that meet them: the ready policies, and plans that state every kind of condition.

use plimsoll_circuits::{
    claims::{
        ClaimPublic, ClaimWitness, compile_with,
        netlist::{Builder, Netlist},
    },
    credential::Bill,
    day::Day,
    document::Committed,
    field::F,
    note::Lot,
    policy::{ListTree, Policy, plan::Plan},
    statement::attest::link,
};
use plimsoll_tests::claims::{bundle, ready_policies};
use std::collections::HashMap;

/// A plan, and all that a claim under it is made of.
pub struct Subject {
    /// What it goes by.
    pub name: String,
    /// The plan.
    pub plan: Plan,
    /// Other values of public inputs, by the positions of their wires, beside which lies are tried as well.
    pub beside: Vec<(usize, F)>,
    documents: Committed,
    bill: Bill,
    lists: Vec<ListTree>,
}

/// The position of an operand's wire: behind link, challenge and day.
const OPERANDS: usize = 3;

impl Subject {
    /// A plan over the sample of twelve containers, its lists with these entries.
    ///
    /// # Panics
    /// If a list does not fit its tree.
    #[must_use]
    #[expect(clippy::expect_used, reason = "lists and days that are written here are sound")]
    pub fn new(name: &str, plan: Plan, entries: &[&[u64]]) -> Self {
        let documents = bundle().commit(F::from(7u64));
        let bill = Bill {
            doc_root: documents.doc_root,
            annex_root: documents.annex_root,
            value: 225_000_000,
            currency: "USD".parse().expect("a currency"),
            valued_at: Day::parse("2026-05-15").expect("a day"),
            ..Bill::blank()
        };
        let trees = plan.lists.iter().enumerate().map(|(i, list)| {
            // Odd numbers far above HS codes and below texts, unless others are given.
            let other = [(1 << 63) + 1, (1 << 63) + 3];
            let values = entries.get(i).copied().unwrap_or(&other);
            ListTree::new(list.width, list.depth, values.iter().copied().map(F::from).collect())
                .expect("a list that fits")
        });
        let lists = trees.collect();
        Self { name: name.to_owned(), plan, beside: Vec::new(), documents, bill, lists }
    }

    /// The same, with an operand beside which lies are tried that has another value.
    #[must_use]
    pub fn beside(mut self, operand: usize, value: F) -> Self {
        self.beside.push((OPERANDS + operand, value));
        self
    }

    /// The ready policies.
    ///
    /// # Panics
    /// If one of them cannot be read.
    #[must_use]
    pub fn ready() -> Vec<Self> {
        let policy = |text: &str| Policy::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
        ready_policies().iter().map(|(name, text)| Self::new(name, policy(text).plan, &[])).collect()
    }

    /// The circuit with the values of its wires.
    #[must_use]
    pub fn compile(&self) -> (Netlist, Vec<F>) {
        self.bent(HashMap::new())
    }

    /// The circuit with some of its inputs changed, by the positions of their wires, and all hints made from what the inputs are then.
    ///
    /// # Panics
    /// Never: the day is one.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the day is written here")]
    pub fn bent(&self, inputs: HashMap<usize, F>) -> (Netlist, Vec<F>) {
        let lists: Vec<&ListTree> = self.lists.iter().collect();
        let (lot, blinding) = (Lot(F::from(77u64)), F::from(1_000u64));
        let public = ClaimPublic::new(
            &self.plan,
            self.lists.iter().map(ListTree::root).collect(),
            link(self.bill.commitment(), lot, blinding),
            F::from(99u64),
            Day::parse("2026-05-25").expect("a day"),
        );
        let witness =
            ClaimWitness { documents: &self.documents, bill: &self.bill, lot, blinding, lists: &lists };
        compile_with(Builder::bent(inputs), &self.plan, &public, Some(&witness))
    }
}
