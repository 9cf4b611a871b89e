use super::*;

fn f(n: u64) -> F {
    F::from(n)
}

#[test]
fn a_hash_depends_on_its_tag_and_every_input() {
    let base = hash(Tag::Leaf, &[f(1), f(2), f(3)]);
    assert_ne!(base, hash(Tag::Nullifier, &[f(1), f(2), f(3)]));
    for i in 0..3 {
        let mut other = [f(1), f(2), f(3)];
        other[i] += f(1);
        assert_ne!(base, hash(Tag::Leaf, &other));
    }
}

#[test]
fn zeros_behind_an_input_change_the_sponge() {
    for n in 1..40 {
        let xs: Vec<F> = (0..n).map(f).collect();
        let mut padded = xs.clone();
        padded.push(f(0));
        assert_ne!(sponge(Tag::Text, &xs), sponge(Tag::Text, &padded), "{n}");
    }
}

#[test]
#[should_panic(expected = "use sponge")]
fn sixteen_inputs_are_too_many_for_a_hash() {
    let _ = hash(Tag::Leaf, &[f(0); 16]);
}
