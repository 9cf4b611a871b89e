//! Plans that state, one beside the other, every kind of condition there is.

use super::subject::Subject;
use plimsoll_circuits::{
    document::{
        ClauseField, ContainerField, GoodsField, HeaderField, InsuranceField, InvoiceField, ItemField,
        LegField, LineField, PackedField, PackingListField, PartyField, PlaceField,
    },
    field::F,
    policy::plan::{
        Condition as C, Field, ListId, ListUse, ListWidth, Lookup, Operand, OperandId, Plan, Predicate,
        Quantity as Q, Relation as R, Side, Sizes, Table, Term, ValuationField, Value,
    },
};
use plimsoll_tests::claims::bundle;

fn side(quantity: Q) -> Side {
    vec![Term::of(quantity)]
}

fn field(field: Field) -> Side {
    side(Q::Field(field))
}

fn operand(id: usize) -> Side {
    side(Q::Operand(OperandId(id)))
}

fn every(table: Table, inner: C) -> C {
    C::Every(table, Box::new(inner))
}

fn some(table: Table, inner: C) -> C {
    C::Some(table, Box::new(inner))
}

/// A plan of these conditions.
fn plan(conditions: Vec<(&str, C)>, operands: &[F], lists: &[(ListWidth, usize)]) -> Plan {
    let predicate = |(name, condition): (&str, C)| Predicate { name: name.to_owned(), condition };
    let list = |(i, (width, depth)): (usize, &(ListWidth, usize))| ListUse {
        name: format!("list-{i}"),
        width: *width,
        depth: *depth,
    };
    Plan {
        sizes: [Table::Lines, Table::Goods, Table::Parties, Table::Places, Table::Legs, Table::Clauses]
            .into_iter()
            .fold(Sizes::default(), |sizes, table| sizes.with(table, 16))
            .with(Table::Codes, 1)
            .with(Table::Ids, 2),
        operands: operands.iter().map(|value| Operand { value: *value, shown: value.to_string() }).collect(),
        lists: lists.iter().enumerate().map(list).collect(),
        predicates: conditions.into_iter().map(predicate).collect(),
    }
}

/// Conditions over headers alone, each as short as it can be: small enough for everything to be taken out of it once.
#[must_use]
pub fn headers() -> Subject {
    let header = Field::Bill;
    let (weight, port) = (header(HeaderField::GrossWeight), header(HeaderField::PortOfLoading));
    let other = header(HeaderField::PortOfDischarge);
    let listed =
        |field, list, lookup| C::None(vec![C::InList { field: header(field), list: ListId(list), lookup }]);
    let triple = vec![Term::of(Q::Field(weight)).scaled(3)];
    let shifted = vec![Term::of(Q::Field(weight)).times(OperandId(1)), Term::of(Q::Operand(OperandId(0)))];
    let conditions = vec![
        ("present", C::Present(header(HeaderField::VesselName))),
        ("at most", C::Compare(field(weight), R::AtMost, operand(2))),
        ("below", C::Compare(side(Q::Today), R::Below, operand(3))),
        ("same", C::Compare(field(weight), R::Same, operand(4))),
        ("scaled", C::Compare(triple, R::AtMost, shifted)),
        ("equal", C::Equal(port, Value::Operand(OperandId(5)))),
        ("equal fields", C::Equal(other, Value::Field(other))),
        ("narrow", listed(HeaderField::PlaceOfIssue, 0, Lookup::Covered)),
        ("covered", listed(HeaderField::Packages, 1, Lookup::Covered)),
        ("met", listed(HeaderField::Packages, 1, Lookup::Met)),
        ("wide", listed(HeaderField::ShipperId, 2, Lookup::Covered)),
    ];
    // Beside what holds unless an operand is 0, so that a lie about a field need not be noticed by its verdict.
    let holds = || C::Compare(side(Q::Today), R::AtMost, operand(6));
    let conditions = conditions.into_iter().map(|(name, c)| (name, C::Any(vec![c, holds()]))).collect();
    let most = F::from(u64::MAX);
    let stated = |field: HeaderField| bundle().commit(F::from(7u64)).bill.layout().header[field.index()];
    let (weight, port) = (stated(HeaderField::GrossWeight), stated(HeaderField::PortOfLoading));
    let operands = [most, F::from(7u64), most, most, weight, port, most];
    let lists = [(ListWidth::Narrow, 3), (ListWidth::Prefixes, 3), (ListWidth::Wide, 3)];
    // Entries that are among the values that lies are tried with: 1.
    let entries: [&[u64]; 3] = [&[1, 1 << 63]; 3];
    Subject::new("headers", plan(conditions, &operands, &lists), &entries).beside(6, F::from(0u64))
}

