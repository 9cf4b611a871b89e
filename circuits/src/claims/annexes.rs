//! Opening the annexes of a bill.

use super::{
    ClaimWitness,
    arithmetic::Flag,
    netlist::{Builder, Wire},
    opening::{Opened, Wanted, open},
    uses::Uses,
};
use crate::{
    document::{
        Part,
        bundle::{ANNEX_INPUTS, MAX_INVOICES},
    },
    field::F,
    policy::plan::{Field, Plan, Table},
    tag::Tag,
};

/// An annex that a bundle may have.
pub(super) struct Annex {
    /// Whether it has it.
    pub there: Flag,
    /// Its values; header values are 0 if it has not.
    pub opened: Opened,
}

/// The annexes that a plan names; the others stay closed.
#[derive(Default)]
pub(super) struct Annexes {
    /// The invoices.
    pub invoices: Vec<Annex>,
    /// The packing list.
    pub packing_list: Option<Annex>,
    /// The insurance certificate.
    pub insurance: Option<Annex>,
    /// What all documents name together.
    pub dossier: Option<Annex>,
}

impl Annexes {
    /// Opens those that the plan names under the root of all.
    pub(super) fn open(
        b: &mut Builder,
        plan: &Plan,
        uses: &Uses,
        annex_root: Wire,
        always: Flag,
        witness: Option<&ClaimWitness<'_>>,
    ) -> Self {
        let invoice = uses.wanted(plan, |field| matches!(field, Field::Invoice(_)), &[Table::Lines]);
        let packing_list =
            uses.wanted(plan, |field| matches!(field, Field::PackingList(_)), &[Table::Packed]);
        let insurance = uses.wanted(plan, |field| matches!(field, Field::Insurance(_)), &[]);
        let dossier =
            uses.wanted(plan, |_| false, &[Table::Parties, Table::Places, Table::Legs, Table::Clauses]);
        let invoices = uses.table(Table::Invoices) || !invoice.is_empty();
        if !invoices && [&packing_list, &insurance, &dossier].iter().all(|wanted| wanted.is_empty()) {
            return Self::default();
        }

        let inputs = witness
            .map_or([F::from(0u64); ANNEX_INPUTS], |w| w.documents.annex_inputs())
            .map(|x| b.private(x));
        let root = b.sponge(Tag::Annexes, &inputs);
        b.same(root, annex_root);
        let (count, singles) = (inputs[0], &inputs[1 + MAX_INVOICES..]);
        let invoices = if invoices {
            let there = b.first(count, plan.sizes.of(Table::Invoices)).into_iter();
            let each = there.zip(&inputs[1..]).zip(0..);
            each.map(|((there, root), i)| annex(b, Part::Invoice(i), &invoice, there, *root, witness))
                .collect()
        } else {
            Vec::new()
        };
        let mut single = |part, wanted: &Wanted, at: usize| {
            (!wanted.is_empty()).then(|| {
                let there = b.flag(singles[2 * at]);
                annex(b, part, wanted, there, singles[2 * at + 1], witness)
            })
        };
        let (packing_list, insurance) =
            (single(Part::PackingList, &packing_list, 0), single(Part::Insurance, &insurance, 1));
        let dossier = (!dossier.is_empty())
            .then(|| annex(b, Part::Dossier, &dossier, always, inputs[ANNEX_INPUTS - 1], witness));
        Self { invoices, packing_list, insurance, dossier }
    }
}

fn annex(
    b: &mut Builder,
    part: Part,
    wanted: &Wanted,
    there: Flag,
    expected: Wire,
    witness: Option<&ClaimWitness<'_>>,
) -> Annex {
    let tree = witness.and_then(|w| w.documents.tree(part));
    let (root, mut opened) = open(b, part, wanted, tree, there);
    b.same_where(there, root, expected);
    // What is not there is 0, whatever was opened.
    for value in opened.header.values_mut() {
        *value = b.product(there.wire(), *value);
    }
    Annex { there, opened }
}
