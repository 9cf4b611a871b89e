//! A sample of the run: native relation and circuit on a few hundred witnesses of each statement.

use plimsoll_assurance::{
    native::{Options, figures::Figures, run},
    result::Kept,
};

#[test]
fn native_relation_and_circuit_answer_alike_and_every_check_refuses() {
    let options = Options { witnesses: 200, seed: 2, statement: None, threads: None };
    let (figures, mismatches) = run(&options).unwrap();
    let told: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    assert_eq!((figures.statements.len(), figures.witnesses), (6, 6 * 200));
    for statement in &figures.statements {
        let name = &statement.circuit;
        assert_eq!(statement.accepted, 100, "{name}: every second one is true");
        assert_eq!(statement.refused, 100, "{name}: the others are not");
        assert!(statement.several > 0 && statement.unread > 0, "{name}");
        let seldom: Vec<_> = statement.seldom(1).collect();
        assert!(seldom.is_empty(), "{name}: {seldom:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_whoever_takes_which_part() {
    let options = Options { witnesses: 210, seed: 3, statement: Some("attest".to_owned()), threads: Some(1) };
    let alone = run(&options).unwrap();
    assert_eq!(run(&Options { threads: Some(3), ..options.clone() }).unwrap(), alone);
    assert_ne!(run(&Options { seed: 4, ..options }).unwrap().0.statements, alone.0.statements);
}

#[test]
fn an_unknown_statement_is_told() {
    let options = Options { witnesses: 1, seed: 1, statement: Some("loan".to_owned()), threads: None };
    assert!(run(&options).unwrap_err().contains("loan"));
}

#[test]
fn what_is_kept_is_of_a_whole_run() {
    let kept = Kept::<Figures>::read("native").unwrap().figures;
    assert!(kept.witnesses >= 100_000 && kept.mismatches == 0);
    for statement in &kept.statements {
        let name = &statement.circuit;
        assert!(statement.witnesses >= 10_000 && statement.mismatches == 0, "{name}");
        assert!(statement.refused * 2 == statement.witnesses, "{name}");
        let seldom: Vec<_> = statement.seldom(200).collect();
        assert!(seldom.is_empty(), "{name}: {seldom:?}");
    }
}
