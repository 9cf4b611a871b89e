//! What is no XML, or more of it than is read.

use super::*;
use proptest::prelude::*;

fn refused(xml: impl AsRef<[u8]>) -> String {
    parse(xml.as_ref()).err().map(|refused| refused.to_string()).unwrap_or_default()
}

#[test]
fn attacks_are_refused_in_a_sentence() {
    let levels = |n: usize| "<a>".repeat(n) + &"</a>".repeat(n);
    let attributes: String = (0..65).map(|i| format!(" a{i}='1'")).collect();
    let namespaces: String = (0..200).map(|i| format!(" xmlns:n{i}='urn:{i}'")).collect();
    let cases: &[(String, &str)] = &[
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>".to_owned(), "DOCTYPE"),
        ("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>".to_owned(), "DOCTYPE"),
        ("<a>&lol9;</a>".to_owned(), "an entity that XML itself has not"),
        ("<a>&#0;</a>".to_owned(), "an entity"),
        ("<a b='&x;'/>".to_owned(), "no XML"),
        ("<a b='&#8;'/>".to_owned(), "characters that XML has not"),
        (levels(65), "more than 64 levels"),
        (format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS)), "elements"),
        (format!("<a{attributes}/>"), "more than 64 attributes"),
        (format!("<a{namespaces}/>"), "no XML"),
        (format!("<{}/>", "a".repeat(201)), "too long"),
        ("<x:a/>".to_owned(), "not declared"),
        ("<a b='1' b='2'/>".to_owned(), "no XML"),
        ("<a><b></a></b>".to_owned(), "no XML"),
        ("<a><b>".to_owned(), "cut off"),
        ("<a/><b/>".to_owned(), "more behind"),
        ("<a/>text".to_owned(), "more behind"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><a/>".to_owned(), "another encoding"),
        (String::new(), "no element"),
        (" ".repeat(MAX_BYTES + 1), "at most 16 MiB"),
    ];
    for (xml, says) in cases {
        let found = refused(xml);
        let shown: String = xml.chars().take(60).collect();
        assert!(found.contains(says), "{shown}: {found:?}");
    }
    assert!(refused(b"<a>\xE4</a>").contains("UTF-8"));
    assert!(refused(b"\xFF\xFE<\0a\0").contains("UTF-16"));
    assert!(refused("<a>\n\n<b></a>").contains("line 3"), "{}", refused("<a>\n\n<b></a>"));
}

#[test]
fn what_is_allowed_is_read_and_namespaces_are_resolved() {
    let xml = "\u{FEFF}<?xml version='1.0'?><?style x?><!-- c --><n:Invoice xmlns:n='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' xmlns='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>\n<ID a='&lt;'>A&amp;B<![CDATA[<C>]]>&#x44;</ID><x xmlns='urn:x'><y/></x></n:Invoice>";
    let tree = parse(xml.as_bytes()).unwrap();
    let top = tree.top();
    assert_eq!(top.name(), "Invoice");
    let id = top.one("cbc:ID").unwrap();
    assert_eq!((id.text(), id.place()), ("A&B<C>D".to_owned(), "/Invoice/cbc:ID".to_owned()));
    assert_eq!(id.attribute("a"), Some("<"));
    id.mark();
    let unread: Vec<_> = tree.unread().iter().map(|at| at.place()).collect();
    assert_eq!(unread, ["/Invoice/{urn:x}x"]);
    assert!(parse(("<a>".repeat(64) + &"</a>".repeat(64)).as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_text_panics(text in "[<>/a-c =\"'&;#x0-9!\\[\\]\\-?:]{0,80}") {
        let _ = parse(text.as_bytes());
    }
}
