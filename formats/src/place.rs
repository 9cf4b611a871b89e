//! From the fields of a document that was made of a file to places in the file.

use std::collections::HashMap;

/// Where each field stands in the file, or would stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    known: HashMap<String, String>,
    top: String,
}

impl Places {
    pub(crate) fn new(top: String) -> Self {
        Self { known: HashMap::new(), top }
    }

    /// Notes where a field stands, unless that is known.
    pub(crate) fn note(&mut self, field: String, place: String) {
        self.known.entry(field).or_insert(place);
    }

    /// Whether the file has a place for a field, though nothing may stand there.
    pub(crate) fn knows(&self, field: &str) -> bool {
        self.known.contains_key(field)
    }

    /// The place of a field: its own, else that of the nearest that it is in.
    pub(crate) fn of(&self, field: &str) -> String {
        let mut field = field;
        loop {
            if let Some(place) = self.known.get(field) {
                return place.clone();
            }
            match field.rfind(['.', '[']) {
                Some(end) if end > 0 => field = &field[..end],
                _ => return self.top.clone(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_stands_where_it_is_in() {
        let mut places = Places::new("/a".to_owned());
        places.note("$.lines[1]".to_owned(), "/a/line[2]".to_owned());
        places.note("$.lines[1].amount".to_owned(), "/a/line[2]/amount".to_owned());
        assert_eq!(places.of("$.lines[1].amount"), "/a/line[2]/amount");
        assert_eq!(places.of("$.lines[1].unit.code"), "/a/line[2]");
        assert_eq!(places.of("$.lines[2].unit"), "/a");
        assert_eq!(places.of("$"), "/a");
        assert!(places.knows("$.lines[1].amount") && !places.knows("$.lines[1].unit"));
    }
}
