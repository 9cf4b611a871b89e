//! `plimsoll list`: published lists that policies look values up in.

mod import;
mod sign;

use super::{context::Context, error::Failure, files, output::Done, table::Fields, values};
use clap::Subcommand;
use plimsoll_circuits::{
    currency::Currency,
    day::Day,
    field::to_hex,
    policy::{FromTable, List, ListHead, ListKind},
};
use plimsoll_client::{
    Clock as _, SystemClock,
    claims::{ListFileError, open_list},
};
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll list make --from samples/lists/sanctioned-ports.csv --of port \\
      --name sanctioned-ports --dated 2026-05-20 --out ports.json
  plimsoll --home bank-a list sign ports.json --out lists/sanctioned-ports.json
  plimsoll list show samples/lists/sanctioned-ports.json
  plimsoll list check samples/lists/sanctioned-ports.json --value NLRTM";

const MAKE_EXAMPLES: &str = "\
Examples:
  plimsoll list make --from samples/lists/sanctioned-ports.csv --of port \\
      --name sanctioned-ports --dated 2026-05-20 --out ports.json
  plimsoll list make --from samples/lists/sanctioned-goods.csv --of hs \\
      --column code --label name --name sanctioned-goods \\
      --dated 2026-05-20 --source \"made up\" --out goods.json

  plimsoll list make --from samples/lists/sanctioned-names.csv --of name \\
      --aliases aliases --name sanctioned-names --dated 2026-05-20 \\
      --edition 2 --out names.json
  plimsoll list make --from samples/lists/index-prices.csv --of hs \\
      --label name --value-column price --currency USD \\
      --name index-prices --dated 2026-05-20 --out prices.json

The table has a heading; lines that begin with # are comments. Values that
occur twice are taken once.";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll list show samples/lists/sanctioned-ports.json
  plimsoll --json list show samples/lists/sanctioned-goods.json

Everything in the file is checked: that entries are valid, sorted and there
once, that the root is theirs, and that a signature is its publisher's. Names of
publishers are those of the ledger's directory (--ledger). The tree of a large
list is kept in the folder that PLIMSOLL_CACHE names, else in your cache folder,
and opens at once the next time.";

const CHECK_EXAMPLES: &str = "\
Examples:
  plimsoll list check samples/lists/sanctioned-ports.json --value NLRTM
  plimsoll list check samples/lists/sanctioned-parties.json \\
      --value CODE:ZZU:NOBODY

Exit status is 0 if the value is in the list, 1 if it is not. An HS code is in
a list if an entry is how it begins; where entries only begin with the code, it
is partly in, and the status is 1.";

/// Commands about lists.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Make a list of a table of comma-separated values
    #[command(after_help = MAKE_EXAMPLES)]
    Make(Make),
    /// Make lists of what an authority publishes
    #[command(after_help = import::EXAMPLES)]
    Import(import::Args),
    /// Sign a list as its publisher
    #[command(after_help = sign::EXAMPLES)]
    Sign(sign::Args),
    /// Read a list, and show what it is and who has signed it
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// A list
        #[arg(value_name = "FILE")]
        list: PathBuf,
    },
    /// Say whether a value is in a list
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// A list
        #[arg(value_name = "FILE")]
        list: PathBuf,
        /// The value, written as the list writes them
        #[arg(long, value_name = "VALUE")]
        value: String,
    },
}

/// What `list make` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Make {
    /// The table
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// What it is of: port, country, hs, imo, party, lei, container, currency, carrier, reference, code, text or name
    #[arg(long, value_name = "KIND", value_parser = kind)]
    of: ListKind,
    /// The list's name, by which policies speak of it
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The day that it describes
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    dated: Day,
    /// Where it comes from; the table's file name if not given
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// The heading of the column with the values; the first column if not given
    #[arg(long, value_name = "HEADING")]
    column: Option<String>,
    /// The heading of the column with further values of a row, `;` between them: a party's other names
    #[arg(long, value_name = "HEADING")]
    aliases: Option<String>,
    /// The heading of the column with labels; if not given, names have how they were written, and others no labels
    #[arg(long, value_name = "HEADING")]
    label: Option<String>,
    /// For HS codes: the heading of the column with prices of a kilogram
    #[arg(long, value_name = "HEADING", requires = "currency")]
    value_column: Option<String>,
    /// The currency of the prices
    #[arg(long, value_name = "CODE", requires = "value_column")]
    currency: Option<Currency>,
    /// Which edition of the list this is, from 1
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    edition: u64,
    /// Leave rows without a value out instead of refusing the table
    #[arg(long)]
    skip_empty: bool,
    /// Where the list goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn kind(text: &str) -> Result<ListKind, String> {
    ListKind::from_name(text)
        .ok_or_else(|| format!("the kinds are {}", ListKind::ALL.map(ListKind::name).join(", ")))
}

#[derive(Serialize)]
struct Report {
    file: String,
    name: String,
    of: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prices_in: Option<String>,
    edition: u64,
    dated: String,
    source: String,
    entries: usize,
    root: String,
    /// The address of who has signed it; none if nobody has.
    publisher: Option<String>,
    /// The publisher's name in the ledger's directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeated: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    empty: Option<usize>,
}

