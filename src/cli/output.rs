//! Reports: text for people, one JSON object for programs.

use super::error::Failure;
use plimsoll_client::text::plain;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{fmt::Display, io::Write, process::ExitCode};

/// What a command has to say when it came to an end.
#[derive(Clone, Debug)]
pub(super) struct Done {
    text: String,
    fields: Map<String, Value>,
    ok: bool,
    verbatim: bool,
}

impl Done {
    /// A report: its fields as JSON, its text for people.
    pub(super) fn new<R: Serialize + Display>(report: &R) -> Self {
        let fields = match serde_json::to_value(report) {
            Ok(Value::Object(fields)) => fields,
            // A report of another shape is a mistake of this program; it still must not be lost.
            Ok(other) => Map::from_iter([("report".to_owned(), other)]),
            Err(e) => Map::from_iter([("report".to_owned(), Value::String(e.to_string()))]),
        };
        Self { text: report.to_string(), fields, ok: true, verbatim: false }
    }

    /// A report whose verdict is a refusal unless `holds`: exit status 1.
    pub(super) fn verdict<R: Serialize + Display>(report: &R, holds: bool) -> Self {
        Self { ok: holds, ..Self::new(report) }
    }

    /// A report whose text this program alone wrote, for another program: it is printed as it is.
    pub(super) fn verbatim<R: Serialize + Display>(report: &R) -> Self {
        Self { verbatim: true, ..Self::new(report) }
    }

    /// The one object that is written with `--json`.
    pub(super) fn json(&self) -> Value {
        let mut object = self.fields.clone();
        object.insert("ok".to_owned(), Value::Bool(self.ok));
        Value::Object(object)
    }

    /// With one more line and one more field.
    pub(super) fn and<T: Serialize + Display>(mut self, name: &str, value: &T) -> Self {
        let text = self.text.trim_end();
        self.text = format!("{text}\n{name}: {value}\n");
        match serde_json::to_value(value) {
            Ok(Value::Object(fields)) => self.fields.extend(fields),
            Ok(other) => drop(self.fields.insert(name.to_owned(), other)),
            Err(_) => {}
        }
        self
    }
}

impl Failure {
    /// What failed and why, as `error` of the one object that is written with `--json`.
    pub(super) fn error(&self) -> Value {
        let mut error = json!({ "kind": self.kind.name(), "message": self.message });
        for (name, text) in [("code", &self.code), ("help", &self.help)] {
            if let Some(text) = text {
                error[name] = Value::String(text.clone());
            }
        }
        error
    }

    /// The one object that is written with `--json`.
    pub(super) fn json(&self) -> Value {
        json!({ "ok": false, "error": self.error() })
    }
}

/// Prints a report and says how to exit.
pub(super) fn show(done: &Done, json: bool) -> ExitCode {
    let status = ExitCode::from(u8::from(!done.ok));
    let printed = if json {
        print(&done.json().to_string())
    } else if done.verbatim {
        print(done.text.trim_end())
    } else {
        print(&plain(done.text.trim_end()))
    };
    if printed { status } else { ExitCode::from(2) }
}

/// Prints a failure and says how to exit.
pub(super) fn fail(failure: &Failure, json: bool) -> ExitCode {
    if json {
        print(&failure.json().to_string());
    } else {
        // Messages and reports name what others wrote.
        eprintln!("error: {}", plain(&failure.message));
        if let Some(help) = &failure.help {
            eprintln!("help: {}", plain(help));
        }
    }
    ExitCode::from(failure.kind.status())
}

/// Whether it could be printed; a reader that went away is no fault.
fn print(text: &str) -> bool {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Ok(()) => true,
        Err(e) => e.kind() == std::io::ErrorKind::BrokenPipe,
    }
}
