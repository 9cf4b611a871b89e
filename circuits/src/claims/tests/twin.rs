//! The circuit accepts exactly when the native evaluator does: random conditions over the samples.

use super::{Case, plan, sample};
use crate::{
    document::{
        Bundle, FieldKind, HeaderField, Records,
        tests::{bill, sample as text},
    },
    field::{F, to_u64},
    policy::{
        Facts, ListTree,
        list_tree::spans,
        plan::{
            Condition as C, Field, ListId, ListWidth, Lookup, OperandId, Plan, Quantity as Q, Relation as R,
            Side, Sizes, Table, Term, Value,
        },
    },
};
use proptest::prelude::*;
use rand::{Rng as _, SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;

/// Makes conditions that are as likely true as false: operands are values that stand somewhere in the documents.
struct Maker<'a> {
    rng: ChaCha8Rng,
    operands: Vec<u64>,
    seen: &'a [u64],
}

/// Which records are at hand.
#[derive(Clone, Copy, Default)]
struct Within(Option<Table>, Option<Table>);

impl Within {
    fn has(self, table: Table) -> bool {
        self.0 == Some(table) || self.1 == Some(table)
    }
}

impl Maker<'_> {
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        *of.choose(&mut self.rng).unwrap()
    }

    fn field(&mut self, within: Within) -> Field {
        let of = |table: Option<Table>| -> Vec<Field> {
            Field::all().into_iter().filter(|field| field.table() == table).collect()
        };
        let headers = of(None);
        let prefix = |field: &Field| std::mem::discriminant(field);
        let mut pools: Vec<Vec<Field>> =
            headers.chunk_by(|a, b| prefix(a) == prefix(b)).map(<[Field]>::to_vec).collect();
        for table in Table::ALL.into_iter().filter(|table| within.has(*table)) {
            // Thrice, so that quantifiers are seldom about something else.
            pools.extend(std::iter::repeat_n(of(Some(table)), 3));
        }
        let pool = self.rng.gen_range(0..pools.len());
        self.pick(&pools[pool])
    }

    fn number(&mut self, within: Within) -> Field {
        loop {
            let field = self.field(within);
            if matches!(field.kind(), FieldKind::Number | FieldKind::Day | FieldKind::Flag) {
                return field;
            }
        }
    }

    fn operand(&mut self, at_most: u64) -> OperandId {
        let value = match self.rng.gen_range(0..8) {
            0 => self.rng.gen_range(0..4),
            1 => u64::MAX,
            n => {
                let seen = self.pick(self.seen);
                seen.saturating_add(n % 3).saturating_sub(1)
            }
        };
        self.operands.push(value.min(at_most));
        OperandId(self.operands.len() - 1)
    }

    fn table(&mut self, within: Within) -> Table {
        let outermost = Table::ALL.into_iter().filter(|table| table.outer().is_none());
        let mut tables: Vec<Table> = outermost.collect();
        for inner in
            Table::ALL.into_iter().filter(|table| table.outer().is_some_and(|outer| within.has(outer)))
        {
            tables.extend([inner; 6]);
        }
        self.pick(&tables)
    }

    fn side(&mut self, within: Within) -> Side {
        let terms = self.pick(&[0, 1, 1, 1, 1, 2, 3]);
        (0..terms).map(|_| self.term(within)).collect()
    }

    fn term(&mut self, within: Within) -> Term {
        let quantity = match self.rng.gen_range(0..8) {
            0 => Q::Today,
            1 | 2 => Q::Operand(self.operand(u64::MAX)),
            3 => Q::Count(self.table(within)),
            4 => {
                let table = self.table(within);
                let field = self.number(Within(Some(table), within.0));
                let is_inner = field.table().is_some_and(|of| of == table && table.outer().is_some());
                if is_inner && !within.has(table.outer().unwrap()) {
                    Q::Total(table, field)
                } else {
                    Q::Sum(table, field)
                }
            }
            _ => Q::Field(self.number(within)),
        };
        let scale = if self.rng.gen_bool(0.2) { self.rng.gen_range(0..20_000) } else { 1 };
        let times = self.rng.gen_bool(0.2).then(|| self.operand(crate::policy::plan::MAX_FACTOR));
        Term { quantity, scale, times }
    }

    fn condition(&mut self, depth: usize, within: Within) -> C {
        let some = |maker: &mut Self| {
            (0..maker.rng.gen_range(1..=3)).map(|_| maker.condition(depth - 1, within)).collect()
        };
        match self.rng.gen_range(if depth == 0 { 4 } else { 0 }..12) {
            0 => C::All(some(self)),
            1 => C::Any(some(self)),
            2 => C::None(some(self)),
            3 => {
                let table = self.table(within);
                let inner = Box::new(self.condition(depth - 1, Within(Some(table), within.0)));
                if self.rng.gen_bool(0.5) { C::Every(table, inner) } else { C::Some(table, inner) }
            }
            4 => C::Present(self.field(within)),
            5 | 6 => {
                let field = self.field(within);
                let value = if self.rng.gen_bool(0.5) {
                    Value::Field(self.field(within))
                } else {
                    Value::Operand(self.operand(u64::MAX))
                };
                C::Equal(field, value)
            }
            7 => {
                let lookup = self.pick(&[Lookup::Covered, Lookup::Met]);
                C::InList { field: self.field(within), list: ListId(1), lookup }
            }
            8 => {
                let field = if within.has(Table::Goods) && within.has(Table::Codes) {
                    Field::Code
                } else {
                    Field::Bill(HeaderField::PortOfLoading)
                };
                let list = ListId(if field == Field::Code { 2 } else { 0 });
                C::InList { field, list, lookup: self.pick(&[Lookup::Covered, Lookup::Met]) }
            }
            _ => {
                let relation = self.pick(&[R::AtMost, R::Below, R::Same]);
                C::Compare(self.side(within), relation, self.side(within))
            }
        }
    }
}

