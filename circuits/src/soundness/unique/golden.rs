//! The rows that the prover's lemmas are about, as gadgets lay them out, and what the prover concludes from each: `tests/uniqueness`
//! proves that those conclusions follow.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{super::Synthesized, ChoiceOf, comparison, form::Form, points, rows::Rows, samples};
use crate::{
    curve::{A, D, MONTGOMERY_A, PointVar, ROOT_OF_A, mul_base_leading_one, mul_fixed_base},
    field::{F, Point, Scalar},
    gadget::{
        Bit, Cs, R1csResult, System, bits, canonical_bits, enforce_below, enforce_nonzero, input, is_zero,
        private_bit, private_value, select,
    },
    note::{Content, Kind, gadget::ContentVar},
    signature::{Signature, SigningKey, gadget},
};
use ark_ec::AffineRepr;
use ark_ff::{AdditiveGroup, BigInt, Field, PrimeField};
use sha3::{Digest, Sha3_256};
use std::{collections::BTreeSet, fmt::Display, ops::RangeFrom, path::PathBuf};

pub(super) fn quoted(text: impl Display) -> String {
    format!("\"{text}\"")
}

pub(super) fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// An item a line, in the order that is given.
fn lines(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| format!("\n        {item}")).collect();
    format!("[{}{}]", items.join(","), if items.is_empty() { "" } else { "\n      " })
}

fn sorted(items: impl Iterator<Item = String>) -> BTreeSet<String> {
    items.collect()
}

/// A gadget's rows and columns under their names.
struct Gadget {
    name: &'static str,
    laid: Synthesized,
    /// By column; those without one stand in no row that is shown.
    names: Vec<String>,
    shown: RangeFrom<usize>,
}

impl Gadget {
    /// With a name for each column but the constant's.
    fn new(name: &'static str, names: &str, circuit: impl FnOnce(&Cs) -> R1csResult<()>) -> Self {
        let laid = Synthesized::new(circuit).unwrap();
        let names: Vec<String> = std::iter::once("1").chain(names.split(' ')).map(String::from).collect();
        assert_eq!(names.len(), laid.assignment.len(), "{name}");
        Self { name, laid, names, shown: 0.. }
    }

    fn term(&self, column: usize, value: F) -> String {
        let (negative, size) = (-value < value, value.min(-value));
        let sign = if negative { "-" } else { "" };
        match (column, size == F::ONE) {
            (0, _) => format!("{sign}{size}"),
            (_, true) => format!("{sign}{}", self.names[column]),
            _ => format!("{sign}{size} {}", self.names[column]),
        }
    }

    fn form(&self, form: &Form) -> String {
        let terms: Vec<String> =
            form.terms().iter().map(|(column, value)| self.term(*column, *value)).collect();
        quoted(if terms.is_empty() { "0".into() } else { terms.join(" + ").replace("+ -", "- ") })
    }

    fn json(&self) -> String {
        let rows = Rows::of(&self.laid);
        let points = points::look(&rows);
        let found = self.laid.uniqueness();
        let named = |column: &usize| !self.names[*column].is_empty();
        let columns = |columns: &mut dyn Iterator<Item = usize>| {
            list(columns.filter(named).map(|column| quoted(&self.names[column])))
        };
        let free: Vec<usize> = found.free.iter().map(|choice| choice.column).collect();
        let open = |column: &usize| {
            free.contains(column) || found.open.contains(column) || found.following.contains(column)
        };
        let row = |row: &super::rows::Product| list([&row.a, &row.b, &row.c].map(|form| self.form(form)));
        let multiples = points.montgomery.iter().flat_map(|(u, known)| known.iter().map(move |of| (u, of)));
        let of_comparison = |c: comparison::Comparison| {
            let bits = columns(&mut c.bits.iter().copied());
            let (least, end) = c.interval();
            list([bits, c.complement.to_string(), quoted(c.bound), quoted(least), quoted(end)])
        };
        let entries =
            [
                ("inputs", columns(&mut (1..rows.inputs.len()).filter(|column| rows.inputs[*column]))),
                ("hints", columns(&mut rows.hints())),
                ("rows", lines(rows.products[self.shown.clone()].iter().map(row))),
                ("never zero", lines(sorted(points.found.never_zero.iter().map(|form| self.form(form))))),
                (
                    "points",
                    lines(sorted(points.edwards.iter().map(|((x, y), point)| {
                        list([self.form(x), self.form(y), point.doublings.to_string()])
                    }))),
                ),
                (
                    "multiples",
                    lines(sorted(multiples.map(|(u, (v, multiple))| {
                        let points::Multiple { base, least, most, positive } = multiple;
                        let range = [base.to_string(), quoted(least), quoted(most), positive.to_string()];
                        list([self.form(u), self.form(v)].into_iter().chain(range))
                    }))),
                ),
                (
                    "taken for points of the subgroup",
                    list(points.found.assumed.iter().map(|pair| columns(&mut pair.iter().copied()))),
                ),
                ("comparisons", list(comparison::find(&rows).into_iter().map(of_comparison))),
                ("eighths", {
                    let of = |choice: &&super::Choice| choice.of == ChoiceOf::Eighth;
                    columns(&mut found.free.iter().filter(of).map(|choice| choice.column))
                }),
                ("determined", columns(&mut rows.hints().filter(|column| !open(column)))),
            ];
        let entries = entries.map(|(name, value)| format!("      {}: {value}", quoted(name)));
        format!("    {}: {{\n{}\n    }}", quoted(self.name), entries.join(",\n"))
    }
}

