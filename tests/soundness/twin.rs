//! The circuit and its native twin side by side.

use plimsoll_circuits::{
    field::F,
    soundness::Synthesized,
    statement::{Instance, Public, Statement},
};
use plimsoll_tests::twin::assignment;
use std::collections::BTreeSet;

/// A statement's circuit, laid out once, and the checks that alone stood against some lie told so far.
pub struct Twin<S: Statement> {
    /// The circuit with the true witness it was laid out with.
    pub shape: Synthesized,
    alone: BTreeSet<&'static str>,
    statement: std::marker::PhantomData<S>,
}

impl<S: Statement> Twin<S> {
    /// Lays the circuit out with a true witness.
    pub fn new((public, witness): &(S::Public, S::Witness)) -> Self {
        S::check(public, witness).expect("the witness is true");
        let shape = Synthesized::of(Instance::<S> { public, witness }).expect("the circuit is laid out");
        let twin = Self { shape, alone: BTreeSet::new(), statement: std::marker::PhantomData };
        assert_eq!(twin.shape.first_violation(&twin.shape.assignment), None, "{}", S::CIRCUIT);
        twin
    }

    /// Both accept.
    pub fn accepts(&self, what: &str, (public, witness): &(S::Public, S::Witness)) {
        assert_eq!(S::check(public, witness), Ok(()), "{what}");
        let violation = self.shape.first_violation(&assignment::<S>(public, witness));
        let names = violation.map(|v| self.shape.names_of(v.constraint));
        assert_eq!(names, None, "{what}: the circuit refuses what its native twin accepts");
    }

    /// Both refuse, on the same check.
    pub fn refuses(&mut self, what: &str, check: &'static str, case: &(S::Public, S::Witness)) {
        self.violated(what, check, case);
    }

    /// Both refuse, on the same check, and nothing else stands against it: without that check the lie would pass.
    pub fn refuses_alone(&mut self, what: &str, check: &'static str, case: &(S::Public, S::Witness)) {
        let elsewhere = self.violated(what, check, case);
        assert_eq!(elsewhere, [""; 0], "{what}: more than {check} refuses it");
    }

    /// Sees to it that both refuse on the same check first; the circuit's other checks that refuse, too.
    fn violated(
        &mut self,
        what: &str,
        check: &'static str,
        (public, witness): &(S::Public, S::Witness),
    ) -> Vec<&'static str> {
        let native = S::check(public, witness).expect_err(what);
        assert_eq!(native.check, check, "{what}: {native}");
        let violations = self.shape.violations(&assignment::<S>(public, witness));
        let first = violations.first().unwrap_or_else(|| panic!("{what}: the circuit accepts"));
        let names = self.shape.names_of(first.constraint);
        assert!(names.contains(&check), "{what}: the circuit refuses on {names:?}, its twin on {check}");
        let others = violations.iter().filter(|v| !self.shape.names_of(v.constraint).contains(&check));
        let elsewhere: Vec<_> = others.map(|v| v.name.unwrap_or("a constraint without a name")).collect();
        if elsewhere.is_empty() {
            self.alone.insert(check);
        }
        elsewhere
    }

    /// Changing any one public input makes both refuse: nobody's signature covers the change.
    pub fn binds_every_public_input(&self, (public, witness): &(S::Public, S::Witness)) {
        let fields = public.to_fields();
        for i in 0..fields.len() {
            let mut changed = fields.clone();
            changed[i] += F::from(1u64);
            let public = S::Public::from_fields(&changed).expect("the number is right");
            assert!(S::check(&public, witness).is_err(), "{} input {i}", S::CIRCUIT);
            let assignment = assignment::<S>(&public, witness);
            assert!(self.shape.first_violation(&assignment).is_some(), "{} input {i}", S::CIRCUIT);
        }
    }

    /// No hint is free at this witness, and no column stands in no constraint.
    pub fn is_determined(what: &str, (public, witness): &(S::Public, S::Witness)) {
        let laid_out = Synthesized::of(Instance::<S> { public, witness }).expect("the circuit is laid out");
        assert_eq!(laid_out.first_violation(&laid_out.assignment), None, "{what}");
        let freedom = laid_out.freedom(&[]);
        assert_eq!(freedom.dimension, 0, "{what}: {:?}", freedom.free.iter().take(5).collect::<Vec<_>>());
        assert_eq!(laid_out.unbound(), Vec::<usize>::new(), "{what}");
    }

    /// Blank and true witnesses give the same matrices.
    pub fn has_one_shape(&self) {
        let (public, witness) = S::blank();
        let blank =
            Synthesized::of(Instance::<S> { public: &public, witness: &witness }).expect("blank is laid out");
        assert_eq!(blank.matrix_hash(), self.shape.matrix_hash(), "{}", S::CIRCUIT);
    }

    /// Without this check one of the lies told so far would pass.
    pub fn needs(&self, check: &'static str) -> bool {
        self.alone.contains(check)
    }

    /// Each of these checks matters: without it one of the lies told so far would pass.
    pub fn needs_each_of(&self, checks: &[&'static str]) {
        let idle: Vec<_> = checks.iter().filter(|check| !self.alone.contains(*check)).collect();
        assert!(idle.is_empty(), "{}: no lie is stopped by {idle:?} alone", S::CIRCUIT);
    }
}
