//! A cursor over a received document that knows its path and records findings as it reads.

use super::{
    Currency, Day, decimal,
    fault::{Collector, Rule},
    json::{Json, canonical_number},
    text::normalise,
};

/// A value of a received document and where it stands.
#[derive(Clone)]
pub(crate) struct At<'a> {
    /// The value.
    pub json: &'a Json,
    /// Its JSON path.
    pub path: String,
    found: &'a Collector,
    aside: bool,
}

impl<'a> At<'a> {
    /// The whole document.
    pub fn root(json: &'a Json, found: &'a Collector) -> Self {
        Self { json, path: "$".to_owned(), found, aside: false }
    }

    /// This value, of which nothing is used: whatever is wrong with it and below it is advice.
    pub fn aside(&self) -> Self {
        Self { aside: true, ..self.clone() }
    }

    fn below(&self, json: &'a Json, path: String) -> Self {
        Self { json, path, found: self.found, aside: self.aside }
    }

    fn record(&self, path: &str, rule: Rule, detail: &str, seen: Option<String>) {
        match self.aside {
            true => self.found.advise(path, rule, detail, seen),
            false => self.found.add_with(path, rule, detail, seen),
        }
    }

    /// Records that this value breaks `rule`.
    pub fn fault(&self, rule: Rule) {
        self.fault_with(rule, "");
    }

    /// Records that this value breaks `rule`, with a detail.
    pub fn fault_with(&self, rule: Rule, detail: &str) {
        self.record(&self.path, rule, detail, Some(self.json.show()));
    }

    /// Records that the field `key` of this object is missing or breaks `rule`.
    pub fn fault_at(&self, key: &str, rule: Rule, detail: &str) {
        let seen = self.json.get(key).map(Json::show);
        self.record(&format!("{}.{key}", self.path), rule, detail, seen);
    }

