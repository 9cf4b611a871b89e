//! Paths to places in a tree: names between slashes, each maybe with a condition in brackets, and alternatives between bars.
//!
//! `cac:PartyTaxScheme[cac:TaxScheme/cbc:ID=VAT]/cbc:CompanyID`, `ram:ID[@schemeID=VA]`, `ram:GlobalID|ram:ID`.

use crate::tree::At;

impl<'t> At<'t> {
    /// The first place at the first alternative that has one with something in it.
    pub(crate) fn one(&self, path: &str) -> Option<At<'t>> {
        path.split('|').find_map(|path| self.follow(path).into_iter().find(|at| !at.text().is_empty()))
    }

    /// All places with something in them at the first alternative that has one.
    pub(crate) fn alike(&self, path: &str) -> Vec<At<'t>> {
        let with_text = |path| self.follow(path).into_iter().filter(|at| !at.text().is_empty()).collect();
        path.split('|').map(with_text).find(|found: &Vec<_>| !found.is_empty()).unwrap_or_default()
    }

    /// The first place at the first alternative, whether there is a text in it or not.
    pub(crate) fn group(&self, path: &str) -> Option<At<'t>> {
        path.split('|').find_map(|path| self.follow(path).into_iter().next())
    }

    /// All places at all alternatives, those of the first one first.
    pub(crate) fn all(&self, path: &str) -> Vec<At<'t>> {
        path.split('|').flat_map(|path| self.follow(path)).collect()
    }

    fn follow(&self, path: &str) -> Vec<At<'t>> {
        steps(path).into_iter().fold(vec![*self], |places, (name, condition)| {
            let below = places.iter().flat_map(At::children);
            below.filter(|at| at.name() == name && condition.is_none_or(|is| at.meets(is))).collect()
        })
    }

    fn meets(&self, condition: &str) -> bool {
        let Some((what, value)) = condition.split_once('=') else { return false };
        match what.strip_prefix('@') {
            Some(attribute) => self.attribute(attribute) == Some(value),
            None => self.follow(what).iter().any(|at| at.text() == value),
        }
    }
}

/// The names of a path, each with its condition.
fn steps(path: &str) -> Vec<(&str, Option<&str>)> {
    let (mut steps, mut start, mut depth) = (Vec::new(), 0, 0);
    for (i, c) in path.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            '/' if depth == 0 => {
                steps.push(&path[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    steps.push(&path[start..]);
    let parted = |step: &'_ str| match step.split_once('[') {
        Some((name, condition)) => (name.len(), condition.strip_suffix(']').map(str::len)),
        None => (step.len(), None),
    };
    steps
        .into_iter()
        .map(|step| {
            let (name, condition) = parted(step);
            (&step[..name], condition.map(|len| &step[name + 1..name + 1 + len]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Tree, Writing};

    #[test]
    fn conditions_and_alternatives_choose() {
        let mut tree = Tree::new(Writing::Xml);
        let top = tree.add(None, "a", false);
        for (scheme, text) in [("FC", "1"), ("VA", "2")] {
            let b = tree.add(Some(top), "b", false);
            let c = tree.add(Some(b), "c", false);
            tree.say(c, text);
            tree.set_attribute(c, "schemeID", scheme.to_owned());
            let d = tree.add(Some(b), "d", false);
            tree.say(d, scheme);
        }
        let at = tree.top();
        let text = |path: &str| at.one(path).map(|at| at.text());
        assert_eq!(text("b/c"), Some("1".to_owned()));
        assert_eq!(text("b/c[@schemeID=VA]"), Some("2".to_owned()));
        assert_eq!(text("b[d=VA]/c"), Some("2".to_owned()));
        assert_eq!(text("b[d=XX]/c|b/d"), Some("FC".to_owned()));
        assert_eq!(text("b/x"), None);
        assert_eq!(at.all("b/c|b/d").len(), 4);
        assert_eq!(at.all("b/c")[1].place(), "/a/b[2]/c");
        assert_eq!(steps("a[b/c=1]/d"), vec![("a", Some("b/c=1")), ("d", None)]);
    }
}
