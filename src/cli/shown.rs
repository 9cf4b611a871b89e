//! How amounts, notes, lots and receipts are shown: in JSON with stable names, and to people.

use super::{context::Context, error::Failure, table::Fields, values::Prefix};
use plimsoll_circuits::{
    field::to_hex,
    note::{Kind, Lot},
};
use plimsoll_client::{
    Desk, Money,
    ops::{Intent, Submitted, ValuationDays},
    referral::Referral,
    wallet::{Held, LotView},
};
use plimsoll_contracts::Receipt;
use serde::Serialize;
use std::fmt;

pub(super) use plimsoll_client::clock::moment;

/// An amount: minor units for programs, text for people.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Amount {
    minor: u64,
    currency: String,
    text: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: money.currency.to_string(), text: money.to_string() }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What stands in a table where nothing is known.
pub(super) fn or_unknown(amount: Option<&Amount>) -> String {
    amount.map_or_else(|| "?".to_owned(), Amount::to_string)
}

/// "no notes", "1 note", "2 notes".
pub(super) fn counted(n: u64, what: &str) -> String {
    match n {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// The first digits of a hexadecimal name, enough to tell a party's own apart.
pub(super) fn short(name: &str) -> &str {
    let digits = name.strip_prefix("0x").unwrap_or(name);
    digits.get(..12).unwrap_or(digits)
}

/// The name of a kind of note.
pub(super) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Dummy => "dummy",
        Kind::Title => "title",
        Kind::Lien => "lien",
        Kind::Retired => "retired",
        Kind::Release => "release",
    }
}

/// A note of a wallet.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Note {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) lot: String,
    /// TITLE: the encumbrance; LIEN, RELEASE: the amount.
    pub(super) amount: Option<Amount>,
    /// LIEN: what ranks before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prior: Option<Amount>,
    /// LIEN: its amount when made, which others may share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pool: Option<Amount>,
    pub(super) value: Option<Amount>,
    /// TITLE, LIEN: the day of the valuation; of a lien, of that under which it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) valued_at: Option<String>,
    /// TITLE: what may still be pledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headroom: Option<Amount>,
    pub(super) height: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spent_at: Option<u64>,
}

impl Note {
    pub(super) fn of(held: &Held) -> Self {
        let lien = held.kind() == Kind::Lien;
        Self {
            id: held.id().to_string(),
            kind: kind(held.kind()),
            lot: lot_name(held.lot()),
            amount: held.amount().map(Amount::from),
            prior: held.prior().filter(|_| lien).map(Amount::from),
            pool: held.pool().filter(|_| lien).map(Amount::from),
            value: held.value().map(Amount::from),
            valued_at: held.bill.map(|bill| bill.valued_at.to_string()),
            headroom: held.headroom().map(Amount::from),
            height: held.height,
            spent_at: held.spent_at,
        }
    }
}

/// A lot's name.
pub(super) fn lot_name(lot: Lot) -> String {
    to_hex(&lot.0)
}

/// A note that a transition made.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Made {
    pub(super) kind: &'static str,
    pub(super) id: String,
}

/// The days of a title's valuation.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Valuation {
    pub(super) valued_at: String,
    pub(super) expires: String,
    pub(super) expired: bool,
}

impl From<ValuationDays> for Valuation {
    fn from(days: ValuationDays) -> Self {
        let ValuationDays { valued_at, expires, expired } = days;
        Self { valued_at: valued_at.to_string(), expires: expires.to_string(), expired }
    }
}

impl fmt::Display for Valuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { valued_at, expires, expired } = self;
        let end = if *expired { "EXPIRED on" } else { "good until" };
        write!(f, "of {valued_at}, {end} {expires}")
    }
}

/// The valuation behind a title; with a note if its time is over, since neither proof nor ledger looks at that.
pub(super) fn valuation(desk: &Desk<'_>, lot: Lot, context: &Context) -> Option<Valuation> {
    // What cannot be looked up is told by whatever needs it.
    let valuation = Valuation::from(desk.valuation(lot).ok()?);
    if valuation.expired {
        context.progress.note(format!(
            "the valuation of this lot, of {}, expired on {}: the bank may ask for a new one",
            valuation.valued_at, valuation.expires
        ));
    }
    Some(valuation)
}

