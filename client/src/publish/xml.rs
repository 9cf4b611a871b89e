//! Records of large XML files, one at a time.

use super::ImportError;
use quick_xml::{
    Reader, XmlVersion,
    events::{
        BytesStart, Event,
        attributes::{AttrError, Attribute},
    },
};
use std::io::{self, BufRead, Read};

/// Most bytes of one piece of the file: a tag with its attributes, or a text.
const PIECE: usize = 4 << 20;
/// Most elements and attributes of a record.
const PARTS: usize = 100_000;
/// Most elements within one another.
const DEPTH: usize = 32;

/// An element with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// Its name, without a namespace.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The elements of this name directly in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first element of this name directly in it; empty if there is none.
    pub(super) fn text<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().map_or("", |child| child.text.trim())
    }

    /// An attribute; empty if it is not there.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }
}

/// A reader that gives so many bytes and then fails, until it is told to go on.
struct Bounded<R> {
    input: R,
    left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let given = self.input.fill_buf()?;
        if self.left == 0 && !given.is_empty() {
            return Err(io::Error::other(format!("a tag or text has more than {} MiB", PIECE >> 20)));
        }
        Ok(&given[..given.len().min(self.left)])
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.input.consume(amount);
    }
}

/// Gives the file's outermost element, without what is in it, then each element of one of these names, whole. What stands elsewhere is
/// passed over. A file with a document type, or with entities beyond XML's own five, is refused: nothing that it says is looked up.
pub(super) fn records<R: BufRead>(
    input: R,
    names: &[&str],
    each: &mut dyn FnMut(Node) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut reader = Reader::from_reader(Bounded { input, left: PIECE });
    reader.config_mut().expand_empty_elements = true;
    let (mut open, mut parts, mut depth) = (Vec::<Node>::new(), 0, 0);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().left = PIECE;
        let at = reader.buffer_position();
        let wrong = |why: String| ImportError::Xml { at, why };
        match reader.read_event_into(&mut buffer).map_err(|e| wrong(e.to_string()))? {
            Event::Start(start) => {
                let (outermost, within) = (depth == 0, !open.is_empty());
                depth += 1;
                if depth > DEPTH {
                    return Err(wrong(format!("elements stand more than {DEPTH} levels within one another")));
                }
                let name = start.local_name();
                if within || outermost || names.contains(&name.as_ref()) {
                    let node = node(&start).map_err(wrong)?;
                    parts = if within { parts } else { 0 } + 1 + node.attributes.len();
                    if parts > PARTS {
                        return Err(wrong(format!("a record has more than {PARTS} parts")));
                    }
                    if outermost { each(node)? } else { open.push(node) }
                }
            }
            Event::End(_) => {
                depth -= 1;
                if let Some(node) = open.pop() {
                    match open.last_mut() {
                        Some(outer) => outer.children.push(node),
                        None => each(node)?,
                    }
                }
            }
            Event::Text(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text.xml10_content());
                }
            }
            Event::CData(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                let own: &str = reference.as_ref();
                let meant = match own {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().map_err(|e| wrong(e.to_string()))?,
                };
                let meant = meant
                    .ok_or_else(|| wrong(format!("it names an entity, &{own};, which XML does not have")))?;
                if let Some(node) = open.last_mut() {
                    node.text.push(meant);
                }
            }
            Event::DocType(_) => return Err(wrong("it has a document type (DOCTYPE)".to_owned())),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(wrong("it ends before its elements do".to_owned())),
        }
    }
}

fn node(start: &BytesStart<'_>) -> Result<Node, String> {
    let name = start.local_name().as_ref().to_owned();
    let attribute = |attribute: Result<Attribute<'_>, AttrError>| {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let key = attribute.key.local_name().as_ref().to_owned();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
        Ok((key, value.into_owned()))
    };
    let attributes = start.attributes().map(attribute).collect::<Result<_, String>>()?;
    Ok(Node { name, attributes, ..Node::default() })
}
