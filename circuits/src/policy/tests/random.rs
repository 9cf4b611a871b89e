//! Conditions of any shape: reading and evaluating them never panics, and each is true or false.

use super::*;
use crate::policy::plan::{
    Condition, Field, ListId, Lookup, MAX_FACTOR, Operand, OperandId, Plan, Predicate, Quantity, Relation,
    Side, Sizes, Table, Term, Value,
};
use proptest::prelude::*;

fn field() -> impl Strategy<Value = Field> {
    proptest::sample::select(Field::all())
}

fn table() -> impl Strategy<Value = Table> {
    proptest::sample::select(Table::ALL.to_vec())
}

/// Operands that are there, and one that is not.
fn operand() -> impl Strategy<Value = OperandId> {
    (0usize..5).prop_map(OperandId)
}

fn side(fields: Vec<Field>) -> impl Strategy<Value = Side> {
    let quantity = prop_oneof![
        4 => proptest::sample::select(fields).prop_map(Quantity::Field),
        1 => (table(), field()).prop_map(|(table, field)| Quantity::Sum(table, field)),
        1 => (table(), field()).prop_map(|(table, field)| Quantity::Total(table, field)),
        1 => table().prop_map(Quantity::Count),
        2 => operand().prop_map(Quantity::Operand),
        1 => Just(Quantity::Today),
    ];
    let scale = prop_oneof![Just(1), 0..=MAX_FACTOR];
    let term = (quantity, scale, proptest::option::of(operand()));
    let term = term.prop_map(|(quantity, scale, times)| Term { quantity, scale, times });
    proptest::collection::vec(term, 0..4)
}

fn condition(fields: Vec<Field>) -> impl Strategy<Value = Condition> {
    let relation = prop_oneof![Just(Relation::AtMost), Just(Relation::Below), Just(Relation::Same)];
    let field = || proptest::sample::select(fields.clone());
    let leaf = prop_oneof![
        field().prop_map(Condition::Present),
        (side(fields.clone()), relation, side(fields.clone()))
            .prop_map(|(left, relation, right)| Condition::Compare(left, relation, right)),
        (field(), field()).prop_map(|(field, other)| Condition::Equal(field, Value::Field(other))),
        (field(), field(), 2u8..12)
            .prop_map(|(field, other, digits)| Condition::SameHeading(field, other, digits)),
        (field(), operand()).prop_map(|(field, operand)| Condition::Equal(field, Value::Operand(operand))),
        (field(), any::<bool>(), 0..2usize).prop_map(|(field, covered, list)| Condition::InList {
            field,
            list: ListId(list),
            lookup: if covered { Lookup::Covered } else { Lookup::Met }
        }),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Condition::All),
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Condition::Any),
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Condition::None),
            (table(), inner.clone()).prop_map(|(table, inner)| Condition::Every(table, Box::new(inner))),
            (table(), inner).prop_map(|(table, inner)| Condition::Some(table, Box::new(inner))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn conditions_are_decided(condition in condition(Field::all()), value in any::<u64>()) {
        let shown = |value: F| Operand { value, shown: "so much".to_owned() };
        let operands = vec![shown(F::from(value)), shown(F::from(7u64)), shown(-F::from(1u64)), shown(F::from(0u64))];
        let negated = Condition::None(vec![condition.clone()]);
        let predicate = |(name, condition): (&str, Condition)| Predicate { name: name.to_owned(), condition };
        let predicates: Vec<_> = [("p", condition), ("q", negated)].into_iter().map(predicate).collect();
        let plan = Plan { sizes: Sizes::default(), operands, lists: Vec::new(), predicates };
        let stated = vec![Stated { says: None, line: 0 }; 2];
        let policy = Policy { plan, stated, ..one("field = \"today\"\nafter = \"2026-01-01\"") };
        let verdict = verdict_of(&policy, &copper(), TODAY);
        prop_assert_ne!(verdict.predicates[0].holds, verdict.predicates[1].holds);
        prop_assert!(policy.explain().predicates.iter().all(|p| !p.asks.is_empty()));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Policy::parse(&text);
        let _ = Policy::parse(&format!("{{{text}"));
        let _ = with("", &format!("[[predicate]]\nname = \"p\"\nfield = \"bill.grossWeight\"\nat-least = {text}"));
    }
}

