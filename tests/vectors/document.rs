use crate::file::{X, all, read};
use plimsoll_circuits::{
    document::{
        DocumentTree, Part,
        bundle::{ANNEX_INPUTS, MAX_INVOICES, annex_root},
        text,
        tree::Layout,
    },
    field::F,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    texts: Vec<Text>,
    documents: Vec<Document>,
    annexes: Vec<Annexes>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    value: X,
}

#[derive(Deserialize)]
struct Document {
    part: String,
    salt: X,
    header: Vec<X>,
    lists: Vec<Vec<Vec<X>>>,
    root: X,
}

#[derive(Deserialize)]
struct Annexes {
    invoices: Vec<X>,
    packing_list: Option<X>,
    insurance: Option<X>,
    dossier: X,
    root: X,
}

#[test]
fn texts_are_one_element() {
    for Text { text, value } in read::<Vectors>("documents.json").texts {
        assert_eq!(text::value(&text), value.0, "{text}");
    }
}

#[test]
fn documents_have_these_roots() {
    for Document { part, salt, header, lists, root } in read::<Vectors>("documents.json").documents {
        let of = match part.split_once(' ') {
            None if part == "bill" => Part::Bill,
            None if part == "insurance" => Part::Insurance,
            None => Part::Dossier,
            Some(("invoice", i)) => Part::Invoice(i.parse().unwrap()),
            Some(_) => Part::PackingList,
        };
        let mut layout = Layout::of_header(all(&header));
        for (place, records) in layout.lists.iter_mut().zip(&lists) {
            *place = records.iter().map(|fields| all(fields)).collect();
        }
        assert_eq!(DocumentTree::new(of, layout, salt.0).root(), root.0, "{part}");
    }
}

#[test]
fn annexes_have_these_roots() {
    for Annexes { invoices, packing_list, insurance, dossier, root } in
        read::<Vectors>("documents.json").annexes
    {
        let mut inputs = vec![F::from(invoices.len() as u64)];
        inputs.extend(all(&invoices));
        inputs.resize(1 + MAX_INVOICES, F::from(0u64));
        for annex in [packing_list, insurance] {
            inputs.extend([F::from(annex.is_some()), annex.map_or(F::from(0u64), |root| root.0)]);
        }
        inputs.push(dossier.0);
        let inputs: [F; ANNEX_INPUTS] = inputs.try_into().unwrap();
        assert_eq!(annex_root(&inputs), root.0);
    }
}
