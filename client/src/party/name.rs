//! Names: one way to write each, and no two that people take for one another.

mod key;

pub use key::agree;

use crate::text::is_hidden;
use std::{collections::BTreeSet, fmt::Write as _};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::{
    GeneralSecurityProfile as _, MixedScript as _, RestrictionLevel, RestrictionLevelDetection as _,
    general_security_profile::IdentifierType, skeleton,
};

/// The longest name, in characters.
const LONGEST: usize = 200;

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty or too long.
    #[error("a name has 1 to {LONGEST} characters")]
    Length,
    /// A character that is not seen, or that changes how others are shown.
    #[error("the name holds the character U+{:04X}, which is not seen or changes how others are; leave it out", u32::from(*.0))]
    Hidden(char),
    /// Signs alone.
    #[error("the name has no letter and no digit; write it out")]
    NoLetter,
    /// One word in letters of several scripts.
    #[error(
        "`{0}` mixes letters of several scripts, some of which look alike; write each word in one script"
    )]
    MixedScript(String),
    /// Not as [`normalised`] writes it.
    #[error("the name `{0}` is not in its normal form (NFKC, single spaces); write it as `{1}`")]
    NotNormal(String, String),
}

/// A name as it is kept: NFKC (UAX #15), single spaces between words.
///
/// # Errors
/// If it is too long, holds what cannot be seen, has no letter and no digit, or mixes scripts within a word beyond what UTS #39
/// calls moderately restrictive (a word of Latin letters with Han, Kana, Hangul, Arabic and so on is none of that).
pub fn normalised(text: &str) -> Result<String, NameError> {
    if let Some(hidden) = text.chars().find(|c| !c.is_whitespace() && is_unseen(*c)) {
        return Err(NameError::Hidden(hidden));
    }
    let nfkc: String = text.nfkc().collect();
    if let Some(hidden) = nfkc.chars().find(|c| !c.is_whitespace() && is_unseen(*c)) {
        return Err(NameError::Hidden(hidden));
    }
    let name = nfkc.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(NameError::Length);
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err(NameError::NoLetter);
    }
    let mut words = name.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    let mixed = words.find(|word| {
        !word.is_single_script() && !word.check_restriction_level(RestrictionLevel::ModeratelyRestrictive)
    });
    mixed.map_or(Ok(()), |word| Err(NameError::MixedScript(word.to_owned())))?;
    Ok(name)
}

/// Whether a name is written as [`normalised`] writes it.
///
/// # Errors
/// As [`normalised`]; [`NameError::NotNormal`].
pub fn check(name: &str) -> Result<(), NameError> {
    let normal = normalised(name)?;
    if normal == name { Ok(()) } else { Err(NameError::NotNormal(name.to_owned(), normal)) }
}

/// Whether two names are one but for letter case, white space and forms that NFKC makes equal.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

/// What a name looks like: two names of which one of these is the same are taken for one another. They are skeletons of UTS #39,
/// letter case, spaces and punctuation aside.
#[must_use]
pub fn looks(name: &str) -> BTreeSet<String> {
    let shape = |text: &str| skeleton(text).collect::<String>();
    let nfkc: String = name.nfkc().collect();
    // A capital may look like another letter than its small form does.
    let [small, shaped] = [nfkc.to_lowercase(), shape(&nfkc).to_lowercase()];
    let looks = [shape(&small).to_lowercase(), shape(&shaped).to_lowercase(), shaped];
    looks.into_iter().map(|look| look.chars().filter(|c| !is_filler(*c)).collect()).collect()
}

fn folded(name: &str) -> String {
    let small = name.nfkc().collect::<String>().to_lowercase();
    small.split_whitespace().fold(String::new(), |mut folded, word| {
        // Writing to a string does not fail.
        let _ = write!(folded, "{}{word}", if folded.is_empty() { "" } else { " " });
        folded
    })
}

/// What separates the letters of a name rather than being one of them.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || "-.,:;'\"`_()/\u{b7}".contains(c)
}

