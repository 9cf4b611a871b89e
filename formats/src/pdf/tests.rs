//! PDFs with invoices in them, made here; and what is none.

use super::*;
use crate::{Format, invoice as read};
use lopdf::{Stream, StringFormat, dictionary};
use plimsoll_circuits::document::Invoice;
use proptest::prelude::*;

const CII: &[u8] = include_bytes!("../../../samples/invoice.cii.xml");

/// Where the attachments are named.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Named {
    Associated,
    Tree,
    Both,
}

/// A PDF of one empty page with attachments.
pub(crate) fn with_attachments(files: &[(&str, &[u8])]) -> Vec<u8> {
    made(files, Named::Both)
}

fn made(files: &[(&str, &[u8])], named: Named) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let mut specs = Vec::new();
    for (name, content) in files {
        let mut stream =
            Stream::new(dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/xml" }, content.to_vec());
        stream.compress().unwrap();
        let stream = document.add_object(stream);
        let name = Object::String(name.as_bytes().to_vec(), StringFormat::Literal);
        let spec = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => name.clone(), "UF" => name.clone(), "AFRelationship" => "Alternative",
            "EF" => dictionary! { "F" => stream, "UF" => stream },
        });
        specs.push((name, spec));
    }
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    if named != Named::Tree {
        catalog.set("AF", specs.iter().map(|(_, spec)| Object::Reference(*spec)).collect::<Vec<_>>());
    }
    if named != Named::Associated {
        let names: Vec<Object> =
            specs.iter().flat_map(|(name, spec)| [name.clone(), (*spec).into()]).collect();
        let kid = document.add_object(dictionary! { "Names" => names });
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Kids" => vec![kid.into()] } });
    }
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A PDF of these objects as they are written, the first one its catalog.
fn raw(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (i, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes
            .extend(format!("{} 0 obj\n", i + 1).bytes().chain(object.iter().copied()).chain(*b"\nendobj\n"));
    }
    let start = bytes.len();
    let n = objects.len() + 1;
    bytes.extend(format!("xref\n0 {n}\n0000000000 65535 f \n{table}trailer\n<</Size {n}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).map(|read| read.json).expect_err("it must be refused").to_string()
}

#[test]
fn the_attached_invoice_is_read() {
    for named in [Named::Associated, Named::Tree, Named::Both] {
        for name in ["factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"] {
            let pdf = made(&[("assay.csv", b"cu;99.99"), (name, CII)], named);
            let found = read(&pdf).unwrap_or_else(|e| panic!("{named:?} {name}: {e}"));
            assert_eq!(found.format, Format::FacturX);
            assert!(Invoice::parse(&found.bytes()).is_ok());
            assert!(found.notes.iter().any(|note| note.contains(name)), "{:?}", found.notes);
        }
    }
}

/// `PLIMSOLL_MAKE_SAMPLES=1` writes it anew.
#[test]
fn the_sample_has_the_sample_in_it() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/invoice.facturx.pdf");
    if std::env::var_os("PLIMSOLL_MAKE_SAMPLES").is_some() {
        std::fs::write(file, with_attachments(&[("factur-x.xml", CII)])).unwrap();
    }
    let found = read(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(found.fields, read(CII).unwrap().fields);
}

#[test]
fn other_pdfs_are_refused_as_what_they_are() {
    let cases: &[(Vec<u8>, &str)] = &[
        (with_attachments(&[]), "no attachment"),
        (with_attachments(&[("invoice.xml", CII)]), "none is called factur-x.xml"),
        (with_attachments(&[("factur-x.xml", CII), ("xrechnung.xml", CII)]), "2 invoices attached"),
        (with_attachments(&[("factur-x.xml", b"<a/>")]), "no invoice in UBL or CII"),
        (b"%PDF-1.7\n".to_vec(), "cannot be read"),
        (b"%PDF-1.7\ntrailer <</Encrypt 9 0 R>>".to_vec(), "encrypted"),
    ];
    for (pdf, says) in cases {
        let found = refused(pdf);
        assert!(found.contains(says), "{says}: {found}");
    }
    assert!(refused(&[b"%PDF-1.7\n", &vec![b' '; MAX_BYTES][..]].concat()).contains("at most 16 MiB"));
}

/// An attachment that unpacks to more than is read.
#[test]
fn a_bomb_in_the_attachment_is_not_unpacked() {
    let bomb = with_attachments(&[("factur-x.xml", &vec![b' '; xml::MAX_BYTES + 1])]);
    assert!(bomb.len() < 100_000);
    assert!(refused(&bomb).contains("cannot be unpacked"));
}

/// Lists of objects that are small in the file and large when unpacked: one alone, and many that are too much together.
#[test]
fn bombs_of_packed_objects_are_not_unpacked() {
    let packed = |number: usize, zeros: usize| {
        let head = format!("{number} 0 ");
        let content = format!("{head}[{}]", "0 ".repeat(zeros));
        let mut stream = Stream::new(dictionary! {}, content.into_bytes());
        stream.compress().unwrap();
        let first = head.len();
        let mut object = format!(
            "<</Type/ObjStm/N 1/First {first}/Filter/FlateDecode/Length {}>>stream\n",
            stream.content.len()
        )
        .into_bytes();
        object.extend(stream.content.iter().copied().chain(*b"\nendstream"));
        object
    };
    let catalog = b"<</Type/Catalog>>".to_vec();
    let one = raw(&[catalog.clone(), packed(1_000, MAX_LIST)]);
    assert!(one.len() < 100_000);
    let found = refused(&one);
    assert!(found.contains("unpacks to more") || found.contains("cannot be read"), "{found}");
    let many: Vec<_> = (0..200).map(|i| packed(1_000 + i, 200_000)).collect();
    let many = raw(&[vec![catalog], many].concat());
    assert!(many.len() < 400_000, "{}", many.len());
    assert!(refused(&many).contains("unpacks to more"), "{}", refused(&many));
    // As many with little in them are nothing to refuse.
    let few: Vec<_> = (0..200).map(|i| packed(1_000 + i, 20)).collect();
    assert!(refused(&raw(&[vec![b"<</Type/Catalog>>".to_vec()], few].concat())).contains("no attachment"));
}

/// One object that the table of contents names very often is kept a few times only.
#[test]
fn an_object_that_is_named_often_is_counted_each_time() {
    let large = format!("[{}]", "0 ".repeat(100_000));
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n".to_vec();
    let at = bytes.len();
    bytes.extend(format!("2 0 obj\n{large}\nendobj\n").bytes());
    let start = bytes.len();
    let entries = format!("{at:010} 00000 n \n").repeat(200);
    bytes.extend(format!("xref\n0 202\n0000000000 65535 f \n{:010} 00000 n \n{entries}trailer\n<</Size 202/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", 9).bytes());
    let found = refused(&bytes);
    assert!(found.contains("unpacks to more") || found.contains("no attachment"), "{found}");
}

#[test]
fn a_tree_of_names_that_has_no_end_is_left() {
    let looped = raw(&[
        b"<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>".to_vec(),
        b"<</Kids[2 0 R 2 0 R 2 0 R]>>".to_vec(),
    ]);
    assert!(refused(&looped).contains("no attachment"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mutated_pdfs_are_read_or_refused(at in 0usize..20_000, cut in 0usize..200, put in proptest::collection::vec(any::<u8>(), 0..12)) {
        let mut pdf = with_attachments(&[("factur-x.xml", CII)]);
        let start = at.min(pdf.len());
        let end = (start + cut).min(pdf.len());
        pdf.splice(start..end, put);
        if let Ok(read) = read(&pdf) {
            drop(Invoice::parse(&read.bytes()));
        }
    }
}