fn point(k: u64) -> Point {
    Point::generator().mul_bigint([k]).into()
}

fn bit_inputs(cs: &Cs, value: u64, n: usize) -> R1csResult<Vec<Bit>> {
    (0..n).map(|i| private_bit(cs, value >> i & 1 == 1)).collect()
}

fn numbered(prefix: &str, n: usize) -> String {
    (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>().join(" ")
}

fn of_edwards() -> Vec<Gadget> {
    vec![
        Gadget::new("edwards addition", "x1 y1 xx1 yy1 x2 y2 xx2 yy2 p q cross tau x3 y3", |cs| {
            PointVar::new_witness(cs, &point(5))?.add(&PointVar::new_witness(cs, &point(6))?).map(drop)
        }),
        Gadget::new("edwards doubling", "x1 y1 xx1 yy1 p xx yy x3 y3", |cs| {
            PointVar::new_witness(cs, &point(5))?.double().map(drop)
        }),
        Gadget::new(
            "point of the subgroup",
            "x y x0 y0 xx0 yy0 p1 xx1 yy1 x1 y1 p2 xx2 yy2 x2 y2 p3 xx3 yy3",
            |cs| PointVar::new_subgroup_witness(cs, &point(5)).map(drop),
        ),
        Gadget::new("choice of points", "x1 y1 xx1 yy1 x2 y2 xx2 yy2 s dx dy p xx yy x3 y3", |cs| {
            let (one, two) = (PointVar::new_witness(cs, &point(5))?, PointVar::new_witness(cs, &point(6))?);
            let bit = private_bit(cs, true)?;
            PointVar { x: select(&bit, &two.x, &one.x)?, y: select(&bit, &two.y, &one.y)? }.double().map(drop)
        }),
    ]
}

fn of_multiples() -> Vec<Gadget> {
    let windows: Vec<String> = (0..3).map(|i| format!("t{i} U{i} V{i}")).collect();
    let fixed = format!(
        "{} b01 b02 b12 b012 {} {} m1 u1 v1 {} m2 u2 v2 x y p q cross tau x3 y3",
        numbered("b", 12).replace("b9 b10 b11", "a0 a1 a2"),
        windows[0],
        windows[1],
        windows[2]
    );
    let fixed = fixed.replace("b01 b02 b12 b012", "a01 a02 a12 a012");
    vec![
        Gadget::new(
            "variable base",
            "x y b0 b1 b2 u1 v1 uu m2 u2 v2 m3 u3 v3 s4 m4 w4 n4 u4 v4 s5 m5 w5 n5 u5 v5 x5 y5 dx dy p q cross tau x6 y6",
            |cs| {
                let base = PointVar::new_unchecked(cs, &point(5))?;
                mul_base_leading_one(&base, &bit_inputs(cs, 5, 3)?).map(drop)
            },
        ),
        Gadget::new("fixed base", &fixed, |cs| {
            mul_fixed_base(&bit_inputs(cs, 0b1001_1010_0101, 12)?).map(drop)
        }),
    ]
}

fn of_bits() -> Vec<Gadget> {
    let bound = BigInt::from(0x2_c123u64);
    let names =
        format!("{} {} {} {}", numbered("b", 18), numbered("s", 4), numbered("c", 15), numbered("k", 2));
    let complement = |cs: &Cs| {
        let system = System::new(cs);
        let one = system.constant(F::ONE);
        let bits: Vec<_> = bit_inputs(cs, 0x2_a123, 18)?.iter().map(|bit| &one - &system.bit(bit)).collect();
        system.below(&bits, &bound)
    };
    vec![
        Gadget::new("bits", &format!("x {}", numbered("b", 8)), |cs| {
            bits(&private_value(cs, F::from(77u64))?, 8).map(drop)
        }),
        Gadget::new("comparison", &names, |cs| enforce_below(&bit_inputs(cs, 0x2_a123, 18)?, &bound)),
        Gadget::new("comparison of opposite bits", &names, complement),
    ]
}

/// Of a note, the rows of the inverse that is 0 where none is needed.
fn inverse() -> Gadget {
    let laid = Synthesized::new(|cs| {
        ContentVar::new_witness(cs, &Content::DUMMY, &[Kind::Lien, Kind::Dummy])?.enforce_form(cs)
    })
    .unwrap();
    let mut names = vec![String::new(); laid.assignment.len()];
    let [amount, secured] = [3, 1];
    for (column, name) in [(0, "1"), (secured, "needed"), (amount, "x"), (names.len() - 1, "inverse")] {
        names[column] = name.into();
    }
    let shown = laid.matrices[0].len() - 2..;
    Gadget { name: "inverse where it is needed", laid, names, shown }
}

fn of_zero() -> Vec<Gadget> {
    vec![
        Gadget::new("zero test", "x b i", |cs| is_zero(&private_value(cs, F::from(7u64))?).map(drop)),
        Gadget::new("not zero", "x i", |cs| enforce_nonzero(&private_value(cs, F::from(7u64))?)),
        inverse(),
    ]
}

/// Every comparison that circuits make: how many bits, whether the opposite ones, the bound, and the numbers that are left.
fn bounds() -> Vec<String> {
    let canonical = |cs: &Cs| canonical_bits(&input(cs, F::ZERO)?).map(drop);
    let signature = |cs: &Cs| {
        let key = gadget::PublicKeyVar::new_witness(cs, &SigningKey::from_bytes([1; 32]).public())?;
        let signature = gadget::SignatureVar::new_witness(cs, &Signature::blank())?;
        gadget::verify(&key, &private_value(cs, F::ZERO)?, &signature)
    };
    let of = |laid: Synthesized| {
        comparison::find(&Rows::of(&laid)).into_iter().map(|c| {
            let (least, end) = c.interval();
            let numbers = [c.bound, least, end].map(quoted);
            list([c.bits.len().to_string(), c.complement.to_string()].into_iter().chain(numbers))
        })
    };
    let mut out: Vec<String> = of(Synthesized::new(canonical).unwrap()).collect();
    out.extend(of(Synthesized::new(signature).unwrap()));
    out
}

/// SHA3-256 of the multiples that windows are looked up in, a line each with its u.
fn windows() -> String {
    let mut multiples: Vec<_> = points::small_multiples().iter().map(|(u, k)| (*k, *u)).collect();
    multiples.sort_unstable();
    let lines: String = multiples.iter().map(|(k, u)| format!("{k} {u}\n")).collect();
    hex::encode(Sha3_256::digest(lines))
}

fn text() -> String {
    let generator = Point::generator();
    let numbers = [
        ("r", quoted(F::MODULUS)),
        ("l", quoted(Scalar::MODULUS)),
        ("a", quoted(A)),
        ("d", quoted(D)),
        ("root of a", quoted(ROOT_OF_A)),
        ("Montgomery A", quoted(MONTGOMERY_A)),
        ("generator", list([generator.x, generator.y].map(quoted))),
        ("windows", quoted(windows())),
        ("comparisons in circuits", lines(bounds())),
        ("sums", lines(samples::sums())),
        ("remainders", lines(samples::remainders())),
        ("rows of bits", lines(samples::rows_of_bits())),
    ];
    let numbers = numbers.map(|(name, value)| format!("  {}: {value}", quoted(name)));
    let gadgets = [of_edwards(), of_multiples(), of_bits(), of_zero()];
    let gadgets: Vec<String> = gadgets.iter().flatten().map(Gadget::json).collect();
    format!("{{\n{},\n  \"gadgets\": {{\n{}\n  }}\n}}\n", numbers.join(",\n"), gadgets.join(",\n"))
}

#[test]
fn the_rows_of_the_lemmas_are_those_of_the_gadgets() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/uniqueness/gadgets.json");
    let text = text();
    if std::env::var_os("PLIMSOLL_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "rows or what follows from them changed: rewrite {path:?}, then prove it with check.py"
    );
}
