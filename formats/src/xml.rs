//! XML into a tree: no document type, no entities but the five that XML has, UTF-8, and everything bounded.

mod namespaces;
#[cfg(test)]
mod tests;

use crate::{
    Refused,
    tree::{Tree, Writing},
};
use quick_xml::{
    XmlVersion,
    events::{BytesRef, BytesStart, Event},
    reader::NsReader,
};

/// Most bytes of an XML document.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// Most levels of nesting.
const MAX_LEVELS: usize = 64;
/// Most elements.
const MAX_ELEMENTS: usize = 100_000;
/// Most attributes of one element.
const MAX_ATTRIBUTES: usize = 64;
/// Most characters of a name, or of that of a namespace.
const MAX_NAME: usize = 200;

const CUT_OFF: &str = "This XML ends in the middle: it was cut off.";
const BEHIND: &str = "There is more behind the XML document; give each in a file of its own.";

/// Reads an XML document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree, Refused> {
    let text = text(bytes)?;
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut tree = Tree::new(Writing::Xml);
    let mut open: Vec<usize> = Vec::new();
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let refused = |what: &str| Err(Refused::new(format!("{what} See line {}.", line(text, offset))));
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(e) => return refused(&format!("This is no XML that can be read: {e}.")),
        };
        match event {
            Event::Decl(decl) => match decl.encoding().and_then(Result::ok) {
                Some(encoding) if !encoding.eq_ignore_ascii_case("UTF-8") => {
                    return refused("This XML says that it is in another encoding; save it as UTF-8.");
                }
                _ => {}
            },
            Event::Start(_) if open.is_empty() && tree.len() > 0 => return refused(BEHIND),
            Event::Start(_) if open.len() == MAX_LEVELS => {
                return refused(&format!("This XML has more than {MAX_LEVELS} levels."));
            }
            Event::Start(_) if tree.len() == MAX_ELEMENTS => {
                return refused(&format!("This XML has more than {MAX_ELEMENTS} elements."));
            }
            Event::Start(start) => {
                let (namespace, local) = reader.resolver().resolve_element(start.name());
                let Some(name) = namespaces::name(&namespace, local.as_ref()) else {
                    return refused("A name in this XML is too long, or its prefix is not declared.");
                };
                let element = tree.add(open.last().copied(), &name, false);
                if let Err(what) = attributes(&mut tree, element, &start) {
                    return refused(&what);
                }
                open.push(element);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(part) => {
                if !say(&mut tree, &open, &part.xml10_content()) {
                    return refused(BEHIND);
                }
            }
            Event::CData(part) => {
                if !say(&mut tree, &open, &part.xml10_content()) {
                    return refused(BEHIND);
                }
            }
            Event::GeneralRef(reference) => match character(&reference) {
                Some(text) if say(&mut tree, &open, &text) => {}
                Some(_) => return refused(BEHIND),
                None => return refused("This XML names an entity that XML itself has not; it is not read."),
            },
            Event::DocType(_) => {
                return refused("This XML has a document type (DOCTYPE), as no invoice has; it is not read.");
            }
            Event::Eof if tree.len() == 0 => return refused("There is no element in this XML."),
            Event::Eof if open.is_empty() => return Ok(tree),
            Event::Eof => return refused(CUT_OFF),
            Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
}

fn text(bytes: &[u8]) -> Result<&str, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::new(format!("This XML has {} bytes; at most 16 MiB are read.", bytes.len())));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Refused::new("This XML is in UTF-16; save it as UTF-8."));
    }
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| Refused::new("This XML is not in UTF-8; save it as that."))?;
    Ok(text.trim_start_matches('\u{FEFF}'))
}

/// Adds a text to the element that is open; false if none is and it is more than white space.
fn say(tree: &mut Tree, open: &[usize], text: &str) -> bool {
    match open.last() {
        Some(element) => tree.say(*element, text),
        None => return text.trim().is_empty(),
    }
    true
}

/// The attributes of an element that are no declarations of namespaces; those that have one are left out but for their local names.
fn attributes(tree: &mut Tree, element: usize, start: &BytesStart<'_>) -> Result<(), String> {
    for (i, attribute) in start.attributes().enumerate() {
        if i == MAX_ATTRIBUTES {
            return Err(format!("An element of this XML has more than {MAX_ATTRIBUTES} attributes."));
        }
        let attribute = attribute.map_err(|e| format!("This is no XML that can be read: {e}."))?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|e| format!("This is no XML that can be read: {e}."))?;
        let name = attribute.key.local_name();
        if name.as_ref().len() > MAX_NAME || !value.chars().all(is_character) {
            return Err(
                "An attribute in this XML has a name that is too long, or characters that XML has not."
                    .to_owned(),
            );
        }
        tree.set_attribute(element, name.as_ref(), value.into_owned());
    }
    Ok(())
}

/// What a reference stands for: one of the five entities of XML, or a character.
fn character(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => is_character(c).then(|| c.to_string()),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

/// Whether XML 1.0 has the character.
const fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The line of an offset, from 1.
fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count()
}
