//! Whether two spellings are one company's name: letter case, punctuation and the spelling of the legal form set aside.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Legal forms as they are written behind a name, punctuation aside, and the one spelling of each. Where one form begins or ends another, the
/// longer one is found.
const FORMS: &[(&str, &str)] = &[
    ("LIMITED", "LTD"),
    ("LTD", "LTD"),
    ("COMPANY LIMITED", "CO LTD"),
    ("COMPANY LTD", "CO LTD"),
    ("CO LIMITED", "CO LTD"),
    ("CO LTD", "CO LTD"),
    ("PRIVATE LIMITED", "PTE LTD"),
    ("PRIVATE LTD", "PTE LTD"),
    ("PVT LTD", "PTE LTD"),
    ("PVT LIMITED", "PTE LTD"),
    ("PTE LTD", "PTE LTD"),
    ("PTE LIMITED", "PTE LTD"),
    ("PTY LTD", "PTY LTD"),
    ("PTY LIMITED", "PTY LTD"),
    ("PROPRIETARY LIMITED", "PTY LTD"),
    ("SDN BHD", "SDN BHD"),
    ("SENDIRIAN BERHAD", "SDN BHD"),
    ("BHD", "BHD"),
    ("BERHAD", "BHD"),
    ("PUBLIC LIMITED COMPANY", "PLC"),
    ("PLC", "PLC"),
    ("INCORPORATED", "INC"),
    ("INC", "INC"),
    ("CORPORATION", "CORP"),
    ("CORP", "CORP"),
    ("COMPANY", "CO"),
    ("CO", "CO"),
    ("LIMITED LIABILITY COMPANY", "LLC"),
    ("LLC", "LLC"),
    ("L L C", "LLC"),
    ("LLP", "LLP"),
    ("LP", "LP"),
    ("GESELLSCHAFT MIT BESCHRÄNKTER HAFTUNG", "GMBH"),
    ("GES MBH", "GMBH"),
    ("GESMBH", "GMBH"),
    ("MBH", "GMBH"),
    ("GMBH", "GMBH"),
    ("GMBH CO KG", "GMBH CO KG"),
    ("GMBH CO KGAA", "GMBH CO KGAA"),
    ("KGAA", "KGAA"),
    ("KG", "KG"),
    ("OHG", "OHG"),
    ("AKTIENGESELLSCHAFT", "AG"),
    ("AG", "AG"),
    ("SE", "SE"),
    ("SOCIÉTÉ ANONYME", "SA"),
    ("SOCIEDAD ANÓNIMA", "SA"),
    ("SA", "SA"),
    ("S A", "SA"),
    ("SAS", "SAS"),
    ("SARL", "SARL"),
    ("SPA", "SPA"),
    ("S P A", "SPA"),
    ("SRL", "SRL"),
    ("S R L", "SRL"),
    ("SL", "SL"),
    ("S L", "SL"),
    ("SA DE CV", "SA DE CV"),
    ("LTDA", "LTDA"),
    ("LIMITADA", "LTDA"),
    ("NAAMLOZE VENNOOTSCHAP", "NV"),
    ("NV", "NV"),
    ("N V", "NV"),
    ("BESLOTEN VENNOOTSCHAP", "BV"),
    ("BV", "BV"),
    ("B V", "BV"),
    ("AKTIEBOLAG", "AB"),
    ("AB", "AB"),
    ("A S", "AS"),
    ("AS", "AS"),
    ("ASA", "ASA"),
    ("APS", "APS"),
    ("OY", "OY"),
    ("OYJ", "OYJ"),
    ("SP Z OO", "SP Z OO"),
    ("SP Z O O", "SP Z OO"),
    ("SRO", "SRO"),
    ("S R O", "SRO"),
    ("KFT", "KFT"),
    ("DOO", "DOO"),
    ("D O O", "DOO"),
    ("JSC", "JSC"),
    ("PJSC", "PJSC"),
    ("FZE", "FZE"),
    ("FZCO", "FZCO"),
    ("FZ LLC", "FZ LLC"),
    ("DMCC", "DMCC"),
];

/// Whether two names are one but for letter case, punctuation, white space and the spelling of their legal form. A form that one of them leaves
/// out is no difference; two different forms are: companies of one group often have one name but for that.
#[must_use]
pub fn agree(a: &str, b: &str) -> bool {
    let ((a, a_form), (b, b_form)) = (key(a), key(b));
    !a.is_empty() && a == b && a_form.zip(b_form).is_none_or(|(a, b)| a == b)
}

/// The letters and digits of a name without its legal form, and that.
fn key(name: &str) -> (String, Option<&'static str>) {
    let folded = name.nfkc().flat_map(char::to_uppercase);
    // What stands within an abbreviation is dropped, other signs separate.
    let kept = folded.filter(|c| !matches!(c, '.' | '\'' | '\u{2019}' | '`'));
    let spaced: String =
        kept.map(|c| if c.is_alphanumeric() || is_combining_mark(c) { c } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let ends = |form: &str| {
        let form: Vec<_> = form.split(' ').collect();
        (form.len() < words.len() && words.ends_with(&form)).then_some(form.len())
    };
    let found = FORMS.iter().filter_map(|(form, one)| Some((ends(form)?, *one))).max();
    let (length, form) = found.map_or((0, None), |(length, form)| (length, Some(form)));
    (words[..words.len() - length].concat(), form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_agree() {
        for (a, b) in [
            ("Fictional Copper Trading Ltd", "FICTIONAL COPPER TRADING LIMITED"),
            ("Fictional Copper Trading Ltd", "Fictional Copper Trading, Ltd."),
            ("Fictional Copper Trading Ltd", "Fictional-Copper  Trading"),
            ("Société d'Exemple S.A.", "SOCIE\u{301}TE\u{301} D\u{2019}EXEMPLE SA"),
            ("Größe & Söhne GmbH & Co. KG", "GRÖSSE & SÖHNE GMBH & CO KG"),
            ("Example Lines Pte. Ltd.", "Example Lines Private Limited"),
            ("Ｅｘａｍｐｌｅ Line A/S", "Example Line AS"),
            ("Przykład Sp. z o.o.", "PRZYKŁAD SP Z O O"),
            ("虚构铜业贸易有限公司", "虚构铜业贸易有限公司"),
        ] {
            assert!(agree(a, b) && agree(b, a), "{a} {b}: {:?} {:?}", key(a), key(b));
        }
    }

    #[test]
    fn other_companies_do_not() {
        for (a, b) in [
            ("Imaginary Metals GmbH", "Imaginary Metals Ltd"),
            ("Imaginary Metals GmbH", "Imaginary Metals GmbH & Co. KG"),
            ("Example Ltd", "Example Co Ltd"),
            ("Fictional Copper Trading Ltd", "Fictional Copper Ltd"),
            ("Fictional Bank A", "Fictional Bank B"),
            ("Ltd", "GmbH"),
            // A Cyrillic letter that looks like a Latin one.
            ("Bank A", "Bank \u{410}"),
            ("", ""),
            ("..", "-"),
        ] {
            assert!(!agree(a, b), "{a} {b}: {:?} {:?}", key(a), key(b));
        }
    }
}