/// Conditions over every table and every document.
#[must_use]
pub fn records() -> Subject {
    let valued = |f| Field::Valuation(f);
    let container = Field::Container(ContainerField::GrossWeight);
    let total = Field::Invoice(InvoiceField::Total);
    let conditions = vec![
        ("containers", every(Table::Containers, C::Compare(operand(3), R::AtMost, field(container)))),
        (
            "lines",
            every(
                Table::Invoices,
                C::All(vec![
                    every(Table::Lines, C::Present(Field::Line(LineField::Amount))),
                    C::Compare(side(Q::Count(Table::Lines)), R::AtMost, operand(0)),
                    C::Compare(
                        operand(3),
                        R::Below,
                        side(Q::Sum(Table::Lines, Field::Line(LineField::Amount))),
                    ),
                ]),
            ),
        ),
        (
            "insured",
            C::Compare(
                side(Q::Sum(Table::Invoices, total)),
                R::AtMost,
                vec![Term::of(Q::Field(Field::Insurance(InsuranceField::Sum))).times(OperandId(1))],
            ),
        ),
        (
            "goods",
            C::None(vec![some(
                Table::Goods,
                some(Table::Codes, C::InList { field: Field::Code, list: ListId(0), lookup: Lookup::Met }),
            )]),
        ),
        (
            "items",
            every(
                Table::Items,
                C::Compare(operand(3), R::AtMost, field(Field::Item(ItemField::GrossWeight))),
            ),
        ),
        ("packed", some(Table::Packed, C::Present(Field::Packed(PackedField::Reference)))),
        (
            "packing list",
            C::Any(vec![
                C::Present(Field::PackingList(PackingListField::ALL[0])),
                C::Compare(operand(3), R::AtMost, operand(0)),
            ]),
        ),
        (
            "shipper",
            C::None(vec![C::InList {
                field: Field::Bill(HeaderField::ShipperId),
                list: ListId(1),
                lookup: Lookup::Covered,
            }]),
        ),
        (
            "parties",
            every(
                Table::Parties,
                C::All(vec![
                    C::Present(Field::Party(PartyField::Role)),
                    every(
                        Table::Ids,
                        C::All(vec![
                            C::Present(Field::IdScheme),
                            C::None(vec![C::InList {
                                field: Field::Id,
                                list: ListId(1),
                                lookup: Lookup::Met,
                            }]),
                        ]),
                    ),
                ]),
            ),
        ),
        ("places", every(Table::Places, C::Present(Field::Place(PlaceField::Role)))),
        (
            "legs",
            some(
                Table::Legs,
                C::Equal(
                    Field::Bill(HeaderField::VesselName),
                    Value::Field(Field::Leg(LegField::VesselName)),
                ),
            ),
        ),
        ("clauses", every(Table::Clauses, C::Present(Field::Clause(ClauseField::Key)))),
        ("weighed goods", every(Table::Goods, C::Present(Field::Goods(GoodsField::GrossWeight)))),
        (
            "all lines",
            C::Compare(operand(3), R::AtMost, side(Q::Total(Table::Lines, Field::Line(LineField::Quantity)))),
        ),
        ("heading", every(Table::Goods, some(Table::Codes, C::SameHeading(Field::Code, Field::Code, 6)))),
        ("currency", C::Equal(valued(ValuationField::Currency), Value::Operand(OperandId(2)))),
    ];
    let dollars = F::from(0x55_53_44u64);
    let operands = [F::from(u64::MAX), F::from(2u64), dollars, F::from(0u64)];
    let lists = [(ListWidth::Prefixes, 3), (ListWidth::Wide, 3)];
    Subject::new("records", plan(conditions, &operands, &lists), &[])
}
