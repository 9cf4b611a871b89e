//! Texts as field elements, and references in the one form in which keys compare them.

use crate::{
    field::{F, from_short_bytes},
    poseidon2::sponge,
    tag::Tag,
};
use unicode_normalization::UnicodeNormalization;

/// Bytes that fit one field element.
pub const CHUNK: usize = 31;

/// A text as one field element: up to 31 bytes of UTF-8 are the big-endian integer of them (the empty text is 0);
/// longer ones are `sponge(Tag::Text; length, 31-byte chunks)`.
#[must_use]
pub fn value(text: &str) -> F {
    let bytes = text.as_bytes();
    if bytes.len() <= CHUNK { from_short_bytes(bytes) } else { sponge(Tag::Text, &packed(bytes)) }
}

/// The length of `bytes` in bytes, then its 31-byte chunks: no two byte strings give the same elements.
#[must_use]
pub fn packed(bytes: &[u8]) -> Vec<F> {
    let mut out = vec![F::from(bytes.len() as u64)];
    out.extend(bytes.chunks(CHUNK).map(from_short_bytes));
    out
}

/// The one form of a bill's, invoice's or tax number: NFKC, upper case, white space and punctuation dropped. `None` if
/// any other character than A to Z and 0 to 9 is left, or none at all.
#[must_use]
pub fn normalise(reference: &str) -> Option<String> {
    let kept: String = reference.nfkc().flat_map(char::to_uppercase).filter(|c| !is_dropped(*c)).collect();
    (!kept.is_empty() && kept.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())).then_some(kept)
}

/// The one form of an invoice's number: NFKC, upper case, its runs of letters and of digits in their order with `-` between them, whatever
/// stood there, if anything did. So `fct 2026-0417` is `FCT/2026/0417`, and 1/12 is not 11/2. `None` as of [`normalise`].
#[must_use]
pub fn normalise_parts(reference: &str) -> Option<String> {
    normalise(reference)?;
    let mut out = String::new();
    let mut last: Option<char> = None;
    for c in reference.nfkc().flat_map(char::to_uppercase) {
        let kept = (!is_dropped(c)).then_some(c);
        if let Some(c) = kept {
            let is_new = last.is_none_or(|last| last.is_ascii_digit() != c.is_ascii_digit());
            if is_new && !out.is_empty() {
                out.push('-');
            }
            out.push(c);
        }
        last = kept;
    }
    Some(out)
}

/// The key of a wording, by which clauses are looked up: NFKC, upper case, its runs of letters and digits with single blanks between them.
#[must_use]
pub fn wording(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_uppercase).collect();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// White space, punctuation, and characters that are not seen.
fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c,
            '\u{00AD}' | '\u{00AB}' | '\u{00BB}' | '\u{00B7}' | '\u{00A6}' | '\u{00A7}' | '\u{00B6}' | '\u{00BF}' | '\u{00A1}'
            | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{206F}' | '\u{2212}' | '\u{2E00}'..='\u{2E5D}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{30FB}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_have_one_form() {
        for text in [
            "hhl 7180-0000",
            "HHL71800000",
            "ＨＨＬ７１８０００００",
            "HHL.7180/0000",
            "HHL\u{2013}7180\u{2060}0000",
            "hhl_71800000 ",
        ] {
            assert_eq!(normalise(text).as_deref(), Some("HHL71800000"), "{text}");
        }
        // A Cyrillic letter that looks like a Latin one is refused, not dropped: it would otherwise make another number.
        for bad in ["\u{041D}HL71800000", "--", "", "提单1", "HHL€1"] {
            assert_eq!(normalise(bad), None, "{bad}");
        }
    }

    #[test]
    fn parts_of_a_number_stay_apart_however_they_are_written() {
        for text in
            ["FCT-2026/0417", "fct 2026-0417", "FCT2026.0417", " FCT--2026 /0417-", "ＦＣＴ２０２６・0417"]
        {
            assert_eq!(normalise_parts(text).as_deref(), Some("FCT-2026-0417"), "{text}");
        }
        let numbers = ["FV/1/12/2026", "FV/11/2/2026", "FV/112/2026", "FV1122026"].map(normalise_parts);
        for (i, one) in numbers.iter().enumerate() {
            assert!(one.is_some() && !numbers[..i].contains(one), "{one:?}");
        }
        for bad in ["\u{041D}1", "--", "", "发票1"] {
            assert_eq!(normalise_parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn long_texts_are_hashed_with_their_length() {
        let (short, long) = ("a".repeat(31), "a".repeat(32));
        assert_eq!(value(&short), from_short_bytes(short.as_bytes()));
        assert_eq!(value(&long), sponge(Tag::Text, &packed(long.as_bytes())));
        assert_ne!(value(&long), value(&format!("{long}\0")));
    }

    proptest! {
        #[test]
        fn packing_is_injective(a in proptest::collection::vec(any::<u8>(), 0..100), b in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(packed(&a) == packed(&b), a == b);
        }

        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,30}") {
            if let Some(once) = normalise(&text) {
                prop_assert_eq!(normalise(&once), Some(once));
            }
            if let Some(once) = normalise_parts(&text) {
                prop_assert_eq!(normalise_parts(&once), Some(once.clone()));
                prop_assert_eq!(normalise(&once), normalise(&text), "no letter and no digit is lost");
            }
        }
    }
}