impl Report {
    fn of(file: &Path, list: &List) -> Self {
        let head = &list.head;
        Self {
            file: file.display().to_string(),
            name: head.name.clone(),
            of: head.kind.name(),
            prices_in: head.prices_in.map(|currency| currency.to_string()),
            edition: head.edition,
            dated: head.dated.to_string(),
            source: head.source.clone(),
            entries: list.entries.len(),
            root: to_hex(&list.root()),
            publisher: list.publisher().map(|address| to_hex(&address.0)),
            publisher_name: None,
            repeated: None,
            empty: None,
        }
    }

    /// With the publisher's name, if there is a ledger here whose directory knows it.
    fn known_to(self, context: &Context) -> Self {
        let name = || {
            let place = context.place();
            let ledger = place.folder().exists().then(|| context.ledger_to_read().ok())??;
            let directory = context.directory(ledger.genesis()).ok()?;
            let found = directory.find(self.publisher.as_deref()?, SystemClock.now()).ok()?;
            Some(found.party.name.clone())
        };
        Self { publisher_name: name(), ..self }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("list", format!("{}, {}", self.name, self.file));
        fields.add("of", self.of);
        fields
            .maybe("prices", self.prices_in.as_ref().map(|currency| format!("of a kilogram, in {currency}")));
        fields.add("edition", self.edition).add("dated", &self.dated).add("source", &self.source);
        fields.add("entries", self.entries).add("root", &self.root);
        fields.add(
            "signed",
            match (&self.publisher, &self.publisher_name) {
                (Some(address), Some(name)) => format!("by {name}, {address}"),
                (Some(address), None) => format!("by {address}"),
                (None, _) => "by nobody".to_owned(),
            },
        );
        fields.maybe("repeated", self.repeated.filter(|n| *n > 0).map(|n| format!("{n} rows, taken once")));
        fields.maybe("empty", self.empty.filter(|n| *n > 0).map(|n| format!("{n} rows, left out")));
        write!(f, "{fields}")
    }
}

#[derive(Serialize)]
struct Answer {
    list: String,
    value: String,
    contained: bool,
    /// Of an HS code: whether an entry is about some of what begins so.
    met: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<String>,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match (self.contained, self.met) {
            (true, _) => "is in",
            (false, true) => "is partly in",
            (false, false) => "is not in",
        };
        write!(f, "{} {state} {}", self.value, self.list)?;
        self.label.as_ref().map_or(Ok(()), |label| write!(f, ": {label}"))?;
        self.price.as_ref().map_or(Ok(()), |price| write!(f, ", at {price} a kilogram"))
    }
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Make(args) => make(&args),
        Command::Import(args) => import::run(&args, context),
        Command::Sign(args) => sign::run(&args, context),
        Command::Show { list } => Ok(Done::new(&Report::of(&list, &read(&list)?).known_to(context))),
        Command::Check { list, value } => check(&list, value),
    }
}

fn make(args: &Make) -> Result<Done, Failure> {
    files::vacant(&args.out)?;
    let file_name = args.from.file_name().unwrap_or_default().to_string_lossy();
    let source = args.source.clone().unwrap_or_else(|| file_name.into_owned());
    let head = ListHead {
        name: args.name.clone(),
        kind: args.of,
        prices_in: args.currency,
        edition: args.edition,
        dated: args.dated,
        source,
    };
    let table = FromTable {
        head,
        column: args.column.as_deref(),
        aliases: args.aliases.as_deref(),
        label: args.label.as_deref(),
        price: args.value_column.as_deref(),
        skip_empty: args.skip_empty,
    };
    let (list, dropped) = table.read(&files::read(&args.from)?).map_err(|e| {
        Failure::refused(format!("{}: {e}", args.from.display()))
            .help("correct the table; --column and --skip-empty say what to read of it")
    })?;
    files::create(&args.out, list.to_json().as_bytes())?;
    let report = Report::of(&args.out, &list);
    Ok(Done::new(&Report { repeated: Some(dropped.repeated), empty: Some(dropped.empty), ..report }))
}

/// The list of a file.
pub(super) fn read(path: &Path) -> Result<List, Failure> {
    open_list(path).map_err(|error| match error {
        ListFileError::Read(e) => Failure::usage(format!("cannot read {}: {e}", path.display()))
            .help("check the path, and see who may read it"),
        ListFileError::List(e) => Failure::refused(format!("{}: {e}", path.display()))
            .help("fetch the list again from whoever publishes it, or make one with `plimsoll list make`"),
    })
}

fn check(path: &Path, value: String) -> Result<Done, Failure> {
    let list = read(path)?;
    let wrong = |e| Failure::usage(e).help("write the value as the list writes them");
    let (contained, met) = (list.contains(&value).map_err(wrong)?, list.meets(&value).map_err(wrong)?);
    let entry = list.entry_of(&value).map_err(wrong)?;
    let (label, price) = entry.map(|entry| (entry.label.clone(), entry.price.clone())).unwrap_or_default();
    Ok(Done::verdict(&Answer { list: list.head.name, value, contained, met, label, price }, contained))
}
