//! What stands in a file, as a tree of named places with texts, whether it was XML or JSON; and which of them were read.

use std::{cell::RefCell, collections::HashMap};

/// How a file is written, which says how its places are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// `/Invoice/cac:InvoiceLine[2]/cbc:ID`
    Xml,
    /// `$.packages[1].weight`
    Json,
}

#[derive(Debug)]
struct Node {
    parent: Option<usize>,
    name: usize,
    /// Which of its name it is among its parent's, from 1.
    ordinal: usize,
    text: String,
    attributes: Vec<(String, String)>,
    children: Vec<usize>,
}

/// A file's places. An entry of a JSON list is a place of the list's name.
#[derive(Debug)]
pub(crate) struct Tree {
    writing: Writing,
    nodes: Vec<Node>,
    names: Vec<String>,
    by_name: HashMap<String, usize>,
    /// How many of a name a parent has.
    counts: HashMap<(usize, usize), usize>,
    /// The places that are entries of lists, also of lists of one.
    listed: Vec<bool>,
    used: RefCell<Vec<bool>>,
}

impl Tree {
    pub(crate) fn new(writing: Writing) -> Self {
        Self {
            writing,
            nodes: Vec::new(),
            names: Vec::new(),
            by_name: HashMap::new(),
            counts: HashMap::new(),
            listed: Vec::new(),
            used: RefCell::default(),
        }
    }

    /// How many places there are.
    pub(crate) const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a place below another; the first one is the top.
    pub(crate) fn add(&mut self, parent: Option<usize>, name: &str, listed: bool) -> usize {
        let next = self.names.len();
        let name = match self.by_name.get(name) {
            Some(known) => *known,
            None => {
                self.by_name.insert(name.to_owned(), next);
                self.names.push(name.to_owned());
                next
            }
        };
        let id = self.nodes.len();
        let ordinal = match parent {
            Some(parent) => {
                self.nodes[parent].children.push(id);
                let count = self.counts.entry((parent, name)).or_default();
                *count += 1;
                *count
            }
            None => 1,
        };
        self.nodes.push(Node {
            parent,
            name,
            ordinal,
            text: String::new(),
            attributes: Vec::new(),
            children: Vec::new(),
        });
        self.listed.push(listed);
        self.used.get_mut().push(false);
        id
    }

    /// Adds to a place's text.
    pub(crate) fn say(&mut self, place: usize, text: &str) {
        self.nodes[place].text.push_str(text);
    }

    pub(crate) fn set_attribute(&mut self, place: usize, name: &str, value: String) {
        self.nodes[place].attributes.push((name.to_owned(), value));
    }

    /// The top; a tree that was read has one.
    pub(crate) const fn top(&self) -> At<'_> {
        At { tree: self, node: 0 }
    }

    /// The places with something in them that nothing read, in the file's order. Of what is in a namespace that nothing here knows the
    /// topmost element alone is given.
    pub(crate) fn unread(&self) -> Vec<At<'_>> {
        let mut unread = Vec::new();
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            let at = At { tree: self, node };
            let has_text = !self.nodes[node].text.trim().is_empty();
            if (at.is_foreign() || has_text) && !self.used.borrow()[node] {
                unread.push(at);
            }
            if !at.is_foreign() {
                open.extend(self.nodes[node].children.iter().rev());
            }
        }
        unread
    }
}

/// One place of a tree.
#[derive(Clone, Copy)]
pub(crate) struct At<'t> {
    tree: &'t Tree,
    node: usize,
}

impl<'t> At<'t> {
    fn node(&self) -> &'t Node {
        &self.tree.nodes[self.node]
    }

    pub(crate) fn name(&self) -> &'t str {
        &self.tree.names[self.node().name]
    }

    pub(crate) fn parent(&self) -> Option<At<'t>> {
        self.node().parent.map(|node| At { tree: self.tree, node })
    }

    pub(crate) fn children(&self) -> impl Iterator<Item = At<'t>> + use<'t> {
        let tree = self.tree;
        self.node().children.iter().map(move |node| At { tree, node: *node })
    }

    /// Its text, each run of white space as one space.
    pub(crate) fn text(&self) -> String {
        self.node().text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&'t str> {
        self.node().attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim())
    }

    /// Whether it is in a namespace that nothing here knows.
    pub(crate) fn is_foreign(&self) -> bool {
        self.tree.writing == Writing::Xml && self.name().starts_with('{')
    }

    /// Notes that it was read.
    pub(crate) fn mark(&self) {
        if let Some(used) = self.tree.used.borrow_mut().get_mut(self.node) {
            *used = true;
        }
    }

    /// Its text and attributes in short.
    pub(crate) fn shown(&self) -> String {
        if self.is_foreign() && !self.node().children.is_empty() {
            return "an element of a namespace that is not known here, with others in it".to_owned();
        }
        let text = self.text();
        let mut shown = match text.char_indices().nth(80) {
            Some((end, _)) => format!("{}... ({} characters)", &text[..end], text.chars().count()),
            None => text,
        };
        for (name, value) in &self.node().attributes {
            let value: String = value.chars().take(40).collect();
            shown.push_str(&format!(" {name}={value}"));
        }
        shown
    }

    /// Where it stands: `/Invoice/cac:InvoiceLine[2]/cbc:ID`, `$.packages[1].weight`.
    pub(crate) fn place(&self) -> String {
        let mut steps = Vec::new();
        let mut next = Some(*self);
        while let Some(at) = next {
            steps.push(at.step());
            next = at.parent();
        }
        steps.reverse();
        steps.concat()
    }

    fn step(&self) -> String {
        let node = self.node();
        let Some(parent) = node.parent else {
            return match self.tree.writing {
                Writing::Xml => format!("/{}", self.name()),
                Writing::Json => "$".to_owned(),
            };
        };
        let several = self.tree.counts.get(&(parent, node.name)).is_some_and(|count| *count > 1);
        match self.tree.writing {
            Writing::Xml if several => format!("/{}[{}]", self.name(), node.ordinal),
            Writing::Xml => format!("/{}", self.name()),
            Writing::Json if several || self.tree.listed[self.node] => {
                format!(".{}[{}]", self.name(), node.ordinal - 1)
            }
            Writing::Json => format!(".{}", self.name()),
        }
    }

    /// Where something would stand that is not there.
    pub(crate) fn would_be(&self, path: &str) -> String {
        match self.tree.writing {
            Writing::Xml => format!("{}/{path}", self.place()),
            Writing::Json => format!("{}.{}", self.place(), path.replace('/', ".")),
        }
    }
}
