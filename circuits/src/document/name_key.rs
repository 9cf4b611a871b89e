//! The key of a party's name, by which names are screened: what is left of a name when spelling, order and legal form are
//! taken away.
//!
//! Two names have one key if they differ only in letters' case, accents, width (`ＡＢＣ`), strokes and ligatures (`Ø`, `ß`, `Æ`),
//! punctuation, `&` for `and`, the order of words, and the legal forms of the table below, wherever these stand.
//!
//! What it does **not** find, so that a list must have it as an entry of its own:
//!
//! - misspellings, and abbreviations that are no legal form (`Intl` for `International`, `Bros` for `Brothers`);
//! - other transliterations of one name (`Mohamed`, `Muhammad`), and the name in another script;
//! - words that are written together here and apart there (`Al Nowhere`, `Alnowhere`), initials for names, names left out;
//! - letters of another script that look alike: a Cyrillic `А` is no Latin `A`;
//! - initials with neither full stops nor slashes between them: `S A` is two words, `S.A.`, `S. A.`, `A/S` and `SA` are one.
//!
//! And what it finds beyond that: vowel signs and voicing marks that are combining marks (Arabic, Hebrew, Indic, kana) are dropped,
//! and so are words such as `CO` or `AS` in a name of which they are no legal form.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Legal forms, and words for a company, that are one word. Sorted.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "AB", "AE", "AG", "AKTIEBOLAG", "AKTIENGESELLSCHAFT", "AKTIESELSKAB", "AKTSIONERNOE", "AO", "AS", "ASA", "AVV", "BERHAD",
    "BHD", "BV", "CO", "COMPANY", "CORP", "CORPORATION", "CV", "CYF", "DMCC", "DOO", "EAD", "EOOD", "EPE", "EURL", "EV", "FZC",
    "FZCO", "FZE", "FZLLC", "GESMBH", "GMBH", "INC", "INCORPORATED", "JSC", "JSCO", "KFT", "KG", "KGAA", "KK", "KS",
    "LC", "LDA", "LIMITED", "LLC", "LLLP", "LLP", "LP", "LTD", "LTDA", "LTEE", "MBH", "NV", "NYRT", "OAO", "OHG", "OJSC", "OOD",
    "OOO", "OU", "OY", "OYJ", "PAO", "PJS", "PJSC", "PLC", "PLLC", "PRJSC", "PSC", "PT", "PTE", "PTY", "PVT", "QSC", "SA", "SAE", "SAK", "SAL",
    "SAOC", "SAOG", "SARL", "SAS", "SASU", "SCA", "SDN", "SE", "SIA", "SL", "SLU", "SNC", "SP", "SPA", "SPZOO", "SRL", "SRO", "STI",
    "TBK", "TNHH", "UAB", "UG", "VOF", "WLL", "ZAO", "ZRT",
    // Cyrillic, Greek, Arabic, Korean, Japanese (of the signs U+3231 and U+3232).
    "ΑΕ", "ΕΠΕ", "АД", "АО", "ЗАО", "ОАО", "ООД", "ООО", "ПАО", "ТОВ", "ذمم", "شركة", "有", "株", "유한회사", "주", "주식회사",
];

/// Legal forms of several words, dropped where a name has all of them. Longer ones first.
const PHRASES: &[&[&str]] = &[
    &["GESELLSCHAFT", "MIT", "BESCHRANKTER", "HAFTUNG"],
    &["SOCIETA", "A", "RESPONSABILITA", "LIMITATA"],
    &["SOCIETE", "A", "RESPONSABILITE", "LIMITEE"],
    &["CLOSED", "JOINT", "STOCK"],
    &["FREE", "ZONE", "COMPANY"],
    &["FREE", "ZONE", "ESTABLISHMENT"],
    &["OPEN", "JOINT", "STOCK"],
    &["PRIVATE", "JOINT", "STOCK"],
    &["PUBLIC", "JOINT", "STOCK"],
    &["PUBLIC", "LIMITED", "COMPANY"],
    &["LIMITED", "LIABILITY", "PARTNERSHIP"],
    &["SOCIETA", "PER", "AZIONI"],
    &["SPOLKA", "Z", "OO"],
    &["SP", "Z", "OO"],
    &["ANONIM", "SIRKETI"],
    &["BESLOTEN", "VENNOOTSCHAP"],
    &["JOINT", "STOCK"],
    &["KABUSHIKI", "KAISHA"],
    &["LIMITED", "LIABILITY"],
    &["LIMITED", "PARTNERSHIP"],
    &["LIMITED", "SIRKETI"],
    &["NAAMLOZE", "VENNOOTSCHAP"],
    &["PERSEROAN", "TERBATAS"],
    &["PRIVATE", "LIMITED"],
    &["PRIVATE", "LTD"],
    &["SENDIRIAN", "BERHAD"],
    &["SOCIEDAD", "ANONIMA"],
    &["SOCIEDADE", "ANONIMA"],
    &["SOCIETE", "ANONYME"],
];