fn is_unseen(c: char) -> bool {
    is_hidden(c)
        || match c.identifier_type() {
            Some(IdentifierType::Default_Ignorable | IdentifierType::Deprecated) => true,
            // Unassigned, of private use, or a blank that is no white space.
            None => !c.is_alphanumeric(),
            Some(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_names_pass_as_they_are() {
        for name in [
            "Bank A",
            "Fictional Copper Trading Ltd",
            "Société Générique d'Exemple S.A.",
            "Größe & Söhne GmbH",
            "虚构铜业贸易有限公司",
            "架空商事株式会社",
            "阿里Example",
            "ソニーEXAMPLE",
            "가상은행",
            "شركة مثال للتجارة",
            "بانک نمونه",
            "חברה לדוגמה",
            "ООО Пример",
            "ООО Пример Trading",
            "Παράδειγμα Α.Ε.",
            "उदाहरण बैंक",
            "ธนาคารตัวอย่าง",
            "Ngân hàng Ví dụ",
            "7-Eleven Example",
        ] {
            assert_eq!(normalised(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn a_name_is_written_in_one_way() {
        for text in ["Bank A", "  Bank \t A ", "Bank\u{a0}A", "Ｂａｎｋ　Ａ", "Bank\u{2003}A", "Bank\nA"]
        {
            assert_eq!(normalised(text).as_deref(), Ok("Bank A"), "{text:?}");
            assert!(same(text, "bank a"));
        }
        assert_eq!(normalised("Cafe\u{301}").unwrap(), "Caf\u{e9}");
        assert!(matches!(check("Bank  A"), Err(NameError::NotNormal(..))));
        assert!(matches!(normalised(" "), Err(NameError::Length)));
        assert!(matches!(normalised(&"x".repeat(201)), Err(NameError::Length)));
        assert!(matches!(normalised("- . -"), Err(NameError::NoLetter)));
    }

    #[test]
    fn what_is_not_seen_is_refused() {
        for hidden in [
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{2060}',
            '\u{feff}',
            '\u{ad}',
            '\u{34f}',
            '\u{202e}',
            '\u{2066}',
            '\u{200e}',
            '\u{61c}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{2800}',
            '\u{e0041}',
            '\u{fe0f}',
            '\u{180e}',
            '\u{fff9}',
            '\u{e000}',
            '\u{1b}',
            '\0',
            '\u{206a}',
            '\u{115f}',
            '\u{378}',
        ] {
            for text in [format!("Bank{hidden} A"), format!("{hidden}Bank A"), format!("Bank A{hidden}")] {
                assert_eq!(normalised(&text), Err(NameError::Hidden(hidden)), "{text:?}");
            }
        }
    }

    #[test]
    fn scripts_are_not_mixed_within_a_word() {
        // Cyrillic а; Greek Α; Cherokee Ꭺ; Cyrillic ѕ.
        for word in ["B\u{430}nk", "\u{391}lpha", "B\u{13aa}nk", "Tru\u{455}t"] {
            assert_eq!(normalised(&format!("{word} X")), Err(NameError::MixedScript(word.to_owned())));
        }
    }

    #[test]
    fn names_that_look_alike_share_a_look() {
        let alike = |a: &str, b: &str| !looks(a).is_disjoint(&looks(b));
        for (a, b) in [
            ("Bank A", "bank a"),
            ("Bank A", "BankA"),
            ("Bank A", "Bank  A."),
            ("Bank A", "Bank \u{410}"),
            ("Bank A", "Bank \u{391}"),
            ("bank a", "BANK \u{410}"),
            ("Bank 1", "Bank l"),
            ("Bank 1", "Bank I"),
            ("Bank O", "Bank 0"),
            ("Modern", "Modem"),
            ("Bank m", "BANK \u{41c}"),
            ("Example-Line", "Example Line"),
            ("Bacc", "\u{412}\u{410}\u{421}\u{421}"),
            ("Bank A", "Ｂank\u{200b} A"),
            ("COCO", "\u{421}\u{41e}\u{421}\u{41e}"),
        ] {
            assert!(alike(a, b), "{a} {b}: {:?} {:?}", looks(a), looks(b));
        }
        for (a, b) in [
            ("Bank A", "Bank B"),
            ("First Bank", "Second Bank"),
            ("Caf\u{e9}", "Cafe"),
            ("虚构银行", "示例银行"),
            ("شركة مثال", "شركة نموذج"),
            ("Fictional Bank A", "Fictional Bank C"),
        ] {
            assert!(!alike(a, b), "{a} {b}: {:?}", looks(a));
        }
    }
}
