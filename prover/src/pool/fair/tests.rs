use super::*;
use proptest::prelude::*;

/// Serves `rounds` orders with everybody waiting all the while; each tenant's costs come around again. Gives what each was
/// served after every round.
fn serve(costs: &[Vec<u64>], rounds: usize) -> Vec<Vec<u64>> {
    let mut fair = Fair::new();
    let mut served = vec![vec![0u64; costs.len()]];
    let mut turns = vec![0; costs.len()];
    for tenant in 0..costs.len() {
        fair.join(tenant);
    }
    for _ in 0..rounds {
        let tenant = *fair.order().next().unwrap();
        let cost = costs[tenant][turns[tenant] % costs[tenant].len()];
        turns[tenant] += 1;
        fair.serve(&tenant, cost, true).unwrap();
        let mut after = served.last().unwrap().clone();
        after[tenant] += cost;
        served.push(after);
    }
    served
}

proptest! {
    /// Theorem 1 of the paper, with equal weights, for every interval and every pair.
    #[test]
    fn waiting_tenants_are_served_the_same_cost(
        costs in prop::collection::vec(prop::collection::vec(1u64..100_000, 1..6), 2..6),
    ) {
        let served = serve(&costs, 120);
        for from in (0..served.len()).step_by(7) {
            for until in from..served.len() {
                let share = |t: usize| (served[until][t] - served[from][t]) as i64;
                for f in 0..costs.len() {
                    for m in 0..f {
                        let most = |t: usize| *costs[t].iter().max().unwrap() as i64;
                        prop_assert!((share(f) - share(m)).abs() <= most(f) + most(m));
                    }
                }
            }
        }
    }

    /// Who waits is served after each other tenant was served at most its own greatest cost and one order more, whoever
    /// comes, goes and comes back.
    #[test]
    fn coming_back_gains_nothing(pauses in prop::collection::vec(1usize..8, 1..40), cost in 1u64..1000) {
        let mut fair = Fair::new();
        fair.join("stays");
        let (mut stays, mut returns) = (0u64, 0u64);
        for pause in pauses {
            fair.join("returns");
            // Its one order is served at some time; meanwhile and afterwards the other goes on.
            for _ in 0..=pause {
                let next = *fair.order().next().unwrap();
                fair.serve(&next, cost, next == "stays").unwrap();
                if next == "stays" { stays += 1 } else { returns += 1 }
            }
            prop_assert!(returns <= stays + 2, "{returns} of the one that pauses, {stays} of the other");
        }
    }
}

#[test]
fn a_tenant_that_leaves_is_not_served_and_keeps_its_debt() {
    let mut fair = Fair::new();
    fair.join(1);
    fair.join(2);
    assert_eq!(fair.serve(&1, 50, true), Some(Tags { start: 0, finish: 50 }));
    fair.leave(&1);
    assert_eq!(fair.serve(&1, 50, false), None);
    assert_eq!(fair.order().collect::<Vec<_>>(), [&2]);
    fair.join(1);
    assert_eq!(fair.serve(&2, 10, true), Some(Tags { start: 0, finish: 10 }));
    assert_eq!(fair.order().collect::<Vec<_>>(), [&2, &1]);
    fair.leave(&2);
    assert_eq!(fair.serve(&1, 5, false), Some(Tags { start: 50, finish: 55 }));
    // Nobody waits: all begin at the last finish, and nothing is remembered.
    assert_eq!((fair.now(), fair.finish.len()), (55, 0));
}
