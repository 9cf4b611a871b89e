//! A statement and its values.

/// The text of a statement, as each database takes it.
#[derive(Clone, Copy)]
pub(crate) struct Sql {
    pub(super) sqlite: &'static str,
    pub(super) postgres: &'static str,
}

impl Sql {
    /// One text for both.
    pub(crate) const fn same(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }

    /// A text for each.
    pub(crate) const fn each(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres }
    }
}

/// A query that locks the rows it finds. In SQLite a transaction that writes has locked all of them already.
macro_rules! locked {
    ($text:literal) => {
        $crate::proving::store::database::Statement::new($crate::proving::store::database::Sql::each(
            $text,
            concat!($text, " FOR UPDATE"),
        ))
    };
}

/// A query that locks the rows it finds, and passes over those that another transaction has locked.
macro_rules! skip_locked {
    ($text:literal) => {
        $crate::proving::store::database::Statement::new($crate::proving::store::database::Sql::each(
            $text,
            concat!($text, " FOR UPDATE SKIP LOCKED"),
        ))
    };
}

pub(crate) use {locked, skip_locked};

/// A value in a statement. The kinds are kept apart even when there is none, for PostgreSQL wants to know the type.
pub(super) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A statement with its values, `$1` and so on.
pub(crate) struct Statement {
    pub(super) sql: Sql,
    pub(super) values: Vec<Value>,
}

/// A statement that is the same for both databases.
pub(crate) const fn sql(text: &'static str) -> Statement {
    Statement::new(Sql::same(text))
}

impl Statement {
    /// The statement without values.
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql, values: Vec::new() }
    }

    /// The next value is a number.
    pub(crate) fn int(mut self, value: impl Into<Option<i64>>) -> Self {
        self.values.push(Value::Int(value.into()));
        self
    }

    /// The next value is a text.
    pub(crate) fn text(mut self, value: impl ToString) -> Self {
        self.values.push(Value::Text(Some(value.to_string())));
        self
    }

    /// The next value is a text, if there is one.
    pub(crate) fn maybe_text(mut self, value: Option<impl ToString>) -> Self {
        self.values.push(Value::Text(value.map(|text| text.to_string())));
        self
    }

    /// The next value is bytes.
    pub(crate) fn bytes(mut self, value: impl Into<Vec<u8>>) -> Self {
        self.values.push(Value::Bytes(Some(value.into())));
        self
    }
}
