use crate::file::{X, all, exactly, read};
use plimsoll_circuits::{
    field::F,
    poseidon2::{compress, hash, mask, pair, sponge},
    tag::Tag,
};
use serde::Deserialize;
use taceo_poseidon2::bn254::{t3, t4, t8, t12, t16};

#[derive(Deserialize)]
struct Vectors {
    permutation: Vec<Many>,
    hash: Vec<One>,
    sponge: Vec<One>,
    compress: Vec<Plain>,
    pair: Vec<Many>,
    mask: Vec<Many>,
}

#[derive(Deserialize)]
struct Many {
    r#in: Vec<X>,
    out: Vec<X>,
}

#[derive(Deserialize)]
struct One {
    tag: String,
    r#in: Vec<X>,
    out: X,
}

#[derive(Deserialize)]
struct Plain {
    r#in: Vec<X>,
    out: X,
}

fn permutation(state: &[X]) -> Vec<F> {
    match state.len() {
        3 => t3::permutation(&exactly(state)).to_vec(),
        4 => t4::permutation(&exactly(state)).to_vec(),
        8 => t8::permutation(&exactly(state)).to_vec(),
        12 => t12::permutation(&exactly(state)).to_vec(),
        16 => t16::permutation(&exactly(state)).to_vec(),
        t => panic!("no width {t}"),
    }
}

#[test]
fn permutations_of_every_width() {
    let vectors: Vectors = read("poseidon2.json");
    assert_eq!(vectors.permutation.len(), 15);
    for v in vectors.permutation {
        assert_eq!(permutation(&v.r#in), all(&v.out), "width {}", v.r#in.len());
    }
}

#[test]
fn hashes_of_one_to_fifteen_inputs() {
    for v in read::<Vectors>("poseidon2.json").hash {
        assert_eq!(v.tag, Tag::Leaf.name());
        assert_eq!(hash(Tag::Leaf, &all(&v.r#in)), v.out.0, "{} inputs", v.r#in.len());
    }
}

#[test]
fn sponges_whose_count_keeps_zeros_apart() {
    let vectors = read::<Vectors>("poseidon2.json").sponge;
    for (i, v) in vectors.iter().enumerate() {
        assert_eq!(v.tag, Tag::Text.name());
        assert_eq!(sponge(Tag::Text, &all(&v.r#in)), v.out.0, "{} inputs", v.r#in.len());
        assert!(vectors[..i].iter().all(|other| other.out != v.out), "two inputs, one output");
    }
}

#[test]
fn tree_nodes() {
    for v in read::<Vectors>("poseidon2.json").compress {
        assert_eq!(compress(&exactly(&v.r#in)), v.out.0);
    }
}

#[test]
fn pairs_and_masks() {
    let vectors: Vectors = read("poseidon2.json");
    for v in vectors.pair {
        let [a, b] = exactly(&v.r#in);
        assert_eq!(pair(Tag::RhoMove, a, b), exactly(&v.out));
    }
    for v in vectors.mask {
        let [x, y] = exactly(&v.r#in);
        assert_eq!(mask(Tag::AuditMove, x, y), exactly(&v.out));
    }
}
