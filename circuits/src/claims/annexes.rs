//! Opening the annexes of a bill.

use super::{
    ClaimWitness,
    arithmetic::Flag,
    netlist::{Builder, Wire},
    opening::{Opened, Wanted, open},
    uses::Uses,
};
use crate::{
    document::{LineField, PackedField, Part, bundle::MAX_INVOICES},
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
    /// The vessel's particulars.
    pub vessel: Option<Annex>,
}

impl Annexes {
    /// Opens those that the plan names under the root of all.
    pub(super) fn open(
        b: &mut Builder,
        plan: &Plan,
        uses: &Uses,
        annex_root: Wire,
        witness: Option<&ClaimWitness<'_>>,
    ) -> Self {
        let header = |position: fn(Field) -> Option<usize>| Wanted {
            header: uses.positions(position),
            ..Wanted::default()
        };
        let records = |table, room: usize, width| uses.table(table).then_some((room, width));
        let invoice = Wanted {
            first: records(Table::Lines, plan.sizes.lines.records(), LineField::ALL.len()),
            ..header(|field| if let Field::Invoice(f) = field { Some(f.index()) } else { None })
        };
        let packing_list = Wanted {
            first: records(Table::Packed, plan.sizes.packed.records(), PackedField::ALL.len()),
            ..header(|field| if let Field::PackingList(f) = field { Some(f.index()) } else { None })
        };
        let insurance = header(|field| if let Field::Insurance(f) = field { Some(f.index()) } else { None });
        let vessel = header(|field| if let Field::Vessel(f) = field { Some(f.index()) } else { None });
        let invoices = uses.table(Table::Invoices) || !invoice.is_empty();
        if !invoices && [&packing_list, &insurance, &vessel].iter().all(|wanted| wanted.is_empty()) {
            return Self::default();
        }

        let inputs = witness.map(|w| w.documents.annex_inputs()).unwrap_or_default().map(|x| b.private(x));
        let root = b.sponge(Tag::Annexes, &inputs);
        b.same(root, annex_root);
        let (count, singles) = (inputs[0], &inputs[1 + MAX_INVOICES..]);
        let invoices = if invoices {
            let there = b.first(count, MAX_INVOICES).into_iter();
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
        Self {
            invoices,
            packing_list: single(Part::PackingList, &packing_list, 0),
            insurance: single(Part::Insurance, &insurance, 1),
            vessel: single(Part::Vessel, &vessel, 2),
        }
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
