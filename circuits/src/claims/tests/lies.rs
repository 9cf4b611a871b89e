//! Provers who lie, in the documents and in single wires.

use super::{BLINDING, Case, LOT, jacobian, plan, sample};
use crate::{
    claims::{ClaimPublic, ClaimWitness, checks, compile},
    document::{
        ContainerField, DocumentTree, GoodsField, HeaderField, InsuranceField, InvoiceField, LineField, Part,
        PartyField, Records,
    },
    field::F,
    policy::{
        ListTree,
        list_tree::spans,
        plan::{
            Condition as C, Field, ListId, ListWidth, Lookup, OperandId, Plan, Quantity as Q, Relation as R,
            Table, Term, Value,
        },
    },
};
use std::collections::HashSet;

/// A plan with every kind of condition, over every kind of document.
fn everything() -> Plan {
    let number =
        |quantity| vec![Term::of(quantity).times(OperandId(1)), Term::of(Q::Operand(OperandId(0))).scaled(3)];
    let weight = Q::Field(Field::Container(ContainerField::GrossWeight));
    let condition = C::All(vec![
        C::Every(
            Table::Containers,
            Box::new(C::Compare(number(weight), R::AtMost, number(Q::Operand(OperandId(2))))),
        ),
        C::Any(vec![
            C::None(vec![C::Present(Field::Bill(HeaderField::CharterParty))]),
            C::Equal(Field::Bill(HeaderField::Voyage), Value::Operand(OperandId(0))),
        ]),
        C::Compare(vec![], R::Below, number(Q::Total(Table::Lines, Field::Line(LineField::Quantity)))),
        C::Some(
            Table::Goods,
            Box::new(C::Every(Table::Codes, Box::new(C::SameHeading(Field::Code, Field::Code, 6)))),
        ),
        C::Compare(
            number(Q::Sum(Table::Invoices, Field::Invoice(InvoiceField::Total))),
            R::Below,
            number(Q::Field(Field::Insurance(InsuranceField::Sum))),
        ),
        C::None(vec![C::InList {
            field: Field::Bill(HeaderField::PortOfLoading),
            list: ListId(0),
            lookup: Lookup::Met,
        }]),
        C::None(vec![C::InList {
            field: Field::Bill(HeaderField::ShipperId),
            list: ListId(1),
            lookup: Lookup::Met,
        }]),
        C::Some(
            Table::Goods,
            Box::new(C::Every(
                Table::Codes,
                Box::new(C::All(vec![
                    C::InList { field: Field::Code, list: ListId(2), lookup: Lookup::Covered },
                    C::InList { field: Field::Code, list: ListId(2), lookup: Lookup::Met },
                ])),
            )),
        ),
        C::Every(
            Table::Parties,
            Box::new(C::Every(
                Table::Ids,
                Box::new(C::None(vec![C::InList { field: Field::Id, list: ListId(1), lookup: Lookup::Met }])),
            )),
        ),
    ]);
    let lists = [(ListWidth::Narrow, 3), (ListWidth::Wide, 3), (ListWidth::Prefixes, 3)];
    let mut plan = plan(condition, &[3, 11_000, 30_000_000], &lists);
    plan.sizes = plan.sizes.with(Table::Containers, 8).with(Table::Goods, 8).with(Table::Parties, 16);
    plan
}

fn case() -> Case {
    let mut case = sample();
    let tree = |width, values: &[u64]| {
        ListTree::new(width, 3, values.iter().copied().map(F::from).collect()).unwrap()
    };
    case.lists = vec![
        tree(ListWidth::Narrow, &[5, 9]),
        tree(ListWidth::Wide, &[5, 9]),
        ListTree::of_spans(3, spans(&[("01", Some(3)), ("740311", Some(7))])).unwrap(),
    ];
    case
}

#[test]
fn every_wire_is_bound_and_every_hint_determined() {
    let (net, values) = case().compile(&everything());
    assert_eq!(net.violated(&values), None);

    // Another value of any one wire breaks a gate; but for the challenge and a day that the plan does not name, which are
    // bound by the transcript alone.
    let mut gates = vec![Vec::new(); net.wires()];
    for (gate, _) in net.gates() {
        for (wire, _) in jacobian(gate, &values).concat() {
            gates[wire.index()].push(gate);
        }
        if let crate::claims::netlist::Gate::Arithmetic { left, right, out, .. } = gate {
            for wire in [left, right, out] {
                gates[wire.index()].push(gate);
            }
        }
    }
    let constants: HashSet<usize> = net.constants().iter().map(|(wire, _)| wire.index()).collect();
    let unnamed = [1, 2].map(|i: usize| net.public()[i].index());
    let mut spoiled = values.clone();
    for wire in (0..net.wires()).filter(|wire| !unnamed.contains(wire) && !constants.contains(wire)) {
        spoiled[wire] += F::from(1u64);
        assert!(gates[wire].iter().any(|gate| !gate.holds(&spoiled)), "wire {wire} is free");
        spoiled[wire] = values[wire];
    }

    // With the inputs held, gate after gate leaves one hint that it determines, until none is left.
    let mut open: HashSet<usize> = (0..net.wires()).collect();
    let held = net.public().iter().chain(net.private()).map(|wire| wire.index()).chain(constants);
    held.for_each(|wire| {
        open.remove(&wire);
    });
    let rows: Vec<_> = net.gates().iter().flat_map(|(gate, _)| jacobian(gate, &values)).collect();
    loop {
        let before = open.len();
        for row in &rows {
            let mut undetermined = row.iter().filter(|(wire, _)| open.contains(&wire.index()));
            if let (Some((wire, _)), None) = (undetermined.next(), undetermined.next()) {
                open.remove(&wire.index());
            }
        }
        if open.len() == before {
            break;
        }
    }
    assert!(open.is_empty(), "{} hints are free", open.len());
}

