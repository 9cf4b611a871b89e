//! One golden file per statement. A change needs a version bump and a changelog line.

use plimsoll_circuits::statement::{
    CircuitId, Statement,
    amend::Amend,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
    revalue::Revalue,
};
use plimsoll_tests::twin::blank;
use std::{fmt::Write, path::PathBuf};

fn text<S: Statement>() -> String {
    let shape = blank::<S>();
    let counts = shape.counts();
    let mut out = String::new();
    writeln!(out, "circuit {} version {}", S::CIRCUIT, S::CIRCUIT.version()).expect("a string takes text");
    writeln!(out, "constraints {}", counts.constraints).expect("a string takes text");
    writeln!(out, "non-zeros {}", counts.non_zeros).expect("a string takes text");
    writeln!(out, "public inputs {}", counts.instance - 1).expect("a string takes text");
    writeln!(out, "witness {}", counts.witness).expect("a string takes text");
    writeln!(out, "matrices {}", shape.matrix_hash()).expect("a string takes text");
    out
}

fn compare(circuit: CircuitId, text: &str, most_constraints: Option<usize>) {
    let name = format!("golden/{}-v{}.txt", circuit.name(), circuit.version());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("PLIMSOLL_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file is written");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        golden, text,
        "{circuit} changed: raise its version, say so in the changelog, then rewrite {path:?}"
    );
    let constraints: usize = text
        .lines()
        .find_map(|l| l.strip_prefix("constraints "))
        .and_then(|n| n.parse().ok())
        .expect("the count is there");
    assert!(
        most_constraints.is_none_or(|most| constraints < most),
        "{circuit} has {constraints} constraints"
    );
}

#[test]
fn register_small_is_as_pinned() {
    compare(RegisterSmall::CIRCUIT, &text::<RegisterSmall>(), Some(32_768));
}

#[test]
fn register_large_is_as_pinned() {
    compare(RegisterLarge::CIRCUIT, &text::<RegisterLarge>(), None);
}

#[test]
fn move_is_as_pinned() {
    compare(Move::CIRCUIT, &text::<Move>(), Some(32_768));
}

#[test]
fn attest_is_as_pinned() {
    compare(Attest::CIRCUIT, &text::<Attest>(), Some(22_000));
}

#[test]
fn amend_is_as_pinned() {
    compare(Amend::CIRCUIT, &text::<Amend>(), Some(65_536));
}

#[test]
fn revalue_is_as_pinned() {
    compare(Revalue::CIRCUIT, &text::<Revalue>(), Some(28_000));
}
