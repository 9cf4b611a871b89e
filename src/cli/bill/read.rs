//! `plimsoll bill read`.

use super::{
    documents::{FileFault, listed},
    paper::Paper,
};
use crate::cli::{context::Context, error::Failure, files, output::Done, shown::counted};
use plimsoll_circuits::document::{Faults, Invoice, Json, Received};
use plimsoll_formats::{Field, Left, Read};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll bill read samples/invoice.ubl.xml
  plimsoll --json bill read samples/invoice.cii.xml
  plimsoll bill read samples/bill.efbl.json
  plimsoll bill read samples/invoice.facturx.pdf --out invoice.json
  plimsoll bill read invoice.xml --transport-document ZZEL2603000417 \\
      --out invoice.json

Every field is shown with its number in EN 16931 and its place in the file, and
then everything in the file that is not used, each with the reason. Commands
that take a document take such a file as it is; write it with --out where you
want to look at the JSON, or to add what the file cannot say. The JSON names the
file by its SHA-256.

Exit status is 1 if what is read has faults. It is written all the same.";

/// What `bill read` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// An invoice in UBL or CII (XML), a PDF with one attached (Factur-X, ZUGFeRD), or a bill of TradeTrust or FIATA (JSON)
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Write what is read as a JSON document
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The transport document that the invoice is over, where the file does not say
    #[arg(long, value_name = "REFERENCE")]
    transport_document: Option<String>,
}

#[derive(Serialize)]
struct Report {
    format: &'static str,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
    fields: Vec<Field>,
    left: Vec<Left>,
    notes: Vec<String>,
    faults: Vec<FileFault>,
    advice: Vec<FileFault>,
    document: Json,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    args.out.as_deref().map_or(Ok(()), files::vacant)?;
    let shown = args.file.display();
    let paper = Paper::open(&args.file)?.map_err(|e| Failure::refused(format!("{shown}: {e}")))?;
    let Some(read) = paper.read else {
        return Err(Failure::usage(format!("{shown} is in no format that is turned into another"))
            .help("`plimsoll bill check` reads it as it is"));
    };
    let read = match &args.transport_document {
        Some(_) if !read.is_invoice() => {
            return Err(Failure::usage("a bill is a transport document itself")
                .help("leave --transport-document out"));
        }
        Some(reference) => read.with_transport_document(reference).map_err(Failure::refused)?,
        None => *read,
    };
    let Faults { faults, advice } = judged(&read, context)?;
    let advice = read.advice.iter().cloned().chain(advice);
    if let Some(out) = &args.out {
        files::create(out, &read.bytes())?;
    }
    let source = read.json.get("source").and_then(|source| source.get("sha256")).and_then(Json::as_text);
    let report = Report {
        format: read.format.name(),
        sha256: source.unwrap_or_default().to_owned(),
        out: args.out.as_ref().map(|path| path.display().to_string()),
        faults: FileFault::of(&args.file, faults).collect(),
        advice: FileFault::of(&args.file, advice).collect(),
        fields: read.fields,
        left: read.left,
        notes: read.notes,
        document: read.json,
    };
    Ok(Done::verdict(&report, report.faults.is_empty()))
}

/// What the reader of documents says of it, with places in the file.
fn judged(read: &Read, context: &Context) -> Result<Faults, Failure> {
    let judged = match read.is_invoice() {
        true => Invoice::parse(&read.bytes()).map(|_| Vec::new()),
        false => Received::parse(&read.bytes(), &context.carriers()?.table)
            .map(|received| received.document.advice),
    };
    let found = judged.map_or_else(|found| found, |advice| Faults { faults: Vec::new(), advice });
    Ok(read.in_the_file(found))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "read as {}, SHA-256 {}", self.format, self.sha256)?;
        self.notes.iter().try_for_each(|note| writeln!(f, "  note: {note}"))?;
        writeln!(f, "\n{} read:", counted(self.fields.len() as u64, "field"))?;
        for Field { field, term, place, text, value } in &self.fields {
            let term = term.map(|term| format!(" ({term})")).unwrap_or_default();
            writeln!(f, "  {field}{term}: {value}\n    {place}")?;
            if text != value {
                writeln!(f, "    there: {text}")?;
            }
        }
        if !self.left.is_empty() {
            writeln!(f, "\nnot used:")?;
        }
        for Left { place, text, why, .. } in &self.left {
            writeln!(f, "  {place}: {text}\n    {why}")?;
        }
        listed(f, &format!("\n{}", counted(self.faults.len() as u64, "fault")), &self.faults)?;
        listed(f, "\nto be looked at", &self.advice)?;
        self.out.as_ref().map_or(Ok(()), |out| writeln!(f, "\nwritten: {out}"))
    }
}
