//! Each condition at its edges.

use super::{Case, TODAY, plan, sample};
use crate::{
    credential::Day,
    document::{
        ContainerField, HeaderField, InsuranceField, InvoiceField, ItemField, LegField, LineField,
        PackedField, PartyField, PlaceField,
    },
    field::F,
    policy::{
        ListTree,
        list_tree::spans,
        plan::{
            Condition as C, Field, ListId, ListWidth, Lookup, OperandId, Quantity as Q, Relation as R, Side,
            Table, Term, ValuationField, Value,
        },
    },
};

fn side(quantity: Q) -> Side {
    vec![Term::of(quantity)]
}

fn operand(id: usize) -> Side {
    side(Q::Operand(OperandId(id)))
}

fn holds(case: &Case, condition: C, operands: &[u64]) -> bool {
    let plan = plan(condition, operands, &[]);
    match case.refused(&plan).as_deref() {
        None => true,
        Some("p") => false,
        Some(other) => panic!("{other} fails"),
    }
}

fn check(condition: &C, operands: &[u64], expected: bool) {
    let case = sample();
    assert_eq!(holds(&case, condition.clone(), operands), expected, "{condition:?} {operands:?}");
    assert_eq!(holds(&case, C::None(vec![condition.clone()]), operands), !expected, "not {condition:?}");
}

#[test]
fn numbers() {
    let total = |relation| {
        C::Every(
            Table::Invoices,
            Box::new(C::Compare(side(Q::Field(Field::Invoice(InvoiceField::Total))), relation, operand(0))),
        )
    };
    for (relation, below, same, above) in
        [(R::AtMost, false, true, true), (R::Below, false, false, true), (R::Same, false, true, false)]
    {
        let case = sample();
        for (operand, expected) in [(37_499_999, below), (37_500_000, same), (37_500_001, above)] {
            assert_eq!(holds(&case, total(relation), &[operand]), expected, "{relation:?} {operand}");
        }
        assert!(!holds(&case, total(relation), &[0]));
    }
    assert!(holds(&sample(), total(R::AtMost), &[u64::MAX]));
}

#[test]
fn percentages_and_days() {
    // Insured at exactly 110 % of the invoices.
    let insured = |percent| {
        let sum = Q::Sum(Table::Invoices, Field::Invoice(InvoiceField::Total));
        let wanted = vec![Term::of(sum).times(OperandId(percent))];
        let insured = Q::Field(Field::Insurance(InsuranceField::Sum));
        C::Compare(wanted, R::AtMost, vec![Term::of(insured).scaled(10_000)])
    };
    check(&insured(0), &[11_000], true);
    check(&insured(0), &[11_001], false);
    // Shipped on 2026-03-04, so that today is day 16 after it.
    let shipped = Q::Field(Field::Bill(HeaderField::ShippedOnBoardDate));
    let window = C::Compare(side(Q::Today), R::AtMost, [side(shipped), operand(0)].concat());
    let case = sample();
    let Some(days) = (0..40).find(|days| holds(&case, window.clone(), &[*days])) else {
        panic!("no window is long enough")
    };
    assert!(days > 0);
    let late = Case { today: Day(TODAY.0 + 1), ..case };
    assert!(!holds(&late, window.clone(), &[days]));
    assert!(holds(&late, window, &[days + 1]));
}

#[test]
fn sums_and_counts() {
    let weight = |table, field| side(Q::Sum(table, field));
    let of_bill = side(Q::Field(Field::Bill(HeaderField::GrossWeight)));
    for (table, field) in [
        (Table::Containers, Field::Container(ContainerField::GrossWeight)),
        (Table::Items, Field::Item(ItemField::GrossWeight)),
        (Table::Packed, Field::Packed(PackedField::GrossWeight)),
    ] {
        check(&C::Compare(weight(table, field), R::Same, of_bill.clone()), &[], true);
    }
    for (table, count) in [(Table::Invoices, 1), (Table::Containers, 2), (Table::Packed, 2)] {
        for other in [count - 1, count + 1] {
            check(&C::Compare(side(Q::Count(table)), R::Same, operand(0)), &[other], false);
        }
        check(&C::Compare(side(Q::Count(table)), R::Same, operand(0)), &[count], true);
    }
    let lines = side(Q::Sum(Table::Lines, Field::Line(LineField::Amount)));
    let line_sum = C::Every(Table::Invoices, Box::new(C::Compare(lines, R::Same, operand(0))));
    check(&line_sum, &[37_000_000], true);
    check(&line_sum, &[37_000_001], false);
}

