//! What came out, as tables or as JSON.

use crate::{
    book::{Honest, REFERRED, REFUSED},
    cases::Tried,
    verdict::{Count, Verdict},
};
use serde_json::{Value, json};

/// Everything that was run.
pub struct Report {
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Containers of the book.
    pub containers: u32,
    /// Tries of each case.
    pub tries: usize,
    /// Honest business.
    pub honest: Honest,
    /// Mistakes, tricks and coincidences.
    pub tried: Vec<Tried>,
}

impl Report {
    /// What does not hold, in words; nothing if all holds.
    pub fn failures(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !self.honest.holds() {
            out.push("more honest papers are refused or referred than the bounds allow".to_owned());
        }
        out.extend(self.tried.iter().filter(|tried| !tried.kept).map(|tried| {
            let Tried { group, name, claim, count, .. } = tried;
            format!("{group}, {name}: claimed is {claim}, found was {}", outcome(count))
        }));
        out
    }

    /// One object with everything.
    pub fn json(&self) -> Value {
        json!({
            "seed": self.seed,
            "containers": self.containers,
            "tries": self.tries,
            "bounds": { "refused": REFUSED, "referred": REFERRED },
            "honest": self.honest,
            "cases": self.tried,
            "failures": self.failures(),
        })
    }

    /// Tables in Markdown.
    pub fn markdown(&self) -> String {
        let Self { seed, containers, tries, .. } = self;
        let mut parts = vec![
            format!(
                "Seed {seed}, a book of {} honest papers with {containers} containers.",
                self.honest.all.all
            ),
            self.kinds(),
            format!("Each case tried {tries} times:"),
        ];
        for group in self.tried.chunk_by(|one, next| one.group == next.group) {
            parts.push(cases(group));
        }
        parts.join("\n\n")
    }

    fn kinds(&self) -> String {
        let kinds = self.honest.kinds.iter().map(|row| {
            let mark = if row.alike { " (alike by what they are)" } else { "" };
            honest(&format!("{}{mark}", row.kind), &row.count)
        });
        let sums = [
            honest("**all but those that are alike**", &self.honest.different),
            honest("**those that are alike**", &self.honest.alike),
            honest("**all**", &self.honest.all),
        ];
        lines(&["honest papers", "number", "refused of 1,000", "referred, %", "by"], kinds.chain(sums))
    }
}

fn honest(name: &str, count: &Count) -> Vec<String> {
    vec![
        name.to_owned(),
        count.all.to_string(),
        format!("{:.2}", count.share(Verdict::Refused) * 1e3),
        format!("{:.2}", count.share(Verdict::Referred) * 1e2),
        by(count),
    ]
}

fn cases(group: &[Tried]) -> String {
    let title = group.first().map_or("", |tried| tried.group);
    let rows = group.iter().map(|tried| {
        let found =
            if tried.kept { outcome(&tried.count) } else { format!("**missed**: {}", outcome(&tried.count)) };
        vec![tried.name.to_owned(), tried.claim.to_string(), found, by(&tried.count)]
    });
    lines(&[title, "claimed", "found", "by"], rows)
}

/// `all refused`, or the share of each verdict there was.
fn outcome(count: &Count) -> String {
    let all = [Verdict::Unreadable, Verdict::Refused, Verdict::Referred, Verdict::New];
    let met: Vec<Verdict> = all.into_iter().filter(|verdict| count.of(*verdict) > 0).collect();
    if let [one] = met[..] {
        return format!("all {one}");
    }
    met.iter().map(|v| format!("{:.1} % {v}", count.share(*v) * 1e2)).collect::<Vec<_>>().join(", ")
}

/// The letters of the keys, with how many papers share each.
fn by(count: &Count) -> String {
    count.by.iter().map(|(letter, n)| format!("`{letter}` {n}")).collect::<Vec<_>>().join(", ")
}

fn lines(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = vec![format!("| {} |", head.join(" | ")), format!("|{}", "---|".repeat(head.len()))];
    out.extend(rows.map(|row| format!("| {} |", row.join(" | "))));
    out.join("\n")
}