/// Legal forms that are written without a space: at the end of a word, or at its beginning. Longer ones first.
const AFFIXES: &[&str] = &[
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "株式会社",
    "有限会社",
    "合同会社",
    "有限公司",
    "주식회사",
    "유한회사",
];

/// The key of a party's name: upper case without accents and punctuation, without legal forms unless nothing else is there, its
/// words sorted and joined by single spaces. `None` if no letter and no digit is in it.
///
/// Two names with one key are one name to a list of names. The module's text says what has another key, and is not found.
#[must_use]
pub fn name_key(name: &str) -> Option<String> {
    let mut words: Vec<String> = words(name).into_iter().map(without_affixes).collect();
    words.sort_unstable();
    let mut left = words.clone();
    for phrase in PHRASES {
        while let Some(rest) = without(&left, phrase) {
            left = rest;
        }
    }
    left.retain(|word| !FORMS.contains(&word.as_str()) && !AFFIXES.contains(&word.as_str()));
    let kept = if left.is_empty() { words } else { left };
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// The words of a name, folded. Single letters with a full stop or a slash between them are one word.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut between) = (String::new(), String::new());
    // Whether the last word is single letters so far, to which another one joins.
    let mut initials = false;
    let mut end = |word: &mut String, between: &mut String| {
        if word.is_empty() {
            return;
        }
        let single = word.chars().count() == 1;
        let joined = words.last_mut().filter(|_| initials && single && matches!(between.as_str(), "." | "/"));
        match joined {
            Some(last) => last.push_str(word),
            None => words.push(word.clone()),
        }
        initials = single;
        word.clear();
        between.clear();
    };
    for c in folded(name) {
        if c.is_alphanumeric() {
            word.push(c);
        } else if c == '&' {
            end(&mut word, &mut between);
            word.push_str("AND");
            end(&mut word, &mut between);
        } else {
            end(&mut word, &mut between);
            between.extend((!c.is_whitespace()).then_some(c));
        }
    }
    end(&mut word, &mut between);
    words
}

/// The characters of a name in upper case, without accents, apostrophes and what is not seen.
fn folded(name: &str) -> Vec<char> {
    let bare: String = name.nfkd().filter(|c| !is_combining_mark(*c)).nfkc().collect();
    let upper = bare.chars().filter(|c| !is_dropped(*c)).flat_map(char::to_uppercase);
    let mut folded = Vec::with_capacity(bare.len());
    for c in upper {
        match c {
            'Ø' => folded.push('O'),
            'Ł' => folded.push('L'),
            'Đ' | 'Ð' => folded.push('D'),
            'Ħ' => folded.push('H'),
            'ẞ' => folded.extend(['S', 'S']),
            'Æ' => folded.extend(['A', 'E']),
            'Œ' => folded.extend(['O', 'E']),
            'Þ' => folded.extend(['T', 'H']),
            c => folded.push(c),
        }
    }
    folded
}

/// Apostrophes in all their forms, which stand inside words, and characters that are not seen.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\'' | '`' | '\u{00B4}' | '\u{02B9}'..='\u{02BF}' | '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{2035}' | '\u{05F3}'
        | '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}')
}

/// A word without the legal forms that are written together with it, unless it is nothing else.
fn without_affixes(mut word: String) -> String {
    let shorter = |word: &str| {
        if AFFIXES.contains(&word) {
            return None;
        }
        let cut = |form: &&str| word.strip_suffix(*form).or_else(|| word.strip_prefix(*form));
        AFFIXES.iter().filter_map(cut).find(|rest| !rest.is_empty()).map(str::to_owned)
    };
    while let Some(rest) = shorter(&word) {
        word = rest;
    }
    word
}

