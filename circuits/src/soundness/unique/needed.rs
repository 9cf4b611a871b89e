//! Which rows the derivation needs.

use super::{super::Synthesized, facts::Facts, rules::Prover};
use std::collections::BTreeSet;

/// Hints around a row beyond which it is not looked for what the row alone determines.
const MOST_OPEN: usize = 120;

/// Hints of a row that it is tried with, from the last on.
const MOST_TRIED: usize = 3;

impl Synthesized {
    /// Of some rows, whether some hint is not determined without it, as far as a look at the hints around it shows: a row of which this is
    /// not shown may be needed nevertheless, for which [`Synthesized::without`] and [`Synthesized::uniqueness`] are asked. A few
    /// milliseconds a row.
    ///
    /// A set of hints is shown to stay open without a row if, everything else taken for determined, the other rows that they stand in
    /// do not determine all of them: whatever is derived from less is derived from more, too. The set begins with a hint of the row,
    /// and grows by those of rows that determine it.
    #[must_use]
    pub fn needed_rows(&self, rows: &[usize]) -> Vec<bool> {
        let facts = Facts::of(self);
        let mut ignored: BTreeSet<usize> = facts.comparisons.iter().flat_map(|c| c.selectors).collect();
        ignored.extend(facts.eighths.iter().flat_map(|eighth| eighth.columns));
        rows.iter().map(|row| is_needed(&facts, *row, &ignored)).collect()
    }
}

fn is_needed(facts: &Facts, row: usize, ignored: &BTreeSet<usize>) -> bool {
    let product = &facts.rows.products[row];
    // What came in with the row first, then what came in last.
    let is_open = |column: &usize| !facts.rows.inputs[*column] && !ignored.contains(column);
    let mut hints: Vec<usize> = product.columns().into_iter().filter(is_open).collect();
    hints.sort_by_key(|column| (facts.by_column[*column].first() != Some(&row), std::cmp::Reverse(*column)));
    hints.iter().take(MOST_TRIED).any(|hint| stays_open(facts, row, *hint, ignored))
}

/// Whether a set of hints around this one stays open without the row.
fn stays_open(facts: &Facts, row: usize, hint: usize, ignored: &BTreeSet<usize>) -> bool {
    let mut open = BTreeSet::from([hint]);
    while open.len() <= MOST_OPEN {
        let mut prover = Prover::around(facts, &open, row);
        prover.close(false);
        if open.iter().any(|column| !prover.is_determined(*column)) {
            return true;
        }
        // More hints of the shortest row that told something: what came in with that row, or with the first hint, one that came later, or any.
        let mut told: Vec<_> =
            prover.told.iter().map(|told| (told, facts.rows.products[*told].columns())).collect();
        told.sort_by_key(|(_, columns)| columns.len());
        let more = told.into_iter().find_map(|(told, columns)| {
            let new: Vec<usize> = columns
                .into_iter()
                .filter(|column| {
                    !facts.rows.inputs[*column] && !ignored.contains(column) && !open.contains(column)
                })
                .collect();
            let born = |column: &usize| facts.by_column[*column].first().copied();
            let from =
                |row: Option<usize>| new.iter().copied().filter(|column| born(column) == row).collect();
            let later = new.iter().copied().find(|column| born(column) > born(&hint));
            let one: Vec<usize> = later.or(new.first().copied()).into_iter().collect();
            [from(Some(*told)), from(born(&hint)), one].into_iter().find(|more| !more.is_empty())
        });
        let Some(more) = more else { return false };
        open.extend(more);
    }
    false
}
