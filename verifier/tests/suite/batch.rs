use std::sync::LazyLock;

use ark_bn254::{Fr, G1Affine};
use ark_ec::{AffineRepr, CurveGroup};
use plimsoll_verifier::{
    BatchItem, EmptyBatch, PreparedVerifyingKey, Proof, VerifyError, verify, verify_batch,
};
use proptest::prelude::*;

use crate::fixture::{NONE, THREE, THREE_AGAIN};

#[derive(Clone)]
struct Item {
    key: &'static PreparedVerifyingKey,
    inputs: Vec<Fr>,
    proof: Proof,
}

/// Valid items under three keys.
static POOL: LazyLock<Vec<Item>> = LazyLock::new(|| {
    let mut pool = Vec::new();
    for w in 2..10 {
        for statement in [&*THREE, &*THREE_AGAIN, &*NONE] {
            let (inputs, proof) = statement.prove(w);
            pool.push(Item { key: &statement.key, inputs, proof });
        }
    }
    pool
});

fn with_c(proof: &Proof, c: impl CurveGroup<Affine = G1Affine>) -> Proof {
    Proof::new(*proof.a(), *proof.b(), c.into_affine()).unwrap()
}

/// One way to spoil an item; some do nothing to an item without inputs.
fn corrupted(mut item: Item, how: u8) -> Item {
    match how {
        0 => {
            if let Some(input) = item.inputs.last_mut() {
                *input += Fr::from(1);
            }
        }
        1 => item.inputs.push(Fr::from(0)),
        2 => drop(item.inputs.pop()),
        3 => item.proof = Proof::new(-*item.proof.a(), *item.proof.b(), *item.proof.c()).unwrap(),
        4 => item.proof = with_c(&item.proof, *item.proof.c() + G1Affine::generator()),
        5 => item.key = if item.key.hash() == THREE.key.hash() { &THREE_AGAIN.key } else { &THREE.key },
        6 => item.inputs.reverse(),
        _ => {}
    }
    item
}

fn verdicts(items: &[Item]) -> Result<Vec<Result<(), VerifyError>>, EmptyBatch> {
    let items: Vec<_> =
        items.iter().map(|i| BatchItem { key: i.key, values: &i.inputs, proof: &i.proof }).collect();
    verify_batch(&items)
}

fn alone(items: &[Item]) -> Vec<Result<(), VerifyError>> {
    items.iter().map(|i| verify(i.key, &i.inputs, &i.proof)).collect()
}

#[test]
fn an_empty_batch_is_an_error() {
    assert_eq!(verify_batch(&[]), Err(EmptyBatch));
}

#[test]
fn valid_items_of_several_keys_pass() {
    for count in [1, 2, 3, 17, POOL.len()] {
        assert_eq!(verdicts(&POOL[..count]), Ok(vec![Ok(()); count]));
    }
}

#[test]
fn one_bad_item_is_found_wherever_it_stands() {
    for bad in 0..POOL.len() {
        let mut items = POOL.clone();
        items[bad] = corrupted(items[bad].clone(), 4);
        let mut expected = vec![Ok(()); items.len()];
        expected[bad] = Err(VerifyError::Invalid);
        assert_eq!(verdicts(&items), Ok(expected));
    }
}

#[test]
fn a_batch_of_bad_items_has_no_good_one() {
    let items: Vec<_> = POOL.iter().map(|item| corrupted(item.clone(), 3)).collect();
    assert_eq!(verdicts(&items), Ok(vec![Err(VerifyError::Invalid); items.len()]));
}

#[test]
fn a_wrong_count_leaves_its_neighbours_alone() {
    let mut items = POOL[..4].to_vec();
    items[0].inputs.pop();
    let mut expected = vec![Ok(()); 4];
    expected[0] = Err(VerifyError::Count { expected: 3, got: 2 });
    assert_eq!(verdicts(&items), Ok(expected));
}

/// Errors that cancel in a plain product of the equations.
#[test]
fn errors_that_cancel_each_other_are_found() {
    let difference = G1Affine::generator() * Fr::from(7);
    let mut items: Vec<_> =
        POOL.iter().filter(|i| i.key.hash() == THREE.key.hash()).take(4).cloned().collect();
    items[1].proof = with_c(&items[1].proof, *items[1].proof.c() + difference.into_affine());
    items[2].proof = with_c(&items[2].proof, -difference + items[2].proof.c());
    let expected = vec![Ok(()), Err(VerifyError::Invalid), Err(VerifyError::Invalid), Ok(())];
    assert_eq!(verdicts(&items), Ok(expected));
    // The same with inputs: +1 in the one, -1 in the other.
    let mut items: Vec<_> =
        POOL.iter().filter(|i| i.key.hash() == THREE.key.hash()).take(2).cloned().collect();
    items[0].inputs[1] += Fr::from(1);
    items[1].inputs[1] -= Fr::from(1);
    assert_eq!(verdicts(&items), Ok(vec![Err(VerifyError::Invalid); 2]));
}

#[test]
fn repeated_items_are_judged_each() {
    let bad = corrupted(POOL[0].clone(), 4);
    let items = [bad.clone(), POOL[0].clone(), bad, POOL[0].clone(), POOL[0].clone()];
    let invalid = Err(VerifyError::Invalid);
    assert_eq!(verdicts(&items), Ok(vec![invalid, Ok(()), invalid, Ok(()), Ok(())]));
}

/// A pool index and, one time in `sparse`, a corruption.
fn items(sparse: u8) -> impl Strategy<Value = Vec<Item>> {
    let item = (0..POOL.len(), 0..7 * sparse).prop_map(|(i, how)| corrupted(POOL[i].clone(), how));
    proptest::collection::vec(item, 1..24)
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} inputs, valid: {:?}", self.inputs.len(), verify(self.key, &self.inputs, &self.proof))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn verdicts_are_those_of_single_verification(items in (1u8..16).prop_flat_map(items)) {
        prop_assert_eq!(verdicts(&items), Ok(alone(&items)));
    }
}
