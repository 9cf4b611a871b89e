//! What is no invoice, or no sound one.

use super::*;
use proptest::prelude::*;

#[test]
fn what_asks_for_no_payment_is_refused_as_what_it_is() {
    let credit = UBL
        .replace("Invoice-2", "CreditNote-2")
        .replace("<Invoice ", "<CreditNote ")
        .replace("</Invoice>", "</CreditNote>");
    for (xml, says) in [
        (credit, "credit note"),
        (with(UBL, ">380<", ">381<"), "credit note"),
        (with(CII, ">380<", ">381<"), "credit note"),
        (with(UBL, ">380<", ">325<"), "pro forma"),
        (with(UBL, ">380<", ">751<"), "accounting alone"),
        (UBL.replace("xsd:Invoice-2", "xsd:Invoice-1"), "in no namespace"),
        (CII.replace("CrossIndustryInvoice:100", "CrossIndustryInvoice:16"), "in no namespace"),
        (
            UBL.replace("xsd:Invoice-2", "xsd:Order-2")
                .replace("<Invoice", "<Order")
                .replace("</Invoice>", "</Order>"),
            "no invoice in UBL or CII",
        ),
        (
            "<CrossIndustryDocument xmlns='urn:ferd:CrossIndustryDocument:invoice:1p0'/>".to_owned(),
            "ZUGFeRD 1",
        ),
        ("<Invoice/>".to_owned(), "in no namespace"),
    ] {
        let found = refused(&xml).to_string();
        assert!(found.contains(says), "{says}: {found}");
    }
}

#[test]
fn what_is_to_be_known_of_its_kind_is_noted() {
    for (code, says) in
        [("384", "corrected"), ("393", "assigned"), ("386", "prepayment"), ("999", "another kind")]
    {
        let read = read(&with(UBL, ">380<", &format!(">{code}<")));
        let [advice] = &read.advice[..] else { panic!("{:?}", read.advice) };
        assert_eq!(
            (advice.path.as_str(), advice.seen.as_deref()),
            ("/Invoice/cbc:InvoiceTypeCode", Some(code))
        );
        assert!(advice.message.contains(says), "{advice}");
        assert!(judged(&read).is_ok());
    }
    let paid = read(&with(
        UBL,
        "<cbc:PrepaidAmount currencyID=\"USD\">0.00",
        "<cbc:PrepaidAmount currencyID=\"USD\">1000.00",
    ));
    let [advice] = &paid.advice[..] else { panic!("{:?}", paid.advice) };
    assert!(advice.message.contains("paid already") && advice.seen.as_deref() == Some("1000.00"), "{advice}");
    assert!(read(UBL).advice.is_empty() && read(CII).advice.is_empty());
}

/// Elements of other namespaces are not those that they look like.
#[test]
fn wrong_namespaces_are_not_read() {
    let xml = UBL.replace("CommonBasicComponents-2", "CommonBasicComponents-9");
    let read = read(&xml);
    let found = judged(&read).unwrap_err();
    assert!(found.rules().iter().all(|rule| *rule == "REQUIRED"), "{found}");
    assert!(read.left.iter().any(|left| left.why.contains("in a namespace that neither")));
}

#[test]
fn a_very_long_list_of_what_is_left_out_is_counted() {
    let notes = "<cbc:Note>n</cbc:Note>".repeat(10_000);
    let read = read(&with(UBL, "<cbc:TaxPointDate>", &format!("{notes}<cbc:TaxPointDate>")));
    let last = read.left.last().unwrap();
    assert!(last.text.ends_with(" more"), "{last:?}");
    assert!(judged(&read).is_ok());
}

#[test]
fn every_truncation_is_refused() {
    for sample in [UBL, CII] {
        let end = sample.trim_end().len();
        for at in (0..end).step_by(97) {
            if sample.is_char_boundary(at) {
                refused(&sample[..at]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is cut out of a sample, written over or doubled, nothing panics, and no fault stands nowhere.
    #[test]
    fn mutated_samples_are_read_or_refused(
        which in any::<bool>(),
        at in 0usize..12_000,
        cut in 0usize..400,
        put in "[<>/&;\"' a-zA-Z0-9.\\-]{0,12}",
    ) {
        let sample = if which { UBL } else { CII };
        let start = at.min(sample.len());
        let end = (start + cut).min(sample.len());
        let mut bytes = sample.as_bytes().to_vec();
        bytes.splice(start..end, put.bytes());
        if let Ok(read) = invoice(&bytes)
            && let Err(found) = judged(&read)
        {
            prop_assert!(found.faults.iter().all(|fault| fault.path.starts_with('/')));
        }
    }

    /// Texts of elements that are anything at all.
    #[test]
    fn any_texts_are_read(element in 0usize..200, text in "\\PC{0,40}") {
        for sample in [UBL, CII] {
            let ends: Vec<_> = sample.match_indices("</").map(|(i, _)| i).collect();
            let end = ends[element % ends.len()];
            let start = sample[..end].rfind('>').map_or(0, |i| i + 1);
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            let xml = format!("{}{escaped}{}", &sample[..start], &sample[end..]);
            match invoice(xml.as_bytes()) {
                Ok(read) => drop(judged(&read)),
                Err(e) => prop_assert!(e.to_string().len() > 20),
            }
        }
    }
}