/// What became of a transition.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Accepted {
    pub(super) intent: &'static str,
    pub(super) lot: String,
    pub(super) transition: String,
    pub(super) height: u64,
    pub(super) time: String,
    pub(super) entry_hash: String,
    /// The notes that it made.
    pub(super) notes: Vec<Made>,
    /// Of a pledge: how old the value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) valuation: Option<Valuation>,
    /// Of a registration or an amendment: the entries of other lots that are alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) referrals: Option<Vec<Referral>>,
    pub(super) prove_ms: u64,
}

impl Accepted {
    pub(super) fn of(submitted: &Submitted, lot: Lot) -> Self {
        let Receipt { id, height, time, entry_hash, .. } = &submitted.receipt;
        Self {
            intent: intent(submitted.intent),
            lot: lot_name(lot),
            transition: id.to_string(),
            height: *height,
            time: moment(*time),
            entry_hash: entry_hash.to_string(),
            notes: submitted
                .makes
                .iter()
                .map(|note| Made { kind: kind(note.content.kind), id: to_hex(&note.commitment()) })
                .collect(),
            valuation: None,
            referrals: None,
            prove_ms: u64::try_from(submitted.timings.prove.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl fmt::Display for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("accepted", format!("{} at height {}, {}", self.intent, self.height, self.time));
        fields.add("lot", short(&self.lot));
        fields.add("transition", &self.transition);
        for note in &self.notes {
            fields.add(note.kind, short(&note.id));
        }
        fields.maybe("valuation", self.valuation.as_ref());
        self.referrals.iter().for_each(|referrals| alike(&mut fields, referrals));
        fields.add("proof", format!("made in {:.1} s", self.prove_ms as f64 / 1000.0));
        write!(f, "{fields}")
    }
}

/// The entries of other lots that are alike, a line each.
pub(super) fn alike(fields: &mut Fields, referrals: &[Referral]) {
    if referrals.is_empty() {
        fields.add("alike", "nothing on the ledger");
    }
    for referral in referrals {
        fields.add("alike", format!("an entry {referral}: look at it"));
    }
}

pub(super) const fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::Register => "register",
        Intent::Amend => "amend",
        Intent::Revalue => "revalue",
        Intent::Pledge => "pledge",
        Intent::Endorse => "endorse",
        Intent::Surrender => "surrender",
        Intent::Assign => "assign",
        Intent::Split => "split",
        Intent::Discharge => "discharge",
        Intent::Merge => "merge",
        Intent::MergeLiens => "merge-liens",
        Intent::Other => "other",
    }
}

/// The lot of which the wallet holds something and whose name begins so; the only one with a title if no name is given.
pub(super) fn find_lot(desk: &Desk<'_>, prefix: Option<&Prefix>) -> Result<Lot, Failure> {
    let lots = desk.wallet().lots().into_iter();
    if let Some(prefix) = prefix {
        let named = lots.map(|view: LotView<'_>| view.lot).filter(|lot| prefix.begins(&lot_name(*lot)));
        return one(named.collect(), "lot", prefix);
    }
    let mut titled: Vec<_> = lots.filter(|view| view.title.is_some()).map(|view| view.lot).collect();
    match (titled.pop(), titled.len()) {
        (Some(only), 0) => Ok(only),
        (Some(_), others) => Err(Failure::usage(format!("you hold the titles of {} lots", others + 1))
            .help("name one with --lot; `plimsoll lot list` shows them")),
        (None, _) => Err(Failure::refused("this wallet holds no title")
            .code("NoTitle")
            .help("`plimsoll wallet show` lists what it holds")),
    }
}

/// The unspent note of a kind whose name begins so.
pub(super) fn find_note<'a>(desk: &'a Desk<'_>, wanted: Kind, prefix: &Prefix) -> Result<&'a Held, Failure> {
    let found =
        desk.wallet().notes().filter(|held| held.kind() == wanted && prefix.begins(&held.id().to_string()));
    one(found.collect(), kind(wanted), prefix)
}

/// The only lot, note or party that fits.
fn one<T>(mut found: Vec<T>, what: &str, prefix: &Prefix) -> Result<T, Failure> {
    let count = found.len();
    match (found.pop(), count) {
        (Some(only), 1) => Ok(only),
        (None, _) => {
            Err(Failure::refused(format!("this wallet holds no {what} whose name begins with {prefix}"))
                .help("`plimsoll wallet show` lists what it holds"))
        }
        _ => Err(Failure::usage(format!("{count} {what}s begin with {prefix}"))
            .help("write more of its digits, as `plimsoll wallet show` prints them")),
    }
}