#[test]
fn several_quantities() {
    let gross = Q::Field(Field::Bill(HeaderField::GrossWeight));
    let packages = Q::Field(Field::Bill(HeaderField::Packages));
    // 40,300 kg and 40 packages.
    let both = vec![Term::of(gross), Term::of(packages).scaled(2)];
    for (is, sum) in [(false, 40_300_079), (true, 40_300_080), (false, 40_300_081)] {
        check(&C::Compare(both.clone(), R::Same, operand(0)), &[sum], is);
    }
    // A weight for each package: times what an operand says of it.
    let each = |relation| C::Compare(side(gross), relation, vec![Term::of(packages).times(OperandId(0))]);
    check(&each(R::AtMost), &[1_007_500], true);
    check(&each(R::Below), &[1_007_500], false);
    check(&C::Compare(Side::new(), R::Below, side(packages)), &[], true);
    check(&C::Compare(side(packages), R::AtMost, Side::new()), &[], false);
    // An absent one makes the whole absent.
    let declared = Term::of(Q::Field(Field::Bill(HeaderField::DeclaredValue)));
    check(&C::Compare(vec![Term::of(gross), declared], R::AtMost, operand(0)), &[u64::MAX], false);
}

#[test]
fn totals() {
    let amount = Field::Line(LineField::Amount);
    let total = |relation| C::Compare(side(Q::Total(Table::Lines, amount)), relation, operand(0));
    let mut bundle = crate::document::tests::bundle();
    bundle.invoices.push(bundle.invoices[0].clone());
    let two = Case::new(&bundle);
    assert!(holds(&two, total(R::Same), &[74_000_000]) && !holds(&two, total(R::Same), &[37_000_000]));
    bundle.invoices.clear();
    let none = Case::new(&bundle);
    assert!(!holds(&none, total(R::AtMost), &[u64::MAX]));
}

#[test]
fn headings() {
    let (line, code) = (Field::Line(LineField::HsCode), Field::Code);
    let same = |digits| {
        let codes = C::Some(Table::Codes, Box::new(C::SameHeading(line, code, digits)));
        let goods = C::Some(Table::Goods, Box::new(codes));
        C::Every(Table::Invoices, Box::new(C::Every(Table::Lines, Box::new(goods))))
    };
    let mut bundle = crate::document::tests::bundle();
    for (hs, four, six) in
        [(740_311_000_000, true, true), (740_311_009_900, true, true), (740_312_000_000, true, false)]
    {
        bundle.invoices[0].lines[0].hs_code = Some(hs);
        let case = Case::new(&bundle);
        assert_eq!((holds(&case, same(4), &[]), holds(&case, same(6), &[])), (four, six), "{hs}");
    }
    bundle.invoices[0].lines[0].hs_code = None;
    assert!(!holds(&Case::new(&bundle), same(4), &[]));
}

#[test]
fn codes_and_other_documents() {
    let port = crate::document::text::value("CLANF");
    let is = |value: F| {
        let mut plan =
            plan(C::Equal(Field::Bill(HeaderField::PortOfLoading), Value::Operand(OperandId(0))), &[0], &[]);
        plan.operands[0].value = value;
        sample().refused(&plan).is_none()
    };
    assert!(is(port) && !is(port + F::from(1u64)) && !is(F::from(0u64)));
    let vessel = Field::Leg(LegField::VesselName);
    let of_leg = |field| C::Some(Table::Legs, Box::new(C::Equal(Field::Bill(field), Value::Field(vessel))));
    check(&of_leg(HeaderField::VesselName), &[], true);
    check(&of_leg(HeaderField::Voyage), &[], false);
    check(
        &C::Equal(Field::Valuation(ValuationField::Currency), Value::Operand(OperandId(0))),
        &[0x55_53_44],
        true,
    );
}