#[test]
fn documents_of_something_else() {
    let (plan, honest) = (everything(), case());
    let mut other = crate::document::tests::bundle();
    other.invoices[0].total += 1;
    let other = Case::new(&other);

    // Other annexes than those that the bill names.
    let lie = Case { documents: other.documents.clone(), ..honest.clone() };
    assert_eq!(lie.refused(&plan).as_deref(), Some(checks::ANNEXES));
    // Another bill than the one behind the link.
    let public = |bill: &crate::credential::Bill| {
        let roots = honest.lists.iter().map(ListTree::root).collect();
        let link = crate::statement::attest::link(bill.commitment(), LOT, BLINDING);
        ClaimPublic::new(&plan, roots, link, super::CHALLENGE, honest.today)
    };
    let lists: Vec<&ListTree> = honest.lists.iter().collect();
    let witness = ClaimWitness {
        documents: &other.documents,
        bill: &other.bill,
        lot: LOT,
        blinding: BLINDING,
        lists: &lists,
    };
    let refused = |public: &ClaimPublic| {
        let (net, values) = compile(&plan, public, Some(&witness));
        net.violated(&values).map(str::to_owned)
    };
    assert_eq!(refused(&public(&other.bill)), None);
    assert_eq!(refused(&public(&honest.bill)).as_deref(), Some(checks::LINK));
    // The last container left out, a heavy field of another position, the same bill under another salt.
    let layout = honest.documents.bill.layout();
    for change in 0..3 {
        let (mut layout, mut salt) = (layout.clone(), F::from(424_242u64));
        match change {
            0 => drop(layout.lists[Records::Containers.place()].pop()),
            1 => layout.header.swap(HeaderField::Voyage.index(), HeaderField::CharterParty.index()),
            _ => salt += F::from(1u64),
        }
        let mut lie = honest.clone();
        lie.documents.bill = DocumentTree::new(Part::Bill, layout, salt);
        assert_eq!(lie.refused(&plan).as_deref(), Some(checks::BILL), "{change}");
    }
}

#[test]
fn a_bill_with_more_records_than_there_is_room_for() {
    let mut bundle = crate::document::tests::bundle();
    let container = bundle.bill.containers[0].clone();
    bundle.bill.containers.extend(std::iter::repeat_n(container, 6));
    let mut plan = everything();
    let mut case = Case { lists: case().lists, ..Case::new(&bundle) };
    assert_eq!(case.refused(&plan), None);
    let container = bundle.bill.containers[0].clone();
    bundle.bill.containers.push(container);
    case = Case { lists: case.lists, ..Case::new(&bundle) };
    assert_eq!(case.refused(&plan).as_deref(), Some(checks::BILL));
    plan.sizes = plan.sizes.with(Table::Containers, 32);
    assert_eq!(case.refused(&plan), None);
}

#[test]
fn a_code_behind_those_that_are_looked_up() {
    let (mut plan, mut case) = (everything(), case());
    let mut layout = case.documents.bill.layout().clone();
    layout.lists[Records::Goods.place()][0][GoodsField::HsCode1.index()] = F::from(930_100_000_000u64);
    case.documents.bill = DocumentTree::new(Part::Bill, layout, F::from(424_242u64));
    case.bill.doc_root = case.documents.bill.root();
    plan.sizes = plan.sizes.with(Table::Codes, 1);
    assert_eq!(case.refused(&plan).as_deref(), Some(checks::BILL));
    plan.sizes = plan.sizes.with(Table::Codes, 2);
    // Looked up, it is one that is not in the list.
    assert_eq!(case.refused(&plan).as_deref(), Some("p"));
}

#[test]
fn an_id_behind_those_that_are_looked_up() {
    let (mut plan, mut case) = (everything(), case());
    let mut layout = case.documents.dossier.layout().clone();
    layout.lists[Records::Parties.place()][0][PartyField::Id2.index()] = F::from(5u64);
    case.documents.dossier = DocumentTree::new(Part::Dossier, layout, F::from(424_242u64));
    let root = crate::document::bundle::annex_root(&case.documents.annex_inputs());
    (case.documents.annex_root, case.bill.annex_root) = (root, root);
    plan.sizes = plan.sizes.with(Table::Ids, 2);
    assert_eq!(case.refused(&plan).as_deref(), Some(checks::ANNEXES));
    // Looked up, it is the one that is in the list.
    plan.sizes = plan.sizes.with(Table::Ids, 3);
    assert_eq!(case.refused(&plan).as_deref(), Some("p"));
}
