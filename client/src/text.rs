//! Texts that others wrote, on a terminal.

/// Whether a character may stand in a text that is shown: it neither acts on a terminal nor changes the direction or order in
/// which others are shown.
pub fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with a mark in the place of what is not plain; lines stay lines.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_plain(c) || c == '\n' { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_acts_on_the_terminal() {
        assert_eq!(
            plain("a\u{1b}[31mb\u{202e}c\r\nd \u{4e2d}"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}\nd \u{4e2d}"
        );
    }
}
