use crate::file::{X, exactly, read};
use plimsoll_circuits::{
    member::NullifierKey,
    note::{Content, Lot, Note, rho_amend, rho_move, rho_register, rho_revalue},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    notes: Vec<Row>,
    lots: Vec<LotRow>,
    rho_move: Vec<RhoRow>,
    rho_retitled: Vec<RetitledRow>,
}

#[derive(Deserialize)]
struct Row {
    note: Note,
    packed: X,
    commitment: X,
    nk: X,
    nullifier: X,
}

#[derive(Deserialize)]
struct LotRow {
    f_doc: X,
    generation: u64,
    lot: X,
    rho: X,
}

#[derive(Deserialize)]
struct RhoRow {
    nf: Vec<X>,
    rho: Vec<X>,
}

#[derive(Deserialize)]
struct RetitledRow {
    nf: X,
    amend: X,
    revalue: X,
}

#[test]
fn notes_of_every_kind() {
    for Row { note, packed, commitment, nk, nullifier } in read::<Vectors>("notes.json").notes {
        let content = note.content;
        assert_eq!(content.packed(), packed.0, "{content:?}");
        let read = (content.kind, content.amount, content.prior, content.pool);
        assert_eq!(Content::unpack(&packed.0), Some(read));
        assert_eq!(note.commitment(), commitment.0, "{content:?}");
        assert_eq!(note.nullifier(&NullifierKey::new(nk.0)), nullifier.0, "{content:?}");
    }
}

#[test]
fn lots_and_rho() {
    let vectors: Vectors = read("notes.json");
    for row in vectors.lots {
        assert_eq!(Lot::new(row.f_doc.0, row.generation), Lot(row.lot.0));
        assert_eq!(rho_register(row.f_doc.0, row.generation), row.rho.0);
    }
    for row in vectors.rho_move {
        assert_eq!(rho_move(exactly(&row.nf)), exactly(&row.rho));
    }
    for row in vectors.rho_retitled {
        assert_eq!([rho_amend(row.nf.0), rho_revalue(row.nf.0)], [row.amend.0, row.revalue.0]);
    }
}
