//! Whether a new passphrase keeps what it locks from whoever has the file.
//!
//! Length counts most (NIST SP 800-63B-4, section 3.1.1: at least 15 characters where nothing else protects), and what a guesser tries
//! first counts little. Each guess takes a fifth of a second and 64 MiB at scrypt's work factor.

use super::{error::Failure, secret::Secret};
use std::collections::HashSet;

/// Characters of a passphrase, at least.
const LENGTH: usize = 15;

/// Characters that no pattern explains, at least.
const FRESH: usize = 10;

/// Words that a guesser tries first, in any place of a passphrase.
const COMMON: [&str; 36] = [
    "abc123",
    "admin",
    "baseball",
    "battery",
    "changeme",
    "computer",
    "correct",
    "default",
    "dragon",
    "football",
    "freedom",
    "hello",
    "horse",
    "iloveyou",
    "letmein",
    "login",
    "master",
    "monkey",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "phrase",
    "plimsoll",
    "princess",
    "qazwsx",
    "secret",
    "shadow",
    "staple",
    "starwars",
    "sunshine",
    "superman",
    "testing",
    "trustno1",
    "welcome",
    "whatever",
];

/// What lies side by side on keyboards and in the alphabet.
const ROWS: [&str; 7] = [
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
];

/// Refuses a passphrase that is soon guessed, also by somebody who tries the words in `known`.
pub(super) fn check(secret: &Secret, passphrase: &str, known: &[&str]) -> Result<(), Failure> {
    let weak = |why: &str| {
        Failure::refused(format!("the passphrase of {secret} {why}"))
            .code("WeakPassphrase")
            .help("choose four or more words at random, or have a password manager do it")
    };
    if passphrase.chars().count() < LENGTH {
        return Err(weak(&format!("has fewer than {LENGTH} characters")));
    }
    let whose = secret.to_string();
    if fresh(passphrase, known.iter().copied().chain([whose.as_str()])) < FRESH {
        return Err(weak("is soon guessed: it is made of common words, names at hand, repetitions or runs"));
    }
    Ok(())
}

/// How many characters follow from nothing before them: of a known word only the first, of a run or a repetition where it begins.
fn fresh<'a>(passphrase: &str, known: impl Iterator<Item = &'a str>) -> usize {
    let mut text = passphrase.to_lowercase();
    let known = known.flat_map(|name| {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        words.map(str::to_lowercase).collect::<Vec<_>>()
    });
    for word in COMMON.iter().map(ToString::to_string).chain(known) {
        text = text.replace(&word, "*");
    }
    let text: Vec<char> = text.chars().collect();
    let mut seen = HashSet::new();
    let mut fresh = 0;
    for (at, c) in text.iter().enumerate() {
        let before = &text[..at];
        let is_run = before.last().is_some_and(|last| last == c || beside(*last, *c));
        let is_repeated = at >= 2 && !seen.insert([text[at - 2], text[at - 1], *c]);
        if !is_run && !is_repeated {
            fresh += 1;
        }
    }
    fresh
}

/// Whether one character follows the other in a row, forwards or backwards.
fn beside(one: char, other: char) -> bool {
    let places = |row: &str| Some((row.find(one)?, row.find(other)?));
    ROWS.iter().filter_map(|row| places(row)).any(|(a, b)| a.abs_diff(b) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_soon_is_refused() {
        let secret = Secret::Party("Fictional Copper Trading Ltd".to_owned());
        let code =
            |passphrase: &str| check(&secret, passphrase, &["Harbour Bank"]).err().and_then(|e| e.code);
        for weak in [
            "",
            "x",
            "correct horse",
            "only14 letters",
            "correct horse battery staple",
            "password1234567",
            "Password Password 1",
            "hunter2hunter2hunter2",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "ababababababababababab",
            "qwertyuiopasdfgh",
            "abcdefghijklmnopqrstuvwxyz",
            "0987654321098765",
            "Fictional Copper Trading Ltd",
            "copper trading 2026",
            "plimsoll harbour bank",
            "my secret passphrase",
            "                    ",
        ] {
            assert_eq!(code(weak).as_deref(), Some("WeakPassphrase"), "{weak:?}");
        }
        for strong in [
            "tin lantern over quiet reeds",
            "velvet anchor drifts north",
            "kX9#qv2Lw0!mZ-7c",
            "8f1d0c6b9e2a47d3b5c0",
            "леденец у старого причала",
            "珈琲と雨の港町で待つ午後三時半",
        ] {
            assert_eq!(code(strong), None, "{strong:?}");
        }
    }
}
