//! Text in columns.

use std::fmt;
use unicode_width::UnicodeWidthStr;

/// Rows under a heading, each column as wide as its widest cell.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|h| h.to_uppercase()).collect()] }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) -> &mut Self {
        self.rows.push(cells.into());
        self
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_columns(f, &self.rows)
    }
}

/// Names and values, one pair a line.
#[derive(Default)]
pub(super) struct Fields {
    rows: Vec<Vec<String>>,
}

impl Fields {
    pub(super) fn add(&mut self, name: &str, value: impl fmt::Display) -> &mut Self {
        self.rows.push(vec![name.to_owned(), value.to_string()]);
        self
    }

    /// A line that is left out if there is nothing to say.
    pub(super) fn maybe(&mut self, name: &str, value: Option<impl fmt::Display>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_columns(f, &self.rows)
    }
}

fn write_columns(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.width()).max().unwrap_or(0);
    let widths: Vec<_> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::new(&["name", "amount"]);
        table.row(["船运".into(), "1".into()]).row(["Holder".into(), "22".into()]);
        assert_eq!(table.to_string(), "NAME    AMOUNT\n船运    1\nHolder  22\n");
    }
}