fn cases() -> [Case; 3] {
    let mut bare = crate::document::tests::bundle();
    bare.insurance = None;
    bare.packing_list = None;
    bare.invoices.push(bare.invoices[0].clone());
    let twelve = Bundle::new(bill(text!("ebl-twelve-containers.json")));
    [sample(), Case::new(&bare), Case::new(&twelve)]
}

/// A plan for `case` made from `seed`.
fn random(case: &mut Case, seed: u64) -> Plan {
    let mut values: Vec<F> = case.documents.bill.layout().header.clone();
    for (tree, records) in [
        (&case.documents.bill, Records::Goods),
        (&case.documents.bill, Records::Items),
        (&case.documents.dossier, Records::Parties),
        (&case.documents.dossier, Records::Places),
    ] {
        values.extend(tree.layout().list(records).concat());
    }
    values.extend(case.documents.insurance.iter().flat_map(|tree| tree.layout().header.clone()));
    let mut seen: Vec<u64> = values.iter().filter_map(to_u64).collect();
    seen.extend([740_311, 7403, 74]);
    let mut maker = Maker { rng: ChaCha8Rng::seed_from_u64(seed), operands: Vec::new(), seen: &seen };

    let mut chosen: Vec<u64> = (0..9).map(|_| maker.pick(&seen)).filter(|x| *x != 0).collect();
    chosen.push(5);
    chosen.sort_unstable();
    chosen.dedup();
    let narrow = ListTree::new(ListWidth::Narrow, 3, chosen.iter().copied().map(F::from).collect()).unwrap();
    let mut chosen: Vec<F> = (0..9).map(|_| maker.pick(&values)).filter(|x| *x != F::from(0u64)).collect();
    chosen.push(F::from(5u64));
    chosen.sort_unstable();
    chosen.dedup();
    let wide = ListTree::new(ListWidth::Wide, 3, chosen).unwrap();
    // Prefixes of codes that are there, cut or made longer.
    let mut prefixes: Vec<String> = (0..6)
        .map(|_| {
            let length = maker.rng.gen_range(1..=12);
            let digits = format!("{:0<12}", maker.pick(&["740311", "740", "7403119", "99"]));
            digits[..length].to_owned()
        })
        .collect();
    prefixes.sort();
    prefixes.dedup();
    let valued = maker.rng.gen_bool(0.5);
    let prefixes: Vec<_> = prefixes.iter().map(|p| (p.as_str(), valued.then_some(9))).collect();
    let prefixes = ListTree::of_spans(3, spans(&prefixes)).unwrap();
    case.lists = vec![narrow, wide, prefixes];

    let condition = maker.condition(3, Within::default());
    let lists = [(ListWidth::Narrow, 3), (ListWidth::Wide, 3), (ListWidth::Prefixes, 3)];
    let mut plan = plan(condition, &maker.operands, &lists);
    plan.sizes = Sizes::default().with(Table::Packed, 8).with(Table::Lines, 8).with(Table::Codes, 4);
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn the_circuit_accepts_exactly_what_the_policy_does(seed: u64, which in 0..3usize) {
        let mut case = cases()[which].clone();
        let plan = random(&mut case, seed);
        let lists: Vec<&ListTree> = case.lists.iter().collect();
        let facts = Facts { documents: &case.documents, bill: &case.bill, today: case.today, lists: &lists };
        let holds = plan.evaluate(&facts).unwrap()[0];
        let refused = case.refused(&plan);
        prop_assert_eq!(refused, (!holds).then(|| "p".to_owned()), "{:?}", plan);
    }
}
