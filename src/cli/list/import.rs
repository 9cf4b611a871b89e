//! `plimsoll list import`.

use crate::cli::{context::Context, error::Failure, files, output::Done, table::Fields, values};
use plimsoll_circuits::{day::Day, field::to_hex, policy::List};
use plimsoll_client::publish::{Format, ImportError};
use serde::Serialize;
use std::{
    fmt,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll list import --format ofac-sdn-xml \\
      --from samples/authorities/sdn.xml --out lists
  plimsoll list import --format ofac-sdn-csv \\
      --from samples/authorities/sdn.csv --aliases samples/authorities/alt.csv \\
      --dated 2026-05-19 --out lists
  plimsoll list import --format un-xml \\
      --from samples/authorities/un.xml --edition 2 --out lists
  plimsoll list import --format eu-csv --from samples/authorities/eu.csv \\
      --name eu-sanctions --out lists

Up to three lists come of a file, if there is anything for them: PREFIX-names,
of names with aliases; PREFIX-parties, of LEIs, unified social credit codes, and
numbers of taxes and registers whose country is given by its code;
PREFIX-vessels, of IMO numbers. Records of which nothing can be looked up are
told. Names of ships and aircraft are not looked up.";

/// What `list import` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The file's form: ofac-sdn-xml, ofac-sdn-csv, un-xml, eu-xml or eu-csv
    #[arg(long, value_name = "FORMAT")]
    format: Format,
    /// The file, as the authority publishes it
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// For ofac-sdn-csv: alt.csv, the file with other names; without it they are not looked up
    #[arg(long, value_name = "FILE")]
    aliases: Option<PathBuf>,
    /// What the names of the lists begin with; if not given, ofac-sdn, un or eu
    #[arg(long, value_name = "PREFIX")]
    name: Option<String>,
    /// The day that it describes; what the file says if not given
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    dated: Option<Day>,
    /// Which edition of the lists this is, from 1
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    edition: u64,
    /// Where it comes from; the file's name if not given
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// The folder where the lists go, each as NAME.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Made {
    file: String,
    name: String,
    of: &'static str,
    entries: usize,
    root: String,
}

#[derive(Serialize)]
struct Report {
    dated: String,
    edition: u64,
    lists: Vec<Made>,
    records: usize,
    unusable: usize,
    unusable_records: Vec<String>,
    other_numbers: usize,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    if args.aliases.is_some() != (args.format == Format::OfacCsv) {
        if args.aliases.is_some() {
            return Err(Failure::usage("only ofac-sdn-csv has other names in a file of its own")
                .help("leave --aliases out"));
        }
        context.warn("without --aliases alt.csv, other names of whoever is listed are not in the lists");
    }
    let open = |path: &Path| {
        File::open(path).map(BufReader::new).map_err(|e| {
            Failure::usage(format!("cannot read {}: {e}", path.display()))
                .help("check the path, and see who may read it")
        })
    };
    let refused = |error: ImportError| {
        Failure::refused(format!("{}: {error}", args.from.display()))
            .help("see that --format is the file's, and fetch the file again from the authority")
    };
    let aliases = args.aliases.as_deref().map(open).transpose()?;
    let found = args.format.read(open(&args.from)?, aliases).map_err(refused)?;
    let Some(dated) = args.dated.or(found.dated) else {
        return Err(Failure::usage("the file does not say of what day it is").help("give --dated"));
    };
    let file_name = args.from.file_name().unwrap_or_default().to_string_lossy();
    let source = args.source.as_deref().unwrap_or(&file_name);
    let prefix = args.name.as_deref().unwrap_or(args.format.prefix());
    let lists = found.lists(prefix, args.edition, dated, source).map_err(refused)?;
    let path = |list: &List| args.out.join(format!("{}.json", list.head.name));
    lists.iter().try_for_each(|list| files::vacant(&path(list)))?;
    std::fs::create_dir_all(&args.out).map_err(|e| {
        Failure::usage(format!("cannot make the folder {}: {e}", args.out.display())).help("name another")
    })?;
    let mut made = Vec::new();
    for list in &lists {
        let path = path(list);
        files::create(&path, list.to_json().as_bytes())?;
        made.push(Made {
            file: path.display().to_string(),
            name: list.head.name.clone(),
            of: list.head.kind.name(),
            entries: list.entries.len(),
            root: to_hex(&list.root()),
        });
    }
    Ok(Done::new(&Report {
        dated: dated.to_string(),
        edition: args.edition,
        lists: made,
        records: found.records,
        unusable: found.unusable_count,
        unusable_records: found.unusable,
        other_numbers: found.other_numbers,
    }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("dated", &self.dated).add("edition", self.edition).add("records", self.records);
        for list in &self.lists {
            fields.add("list", format!("{}: {} entries, {}", list.name, list.entries, list.file));
        }
        write!(f, "{fields}")?;
        if self.other_numbers > 0 {
            write!(f, "\n{} numbers have no form in which documents write them", self.other_numbers)?;
        }
        if self.unusable > 0 {
            write!(f, "\nof {} records nothing can be looked up:", self.unusable)?;
            self.unusable_records.iter().try_for_each(|record| write!(f, "\n  {record}"))?;
            let more = self.unusable - self.unusable_records.len();
            if more > 0 {
                write!(f, "\n  and {more} more")?;
            }
        }
        Ok(())
    }
}
