//! A document while it is made of a file: objects that take fields from places, and the report of that.

use crate::{
    Format, Read,
    place::Places,
    read::{Field, Left, MAX_LEFT, READING, source},
    tree::{At, Tree},
};
use plimsoll_circuits::document::{Fault, Json};
use std::cell::RefCell;

/// What is known of a document so far.
#[derive(Default)]
pub(crate) struct Report {
    fields: RefCell<Vec<Field>>,
    left: RefCell<Vec<Left>>,
    notes: RefCell<Vec<String>>,
    advice: RefCell<Vec<Fault>>,
    places: RefCell<Places>,
}

impl Report {
    pub(crate) fn of(tree: &Tree) -> Self {
        Self { places: RefCell::new(Places::new(tree.top().place())), ..Self::default() }
    }

    /// Notes a thing that was looked at and is left out, and the field that it would have been.
    pub(crate) fn leave(&self, at: At<'_>, why: impl Into<String>, field: Option<String>) {
        at.mark();
        if let Some(field) = &field {
            self.places.borrow_mut().note(field.clone(), at.place());
        }
        self.left.borrow_mut().push(Left { place: at.place(), text: at.shown(), why: why.into(), field });
    }

    pub(crate) fn note(&self, what: impl Into<String>) {
        self.notes.borrow_mut().push(what.into());
    }

    /// Notes what is to be looked at in the file, and where.
    pub(crate) fn advise(&self, place: String, message: impl Into<String>, seen: Option<String>) {
        self.advice.borrow_mut().push(Fault { path: place, rule: READING, message: message.into(), seen });
    }

    /// The document as it is read, with all else that stands in the file, and why that was left out.
    pub(crate) fn finish(
        self,
        format: Format,
        file: &[u8],
        mut entries: Vec<(String, Json)>,
        tree: &Tree,
        why: impl Fn(At<'_>) -> &'static str,
    ) -> Read {
        entries.push(("source".to_owned(), source(format, file)));
        let unread = tree.unread();
        let mut left = self.left.into_inner();
        left.extend(unread.iter().take(MAX_LEFT).map(|at| Left {
            place: at.place(),
            text: at.shown(),
            why: why(*at).to_owned(),
            field: None,
        }));
        if let Some(more) = unread.get(MAX_LEFT..).filter(|more| !more.is_empty()) {
            left.push(Left {
                place: tree.top().place(),
                text: format!("{} more", more.len()),
                why: format!("only the first {MAX_LEFT} are named each"),
                field: None,
            });
        }
        Read {
            format,
            json: Json::Object(entries),
            fields: self.fields.into_inner(),
            left,
            notes: self.notes.into_inner(),
            advice: self.advice.into_inner(),
            places: self.places.into_inner(),
        }
    }
}

/// What a place says: its text, and what is made of it.
pub(crate) struct Said<'t> {
    pub(crate) at: At<'t>,
    pub(crate) value: String,
}

impl<'t> Said<'t> {
    /// The text as it is.
    pub(crate) fn of(at: At<'t>) -> Self {
        Self { at, value: at.text() }
    }
}

/// An object that is being made.
pub(crate) struct Object<'r> {
    report: &'r Report,
    path: String,
    entries: Vec<(String, Json)>,
}

impl<'r> Object<'r> {
    pub(crate) fn new(report: &'r Report) -> Self {
        Self { report, path: "$".to_owned(), entries: Vec::new() }
    }

    pub(crate) const fn report(&self) -> &'r Report {
        self.report
    }

    /// The path of a field of it.
    pub(crate) fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    /// Notes where a field would stand.
    pub(crate) fn would_be(&self, key: &str, place: String) {
        self.report.places.borrow_mut().note(self.path(key), place);
    }

    /// A text that does not stand in the file.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.entries.push((key.to_owned(), Json::Text(value.to_owned())));
    }

    /// Any value that does not stand in the file as it is.
    pub(crate) fn set_json(&mut self, key: &str, value: Json) {
        self.entries.push((key.to_owned(), value));
    }

    /// A field that a place says.
    pub(crate) fn put(&mut self, key: &str, term: Option<&'static str>, said: &Said<'_>) {
        self.put_json(key, term, said.at, Json::Text(said.value.clone()), &said.value);
    }

    /// A field of another type that a place says.
    pub(crate) fn put_json(
        &mut self,
        key: &str,
        term: Option<&'static str>,
        at: At<'_>,
        value: Json,
        shown: &str,
    ) {
        at.mark();
        let (field, place) = (self.path(key), at.place());
        self.report.places.borrow_mut().note(field.clone(), place.clone());
        self.report.fields.borrow_mut().push(Field {
            field,
            term,
            place,
            text: at.shown(),
            value: shown.to_owned(),
        });
        self.entries.push((key.to_owned(), value));
    }

    /// An object in it; none if nothing is put into that.
    pub(crate) fn object(&mut self, key: &str, place: String, fill: impl FnOnce(&mut Object<'r>)) {
        let path = self.path(key);
        if let Some(object) = self.below(path, place, fill) {
            self.entries.push((key.to_owned(), object));
        }
    }

    /// A list of objects, one for each item into which something is put; none if there are none.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        place: impl Fn(&T) -> String,
        fill: impl Fn(&mut Object<'r>, T),
    ) {
        let mut list = Vec::new();
        for item in items {
            let path = format!("{}[{}]", self.path(key), list.len());
            let at = place(&item);
            list.extend(self.below(path, at, |object| fill(object, item)));
        }
        if !list.is_empty() {
            self.entries.push((key.to_owned(), Json::List(list)));
        }
    }

    fn below(&self, path: String, place: String, fill: impl FnOnce(&mut Object<'r>)) -> Option<Json> {
        let mut object = Object { report: self.report, path: path.clone(), entries: Vec::new() };
        fill(&mut object);
        self.report.places.borrow_mut().note(path, place);
        (!object.entries.is_empty()).then_some(Json::Object(object.entries))
    }

    pub(crate) fn into_entries(self) -> Vec<(String, Json)> {
        self.entries
    }
}
