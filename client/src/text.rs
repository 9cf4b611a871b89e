//! Texts that others wrote, on a terminal.

/// Whether a character may stand in a text that is shown: it neither acts on a terminal nor changes the direction or order in
/// which others are shown, and is not hidden itself. Joiners, which some scripts need, are plain.
pub fn is_plain(c: char) -> bool {
    !c.is_control() && (!is_hidden(c) || matches!(c, '\u{200c}' | '\u{200d}'))
}

/// Whether a character has no shape of its own, or is a mark of direction, annotation or language.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
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

    #[test]
    fn nothing_hides() {
        assert_eq!(
            plain("a\u{200b}b\u{feff}c\u{e0041}d\u{ad}\u{2028}"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}\u{fffd}"
        );
        assert_eq!(
            plain("\u{646}\u{645}\u{6cc}\u{200c}\u{634}\u{648}\u{62f}"),
            "\u{646}\u{645}\u{6cc}\u{200c}\u{634}\u{648}\u{62f}"
        );
    }
}
