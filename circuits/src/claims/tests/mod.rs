//! Circuits of policies against what their conditions mean, and against provers who lie.

mod conditions;
mod lies;
mod twin;

use super::{
    ClaimPublic, ClaimWitness, circuit, compile,
    netlist::{Gate, Netlist, Wire},
};
use crate::{
    credential::{Bill, Currency, Day},
    document::{Bundle, Committed, tests::bundle},
    field::F,
    member::Org,
    note::Lot,
    policy::{
        ListTree,
        plan::{Condition, ListUse, ListWidth, Operand, Plan, Predicate, Sizes},
    },
    statement::attest::link,
};

/// A bundle with everything around it that a claim needs.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) documents: Committed,
    pub(crate) bill: Bill,
    pub(crate) lists: Vec<ListTree>,
    pub(crate) today: Day,
}

pub(crate) const LOT: Lot = Lot(F::new(ark_ff::BigInt([77, 0, 0, 0])));
pub(crate) const CHALLENGE: F = F::new(ark_ff::BigInt([99, 0, 0, 0]));
pub(crate) const BLINDING: F = F::new(ark_ff::BigInt([5, 6, 7, 8]));
/// 2026-03-20.
pub(crate) const TODAY: Day = Day(20_532);

pub(crate) fn sample() -> Case {
    Case::new(&bundle())
}

impl Case {
    pub(crate) fn new(bundle: &Bundle) -> Self {
        let documents = bundle.commit(F::from(424_242u64));
        let bill = Bill {
            doc_root: documents.doc_root,
            annex_root: documents.annex_root,
            value: 40_000_000,
            currency: "USD".parse::<Currency>().unwrap(),
            issuer: Org(F::from(1u64)),
            valuer: Org(F::from(2u64)),
            valued_at: Day(20_520),
        };
        Self { documents, bill, lists: Vec::new(), today: TODAY }
    }

    /// The circuit of a plan with these values.
    pub(crate) fn compile(&self, plan: &Plan) -> (Netlist, Vec<F>) {
        let lists: Vec<&ListTree> = self.lists.iter().collect();
        let witness = ClaimWitness {
            documents: &self.documents,
            bill: &self.bill,
            lot: LOT,
            blinding: BLINDING,
            lists: &lists,
        };
        let roots = lists.iter().map(|list| list.root()).collect();
        let link = link(self.bill.commitment(), LOT, BLINDING);
        let public = ClaimPublic::new(plan, roots, link, CHALLENGE, self.today);
        compile(plan, &public, Some(&witness))
    }

    /// The first check that fails.
    pub(crate) fn refused(&self, plan: &Plan) -> Option<String> {
        let (net, values) = self.compile(plan);
        assert_eq!(net, circuit(plan), "the circuit depends on the witness");
        net.violated(&values).map(str::to_owned)
    }
}

/// A plan of one predicate, `p`.
pub(crate) fn plan(condition: Condition, operands: &[u64], lists: &[(ListWidth, usize)]) -> Plan {
    let operand = |value: &u64| Operand { value: F::from(*value), shown: value.to_string() };
    let list = |(i, (width, depth)): (usize, &(ListWidth, usize))| ListUse {
        name: format!("list-{i}"),
        width: *width,
        depth: *depth,
    };
    Plan {
        sizes: Sizes::default(),
        operands: operands.iter().map(operand).collect(),
        lists: lists.iter().enumerate().map(list).collect(),
        predicates: vec![Predicate { name: "p".to_owned(), condition }],
    }
}

/// The wires of a gate, and the derivative of what it enforces by each; a range holds its wire fast.
pub(crate) fn jacobian(gate: &Gate, values: &[F]) -> Vec<Vec<(Wire, F)>> {
    let (one, at) = (F::from(1u64), |wire: &Wire| values[wire.index()]);
    match gate {
        Gate::Arithmetic { left, right, out, q } => {
            let row = [(*left, q[0] + q[2] * at(right)), (*right, q[1] + q[2] * at(left)), (*out, q[3])];
            let mut sum = std::collections::BTreeMap::new();
            for (wire, slope) in row {
                *sum.entry(wire).or_insert(F::from(0u64)) += slope;
            }
            vec![sum.into_iter().filter(|(_, slope)| *slope != F::from(0u64)).collect()]
        }
        Gate::Range { value, .. } => vec![vec![(*value, one)]],
        // What depends on the inputs does so in a way that no gate undoes: any slope but 0 will do.
        Gate::Permutation { input, output } => {
            let row = |wire| input.iter().map(|w| (*w, one)).chain([(wire, one)]).collect();
            output.iter().map(|(_, wire)| row(*wire)).collect()
        }
        Gate::Node { children, member, out } => {
            let row = children.iter().map(|w| (*w, one)).chain([(*out, one)]).collect();
            let member = member.map(|m| children.iter().map(|w| (*w, one)).chain([(m, one)]).collect());
            std::iter::once(row).chain(member).collect()
        }
    }
}
