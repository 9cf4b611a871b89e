//! What somebody probably meant.

/// "did you mean X?" if a name is near, else what to do instead.
pub(super) fn help<'a>(word: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean {near}?"),
        None => otherwise.to_owned(),
    }
}

/// The known name that is nearest, if one is near enough.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 4).clamp(1, 4);
    known.map(|name| (distance(word, name), name)).filter(|(d, _)| *d <= allowed).min().map(|(_, name)| name)
}

/// How many letters must be changed, added or dropped, capitals not counting.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.to_lowercase().chars().take(100).collect(), b.to_lowercase().chars().take(100).collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal } else { 1 + diagonal.min(above).min(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        let known = || ["bill.portOfLoading", "bill.portOfDischarge", "at-least"].into_iter();
        assert_eq!(nearest("bill.portOfLoadin", known()), Some("bill.portOfLoading"));
        assert_eq!(nearest("bill.portofloading", known()), Some("bill.portOfLoading"));
        assert_eq!(nearest("atleast", known()), Some("at-least"));
        assert_eq!(nearest("colour", known()), None);
        assert_eq!(help("x", known(), "try again"), "try again");
    }
}