/// Words without those of a phrase, one of each; `None` if not all of them are there.
fn without(words: &[String], phrase: &[&str]) -> Option<Vec<String>> {
    let mut rest = words.to_vec();
    for part in phrase {
        rest.remove(rest.iter().position(|word| word == part)?);
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name() {
        for (key, names) in [
            (
                "COPPER FICTIONAL TRADING",
                &[
                    "Fictional Copper Trading Ltd",
                    "FICTIONAL-COPPER TRADING CO., LTD.",
                    "Trading, Fictional Copper",
                    "fictional  copper\ttrading Co.Ltd",
                    "Fictional Copper Trading (Pte.) Ltd",
                    "Fictional Copper Trading S. A.",
                    "Fictional Copper Trading G.m.b.H.",
                    "ＦＩＣＴＩＯＮＡＬ Copper Trading A/S",
                    "Fictional Cop\u{00AD}per Trading Limited Liability Company",
                    "PT Fictional Copper Trading Tbk",
                    "Open Joint-Stock Company \"Fictional Copper Trading\"",
                    "Fictional Copper Trading Pvt. Ltd.",
                ][..],
            ),
            ("NOWHERE ONEILL", &["Nowhere O'Neill", "O\u{2019}NEILL Nowhere Inc."][..]),
            ("AND JP NOBODY", &["J.P. Nobody & Co", "J. P. Nobody and Company", "Nobody & J/P KG"][..]),
            (
                "LODZ OLMUHLE STRASSE",
                &["Łódź Ölmühle Straße", "LODZ OLMUHLE STRASSE", "ŁÓDŹ ÖLMÜHLE STRAẞE"][..],
            ),
            ("虚构铜业", &["虚构铜业有限公司", "虚构铜业 股份有限公司", "虚构铜业"][..]),
            ("나라", &["주식회사 나라", "㈜나라", "나라주식회사"][..]),
            ("ПРИМЕР", &["ООО «Пример»", "пример, ОАО"][..]),
            // Nothing but forms: they stay.
            ("AS CO", &["A/S Co.", "Co. AS"][..]),
            ("有限公司", &["有限公司"][..]),
        ] {
            for name in names {
                assert_eq!(name_key(name).as_deref(), Some(key), "{name}");
            }
        }
        for nothing in ["", " ", "-", "\u{200B}", "«»"] {
            assert_eq!(name_key(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn what_stays_apart() {
        for (one, other) in [
            ("Mohamed Nobody", "Muhammad Nobody"),
            ("Alnowhere Shipping", "Al Nowhere Shipping"),
            ("Nobody", "\u{041D}obody"),
            ("Nowhere International", "Nowhere Intl"),
            ("Nowhere S A", "Nowhere S.A."),
            ("Nowhere 1", "Nowhere 11"),
        ] {
            assert_ne!(name_key(one), name_key(other), "{one}, {other}");
        }
    }

    /// Names with what the key goes by: forms, phrases, initials, accents, other scripts.
    fn word() -> impl Strategy<Value = String> {
        let forms = proptest::sample::select(FORMS).prop_map(str::to_owned);
        let phrases = proptest::sample::select(PHRASES).prop_map(|phrase| phrase.join(" "));
        prop_oneof![
            4 => "[a-zA-Z]{2,8}", 2 => "[A-Z]", 2 => "[A-Z]\\.[A-Z]\\.", 2 => forms, 1 => phrases,
            2 => "\\PC{1,6}", 1 => "[铜业公司]{1,3}(股份)?有限公司", 1 => "[à-þß-öø-ÿĀ-ž]{1,6}",
        ]
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in proptest::collection::vec(word(), 0..6).prop_map(|words| words.join(" "))) {
            if let Some(key) = name_key(&name) {
                prop_assert_eq!(name_key(&key), Some(key));
            }
        }

        #[test]
        fn order_case_and_punctuation_do_not_matter(
            words in proptest::collection::vec("[a-zA-Zà-öø-ÿа-я]{1,8}", 1..6).prop_shuffle(),
            between in proptest::sample::select(&[" ", ", ", " - ", "; ", "\u{3000}", " (", "\" "][..]),
        ) {
            let key = name_key(&words.join(" "));
            let reversed: Vec<String> = words.iter().rev().cloned().collect();
            prop_assert_eq!(name_key(&reversed.join(between)), key.clone());
            prop_assert_eq!(name_key(&words.join(between).to_uppercase()), key.clone());
            prop_assert_eq!(name_key(&words.join(between).to_lowercase()), key);
        }
    }
}