#[test]
fn what_is_absent() {
    let charter_party = Field::Bill(HeaderField::CharterParty);
    check(&C::Present(charter_party), &[], false);
    check(&C::Present(Field::Bill(HeaderField::DangerousGoods)), &[], true);
    check(&C::Equal(charter_party, Value::Field(charter_party)), &[], false);
    let declared = side(Q::Field(Field::Bill(HeaderField::DeclaredValue)));
    check(&C::Compare(declared, R::AtMost, operand(0)), &[1_000], false);
    let dangerous = side(Q::Field(Field::Bill(HeaderField::DangerousGoods)));
    check(&C::Compare(dangerous, R::AtMost, operand(0)), &[0], true);

    // Without the certificate nothing about it holds, flags and counts included.
    let mut bundle = crate::document::tests::bundle();
    bundle.insurance = None;
    bundle.packing_list = None;
    let case = Case::new(&bundle);
    for field in [InsuranceField::Sum, InsuranceField::War] {
        assert!(!holds(&case, C::Present(Field::Insurance(field)), &[]));
    }
    let insured = side(Q::Field(Field::Insurance(InsuranceField::Sum)));
    assert!(!holds(&case, C::Compare(insured, R::AtMost, operand(0)), &[1_000]));
    assert!(holds(&case, C::Compare(side(Q::Count(Table::Packed)), R::Same, operand(0)), &[0]));
    let packed = Box::new(C::Present(Field::Packed(PackedField::Reference)));
    assert!(holds(&case, C::Every(Table::Packed, packed.clone()), &[]));
    assert!(!holds(&case, C::Some(Table::Packed, packed), &[]));
}

#[test]
fn quantifiers() {
    let weight = side(Q::Field(Field::Container(ContainerField::GrossWeight)));
    let heavy = || Box::new(C::Compare(operand(0), R::AtMost, weight.clone()));
    // 20,150.5 kg and 20,149.5 kg.
    for (at_least, every, some) in [
        (20_149_500, true, true),
        (20_149_501, false, true),
        (20_150_500, false, true),
        (20_150_501, false, false),
    ] {
        check(&C::Every(Table::Containers, heavy()), &[at_least], every);
        check(&C::Some(Table::Containers, heavy()), &[at_least], some);
    }
    let both = C::All(vec![C::Every(Table::Containers, heavy()), C::Some(Table::Containers, heavy())]);
    check(&both, &[20_149_500], true);
    check(&both, &[20_149_501], false);
    check(&C::Any(vec![both, C::Some(Table::Containers, heavy())]), &[20_149_501], true);
}

#[test]
fn what_all_documents_name() {
    let value = crate::document::text::value;
    let is = |table: Table, field: Field, text: &str| {
        let named = C::Some(table, Box::new(C::Equal(field, Value::Operand(OperandId(0)))));
        let mut plan = plan(named, &[0], &[]);
        plan.operands[0].value = value(text);
        sample().refused(&plan).is_none()
    };
    let role = Field::Party(PartyField::Role);
    for there in ["CARRIER", "SHIPPER", "ENDORSEE", "NOTIFY_PARTY", "SELLER", "BUYER", "INSURER", "INSURED"] {
        assert!(is(Table::Parties, role, there), "{there}");
    }
    assert!(!is(Table::Parties, role, "CONSIGNEE"));
    for (place, there) in [("CLANF", true), ("DEHAM", true), ("XZFOG", false)] {
        assert_eq!(is(Table::Places, Field::Place(PlaceField::UnLocode), place), there, "{place}");
    }
    let ids = C::Every(Table::Parties, Box::new(C::Some(Table::Ids, Box::new(C::Present(Field::IdScheme)))));
    check(&ids, &[], true);
    let lei = |every: bool| {
        let is_lei = Box::new(C::Equal(Field::IdScheme, Value::Operand(OperandId(0))));
        let inner = if every { C::Every(Table::Ids, is_lei) } else { C::Some(Table::Ids, is_lei) };
        let mut plan = plan(C::Some(Table::Parties, Box::new(inner)), &[0], &[]);
        plan.operands[0].value = value("LEI");
        sample().refused(&plan).is_none()
    };
    assert!(lei(true) && lei(false));
    check(&C::Compare(side(Q::Count(Table::Clauses)), R::Same, operand(0)), &[0], true);
    check(&C::Compare(side(Q::Count(Table::Legs)), R::Same, operand(0)), &[1], true);
}

