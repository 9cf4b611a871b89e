use crate::file::{X, all, exactly, read};
use plimsoll_circuits::{
    field::F,
    fingerprint::{LARGE_SLOTS, SMALL_SLOTS},
    statement::{
        AuditPublic, CircuitId, Digest, Identity, Public, amend::AmendPublic, attest::AttestPublic,
        movement::MovePublic, register::RegisterPublic, revalue::RevaluePublic, sighash,
    },
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Row {
    circuit: CircuitId,
    number: u32,
    version: u32,
    public: Named,
    elements: Vec<X>,
    sighash: X,
    identity: Identity,
    inputs: Vec<X>,
}

/// Posted values by name, so that the order in which they are hashed is tested and not assumed.
#[derive(Deserialize)]
struct Named(BTreeMap<String, Vec<X>>);

impl Named {
    fn many<const N: usize>(&self, name: &str) -> [F; N] {
        exactly(self.0.get(name).unwrap_or_else(|| panic!("no posted value {name}")))
    }

    fn one(&self, name: &str) -> F {
        let [x] = self.many(name);
        x
    }

    fn audit(&self) -> AuditPublic<F> {
        AuditPublic {
            key: self.many("audit_key"),
            ephemeral: self.many("audit_ephemeral"),
            masked: self.many("audit_masked"),
        }
    }

    fn register<const SLOTS: usize>(&self) -> RegisterPublic<F, SLOTS> {
        RegisterPublic {
            domain: self.one("domain"),
            today: self.one("today"),
            members_root: self.one("members_root"),
            fingerprints: self.many("fingerprints"),
            generation: self.one("generation"),
            cm: self.one("cm"),
            audit: self.audit(),
            ext: self.one("ext"),
        }
    }

    fn movement(&self) -> MovePublic<F> {
        MovePublic {
            domain: self.one("domain"),
            notes_root: self.one("notes_root"),
            members_root: self.one("members_root"),
            frozen_root: self.one("frozen_root"),
            nf: self.many("nf"),
            cm: self.many("cm"),
            audit: self.audit(),
            ext: self.one("ext"),
        }
    }

    fn amend(&self) -> AmendPublic<F> {
        AmendPublic {
            domain: self.one("domain"),
            today: self.one("today"),
            notes_root: self.one("notes_root"),
            members_root: self.one("members_root"),
            frozen_root: self.one("frozen_root"),
            fingerprints: self.many("fingerprints"),
            nf: self.one("nf"),
            cm: self.one("cm"),
            audit: self.audit(),
            ext: self.one("ext"),
        }
    }

    fn revalue(&self) -> RevaluePublic<F> {
        RevaluePublic {
            domain: self.one("domain"),
            today: self.one("today"),
            notes_root: self.one("notes_root"),
            members_root: self.one("members_root"),
            frozen_root: self.one("frozen_root"),
            nf: self.one("nf"),
            cm: self.one("cm"),
            audit: self.audit(),
            ext: self.one("ext"),
        }
    }

    fn attest(&self) -> AttestPublic<F> {
        AttestPublic {
            domain: self.one("domain"),
            notes_root: self.one("notes_root"),
            nullifiers_root: self.one("nullifiers_root"),
            members_root: self.one("members_root"),
            frozen_root: self.one("frozen_root"),
            challenge: self.one("challenge"),
            link: self.one("link"),
            currency: self.one("currency"),
            max_encumbrance: self.one("max_encumbrance"),
            requested: self.one("requested"),
            rate_bps: self.one("rate_bps"),
            valued_since: self.one("valued_since"),
            applicant: self.one("applicant"),
            verifier: self.many("verifier"),
        }
    }
}

fn agrees<P: Public>(row: &Row, public: &P) {
    let elements = all(&row.elements);
    assert_eq!(public.to_fields(), elements, "{}", row.circuit);
    assert_eq!(elements.len(), P::LEN, "{}", row.circuit);
    assert_eq!(sighash(row.circuit, public), row.sighash.0, "{}", row.circuit);
    let digest = Digest::new(row.circuit, row.version, &elements);
    assert_eq!(digest.id, row.identity, "{}", row.circuit);
    assert_eq!(digest.inputs(), exactly::<3>(&row.inputs), "{}", row.circuit);
}

#[test]
fn posted_values_and_their_digests() {
    let rows: Vec<Row> = read("statements.json");
    assert_eq!(rows.iter().map(|row| row.circuit).collect::<Vec<_>>(), CircuitId::ALL);
    for row in rows {
        assert_eq!((row.circuit.number(), row.circuit.version()), (row.number, row.version));
        match row.circuit {
            CircuitId::RegisterSmall => agrees(&row, &row.public.register::<SMALL_SLOTS>()),
            CircuitId::RegisterLarge => agrees(&row, &row.public.register::<LARGE_SLOTS>()),
            CircuitId::Move => agrees(&row, &row.public.movement()),
            CircuitId::Attest => agrees(&row, &row.public.attest()),
            CircuitId::Amend => agrees(&row, &row.public.amend()),
            CircuitId::Revalue => agrees(&row, &row.public.revalue()),
            circuit => panic!("no vectors for {circuit}"),
        }
    }
}
