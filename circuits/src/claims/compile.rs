//! From a plan to its circuit (protocol, sections 8 and 9).

use super::{
    ClaimPublic, ClaimWitness,
    annexes::Annexes,
    condition::{Compiler, Values},
    netlist::{Builder, Netlist},
    opening::{Record, open},
    uses::Uses,
};
use crate::{
    credential::Bill,
    document::{Part, Records},
    field::F,
    policy::plan::{Field, Plan, Table, ValuationField},
    tag::Tag,
};
use std::collections::HashMap;

/// The names of the checks that every claim has; its predicates go by their own names.
pub mod checks {
    /// The link opens to bill and lot, and the bill to its documents and valuation.
    pub const LINK: &str = "CLAIM-1 link";
    /// The bill's fields are those of its document.
    pub const BILL: &str = "CLAIM-2 bill";
    /// The annexes are those of the bill.
    pub const ANNEXES: &str = "CLAIM-3 annexes";
}

/// The circuit of a plan with the values of its wires: `public` are its public inputs. Without a witness, and with a blank
/// one, the circuit is the same.
#[must_use]
pub fn compile(plan: &Plan, public: &ClaimPublic, witness: Option<&ClaimWitness<'_>>) -> (Netlist, Vec<F>) {
    compile_with(Builder::default(), plan, public, witness)
}

/// As [`compile`], with a builder that may know other inputs ([`Builder::bent`]).
#[must_use]
pub fn compile_with(
    mut b: Builder,
    plan: &Plan,
    public: &ClaimPublic,
    witness: Option<&ClaimWitness<'_>>,
) -> (Netlist, Vec<F>) {
    let link = b.public(public.link);
    b.public(public.challenge);
    let today = b.public(F::from(public.today.0));
    let operands = public.operands.iter().map(|value| b.public(*value)).collect();
    let roots = public.roots.iter().map(|value| b.public(*value)).collect();

    let blank = Bill::blank();
    let bill = witness.map_or(&blank, |w| w.bill);
    let inputs = bill.inputs().map(|x| b.private(x));
    let [doc_root, annex_root, value, currency, _, _, valued_at] = inputs;
    b.named(checks::LINK, |b| {
        let commitment = b.hash(Tag::Bill, &inputs);
        let lot = b.private(witness.map(|w| w.lot.0).unwrap_or_default());
        let blinding = b.private(witness.map(|w| w.blinding).unwrap_or_default());
        let opened = b.hash(Tag::Link, &[commitment, lot, blinding]);
        b.same(opened, link);
    });

    let uses = Uses::of(plan);
    let always = b.known(true);
    let bill = b.named(checks::BILL, |b| {
        let tables = [Table::Containers, Table::Items, Table::Goods];
        let wanted = uses.wanted(plan, |field| matches!(field, Field::Bill(_)), &tables);
        let tree = witness.map(|w| &w.documents.bill);
        let (root, opened) = open(b, Part::Bill, &wanted, tree, always);
        b.same(root, doc_root);
        beyond(b, plan, &uses, Table::Codes, opened.list(Records::Goods));
        opened
    });
    let annexes = b.named(checks::ANNEXES, |b| {
        let annexes = Annexes::open(b, plan, &uses, annex_root, always, witness);
        let parties = annexes.dossier.as_ref().map_or(&[][..], |annex| annex.opened.list(Records::Parties));
        beyond(b, plan, &uses, Table::Ids, parties);
        annexes
    });

    let valuation = HashMap::from([
        (ValuationField::Value, value),
        (ValuationField::Currency, currency),
        (ValuationField::ValuedAt, valued_at),
    ]);
    let lists = witness.map(|w| w.lists);
    let values = Values { always, bill, annexes, valuation, today, operands, roots, lists };
    let mut compiler = Compiler::new(b, plan, values);
    for predicate in &plan.predicates {
        compiler.require(predicate);
    }
    compiler.finish()
}

/// Nothing stands in those columns of records for which the plan has no room.
fn beyond(b: &mut Builder, plan: &Plan, uses: &Uses, table: Table, records: &[Record]) {
    let Some(column) = table.column().filter(|_| uses.table(table)) else { return };
    for record in records {
        for place in plan.sizes.of(table)..table.most() {
            b.zero_where(record.active, record.fields[column.position(place)]);
        }
    }
}

/// The circuit of a plan: what its key follows from.
#[must_use]
pub fn circuit(plan: &Plan) -> Netlist {
    compile(plan, &ClaimPublic::blank(plan), None).0
}