/// Conditions over the headers and one table, as a policy could have them, against their circuits.
#[cfg(feature = "claims")]
mod circuits {
    use super::*;
    use crate::{
        document::FieldKind,
        policy::{
            list_tree::spans,
            plan::{ListUse, ListWidth},
        },
    };

    /// Whether circuits take it: numbers are compared, fields are of records at hand, operands are there.
    fn fits(condition: &Condition, open: &[Table]) -> bool {
        let number = |field: Field| matches!(field.kind(), FieldKind::Number | FieldKind::Day);
        let operand = |id: OperandId| id.0 < 3;
        let term = |term: &Term| {
            let quantity = match term.quantity {
                Quantity::Field(field) | Quantity::Sum(_, field) | Quantity::Total(_, field) => number(field),
                Quantity::Operand(id) => operand(id),
                Quantity::Count(_) | Quantity::Today => true,
            };
            // The factor is an operand below 2^32.
            quantity && term.times.is_none_or(|id| id.0 == 0)
        };
        let side = |side: &Side| side.iter().all(term);
        let parts = match condition {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().all(|c| fits(c, open))
            }
            Condition::Every(table, inner) | Condition::Some(table, inner) => {
                fits(inner, &[open, &[*table]].concat())
            }
            Condition::Compare(left, _, right) => side(left) && side(right),
            Condition::Equal(_, Value::Operand(id)) => operand(*id),
            Condition::InList { field, .. } => number(*field),
            Condition::SameHeading(field, other, _) => number(*field) && number(*other),
            Condition::Present(_) | Condition::Equal(_, Value::Field(_)) => true,
        };
        parts && condition.is_closed(open)
    }

    /// The fields of the headers and of one table.
    fn fields_of(table: Option<Table>) -> Vec<Field> {
        Field::all().into_iter().filter(|field| field.table().is_none_or(|own| Some(own) == table)).collect()
    }

    fn cases() -> impl Strategy<Value = Condition> {
        let tables = Table::ALL.into_iter().filter(|table| table.outer().is_none()).map(Some).chain([None]);
        (proptest::sample::select(tables.collect::<Vec<_>>()), any::<bool>()).prop_flat_map(
            |(table, every)| {
                condition(fields_of(table)).prop_map(move |inner| match table {
                    None => inner,
                    Some(table) if every => Condition::Every(table, Box::new(inner)),
                    Some(table) => Condition::Some(table, Box::new(inner)),
                })
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, max_global_rejects: 100_000, ..ProptestConfig::default() })]

        #[test]
        fn take_what_the_evaluator_takes(condition in cases().prop_filter("is none", |c| fits(c, &[])), value in 0u32..60_000) {
            let values = [u64::from(value), 40, 41_250_000];
            let operand = |value: u64| Operand { value: F::from(value), shown: value.to_string() };
            let list = |width| ListUse { name: "l".to_owned(), width, depth: 3 };
            let lists = vec![list(ListWidth::Narrow), list(ListWidth::Prefixes)];
            let listed = [Table::Containers, Table::Items, Table::Packed, Table::Lines, Table::Goods, Table::Clauses];
            let listed = listed.into_iter().fold(Sizes::default(), |sizes, table| sizes.with(table, 8));
            let sizes = listed.with(Table::Codes, 2).with(Table::Parties, 16).with(Table::Places, 16);
            let predicates = vec![Predicate { name: "p".to_owned(), condition }];
            let plan = Plan { sizes, operands: values.map(operand).to_vec(), lists, predicates };
            let entries = vec![F::from(740_311u64), F::from(7u64), F::from(40u64)];
            let tree = ListTree::new(ListWidth::Narrow, 3, entries).unwrap();
            let prefixes = ListTree::of_spans(3, spans(&[("7403", None), ("74031150", None)])).unwrap();
            let documents = copper().commit(F::from(7u64));
            let bill = bill(&documents);
            let today = Day::parse(TODAY).unwrap();
            let facts = Facts { documents: &documents, bill: &bill, today, lists: &[&tree, &prefixes] };
            let holds = plan.evaluate(&facts).unwrap()[0];
            circuit_agrees(&plan, &copper(), vec![tree, prefixes], holds);
        }
    }
}