    /// The field, if it is given. A `null` is not: programs write it for what they have not.
    pub fn opt(&self, key: &str) -> Option<At<'a>> {
        let field = self.json.get(key).filter(|field| !matches!(field, Json::Null))?;
        Some(self.below(field, format!("{}.{key}", self.path)))
    }

    /// The field; a fault if it is missing.
    pub fn need(&self, key: &str) -> Option<At<'a>> {
        let field = self.opt(key);
        if field.is_none() {
            self.fault_at(key, Rule::Required, "");
        }
        field
    }

    /// What the field holds, `Some(None)` if it is not given; `None` if it is, and cannot be read.
    pub fn maybe<T>(&self, key: &str, read: impl FnOnce(At<'a>) -> Option<T>) -> Option<Option<T>> {
        self.opt(key).map_or(Some(None), |field| read(field).map(Some))
    }

    /// This value as an object.
    pub fn object(self) -> Option<At<'a>> {
        match self.json {
            Json::Object(_) => Some(self),
            _ => self.wrong_type("an object"),
        }
    }

    /// This value as a list of `min` to `max` entries.
    pub fn list(&self, min: usize, max: usize) -> Option<Vec<At<'a>>> {
        let Json::List(items) = self.json else { return self.wrong_type("a list") };
        if items.len() < min || items.len() > max {
            self.fault_with(Rule::Items, &format!("Allowed here: {min} to {max}."));
        }
        let at = |(i, json)| self.below(json, format!("{}[{i}]", self.path));
        Some(items.iter().enumerate().map(at).collect())
    }

    /// This value as a boolean.
    pub fn flag(&self) -> Option<bool> {
        match self.json {
            Json::Bool(b) => Some(*b),
            _ => self.wrong_type("a boolean"),
        }
    }

    /// This value as a text of 1 to `max` characters that neither begins nor ends with white space, without control characters.
    pub fn text(&self, max: usize) -> Option<&'a str> {
        let text = self.free(max)?;
        if text.trim() != text || text.is_empty() {
            self.fault_with(Rule::Pattern, "It must neither be empty nor begin or end with white space.");
            return None;
        }
        self.line(max)
    }

    /// This value as a [`text`](Self::text), with the form of it in which references are compared.
    pub fn reference(&self, max: usize) -> Option<(&'a str, String)> {
        let text = self.text(max)?;
        let normalised = normalise(text);
        if normalised.is_none() {
            self.fault(Rule::Reference);
        }
        Some((text, normalised?))
    }

    /// This value as a text of at most `max` characters without control characters.
    pub fn line(&self, max: usize) -> Option<&'a str> {
        let text = self.free(max)?;
        if text.chars().any(char::is_control) {
            self.fault(Rule::ControlCharacter);
            return None;
        }
        Some(text)
    }

    /// This value as a text of at most `max` characters, whatever they are.
    pub fn free(&self, max: usize) -> Option<&'a str> {
        let Json::Text(text) = self.json else { return self.wrong_type("a text") };
        if text.chars().count() > max {
            self.fault_with(Rule::Length, &format!("Allowed here: {max} characters."));
            return None;
        }
        Some(text)
    }

    /// This value as one of `choices`.
    pub fn choice(&self, choices: &[&'static str]) -> Option<&'static str> {
        let Json::Text(text) = self.json else { return self.wrong_type("a text") };
        let found = choices.iter().copied().find(|choice| choice == text);
        if found.is_none() {
            self.fault_with(Rule::Choice, &format!("Allowed here: {}.", choices.join(", ")));
        }
        found
    }

    /// This value as a text that `valid` accepts; `rule` is broken otherwise.
    pub fn code(&self, rule: Rule, valid: impl Fn(&str) -> bool) -> Option<&'a str> {
        let Json::Text(text) = self.json else { return self.wrong_type("a text") };
        if valid(text) {
            return Some(text);
        }
        self.fault(rule);
        None
    }

    /// This value as a whole number of `min` to `max`.
    pub fn integer(&self, min: u64, max: u64) -> Option<u64> {
        let Json::Number(text) = self.json else { return self.wrong_type("a whole number") };
        let value = decimal::parse(text, 0).filter(|value| (min..=max).contains(value) && survives(text, 0));
        if value.is_none() {
            self.fault_with(Rule::Decimal, &format!("Allowed here: whole numbers from {min} to {max}."));
        }
        value
    }

    /// This value, a JSON number, in units of 10^-`places`.
    pub fn number(&self, places: u32) -> Option<u64> {
        let Json::Number(text) = self.json else { return self.wrong_type("a number") };
        if !survives(text, places) {
            self.fault_with(Rule::Decimal, "It has more digits than the canonical form keeps.");
            return None;
        }
        self.decimal(text, places)
    }

    /// This value, a text that holds a decimal number, in units of 10^-`places`.
    pub fn decimal_text(&self, places: u32) -> Option<u64> {
        let Json::Text(text) = self.json else {
            return self.wrong_type("a text that holds a decimal number");
        };
        if !decimal::is_plain(text) {
            self.fault_with(Rule::Decimal, "It must be written with digits and at most one point.");
            return None;
        }
        self.decimal(text, places)
    }

    /// This value as a currency.
    pub fn currency(&self) -> Option<Currency> {
        self.code(Rule::Currency, |text| text.parse::<Currency>().is_ok())?.parse().ok()
    }

    /// This value as a day.
    pub fn day(&self) -> Option<Day> {
        let Json::Text(text) = self.json else { return self.wrong_type("a text that holds a date") };
        let day = Day::parse(text);
        if day.is_none() {
            self.fault(Rule::Date);
        }
        day
    }

    fn decimal(&self, text: &str, places: u32) -> Option<u64> {
        let value = decimal::parse(text, places);
        if value.is_none() {
            self.fault_with(Rule::Decimal, &format!("Allowed here: at most {places} places, not negative."));
        }
        value
    }

    fn wrong_type<T>(&self, expected: &str) -> Option<T> {
        self.fault_with(Rule::Type, &format!("Asked for: {expected}; this is {}.", self.json.kind()));
        None
    }
}

/// Whether a number is the same in the canonical form, which is what was signed.
fn survives(text: &str, places: u32) -> bool {
    canonical_number(text)
        .is_some_and(|canonical| decimal::parse(&canonical, places) == decimal::parse(text, places))
}