#[test]
fn lists() {
    let with = |width, values: &[F], condition: C| {
        let mut case = sample();
        case.lists = vec![ListTree::new(width, 3, values.to_vec()).unwrap()];
        let refused = case.refused(&plan(condition, &[], &[(width, 3)]));
        assert!(matches!(refused.as_deref(), None | Some("p")), "{refused:?}");
        refused.is_none()
    };
    let text = crate::document::text::value;
    let port = |values: &[F]| {
        let found = C::InList {
            field: Field::Bill(HeaderField::PortOfLoading),
            list: ListId(0),
            lookup: Lookup::Covered,
        };
        with(ListWidth::Narrow, values, found)
    };
    let clanf = text("CLANF");
    assert!(port(&[clanf]) && port(&[clanf - F::from(1u64), clanf]));
    assert!(!port(&[clanf - F::from(1u64), clanf + F::from(1u64)]) && !port(&[F::from(1u64)]));

    let party = |values: &[F]| {
        let found = C::InList {
            field: Field::Bill(HeaderField::ShipperId),
            list: ListId(0),
            lookup: Lookup::Covered,
        };
        with(ListWidth::Wide, values, found)
    };
    let shipper = text("LEI:ZZZZ00COPPER00000065");
    assert!(party(&[shipper, -F::from(1u64)]) && !party(&[shipper + F::from(1u64), -F::from(1u64)]));

    // HS codes by what they begin with. The sample's is 740311, of six digits.
    let goods = |entries: &[(&str, Option<u64>)], lookup| {
        let mut case = sample();
        case.lists = vec![ListTree::of_spans(3, spans(entries)).unwrap()];
        let found = C::InList { field: Field::Code, list: ListId(0), lookup };
        let all = C::Every(Table::Goods, Box::new(C::Every(Table::Codes, Box::new(found))));
        let refused = case.refused(&plan(all, &[], &[(ListWidth::Prefixes, 3)]));
        assert!(matches!(refused.as_deref(), None | Some("p")), "{refused:?}");
        refused.is_none()
    };
    for (entries, covered, met) in [
        (&[("740311", None)][..], true, true),
        (&[("74", None)], true, true),
        (&[("7403", Some(5)), ("85", Some(7))], true, true),
        (&[("01", None), ("7", None), ("9306", None)], true, true),
        (&[("74031100", None)], false, true),
        (&[("74031199", None)], false, true),
        (&[("740311999999", None)], false, true),
        (&[("7403", Some(5)), ("74031150", Some(7))], false, true),
        (&[("740310", None), ("740312", None)], false, false),
        (&[("01", None)], false, false),
        (&[("85", None)], false, false),
    ] {
        assert_eq!(goods(entries, Lookup::Covered), covered, "{entries:?}");
        assert_eq!(goods(entries, Lookup::Met), met, "{entries:?}");
    }

    // Sentinels are in no list: not even a count that is 0.
    let count = Field::Bill(HeaderField::DangerousGoods);
    assert!(!with(
        ListWidth::Wide,
        &[F::from(1u64)],
        C::InList { field: count, list: ListId(0), lookup: Lookup::Covered }
    ));
    // Absent values are in no list, whatever is in it.
    let absent =
        C::InList { field: Field::Bill(HeaderField::CharterParty), list: ListId(0), lookup: Lookup::Covered };
    assert!(!with(ListWidth::Wide, &[F::from(1u64)], absent));
}
