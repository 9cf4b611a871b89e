//! What came out, as tables or as JSON.

use crate::{
    assume::Assumptions,
    fraud,
    setting::{MISSED, REFERRED, REFUSED, Setting, listed},
    study::{COVERAGES, Case, Plan, Sensitivity, Worst, widest_port_windows},
};
use serde_json::{Value, json};

/// Everything that was run.
pub struct Report {
    /// How much.
    pub plan: Plan,
    /// What was compared.
    pub settings: Vec<Setting>,
    /// Each mix with and without quick turns.
    pub cases: Vec<Case>,
    /// Index of the setting that is chosen, and the worst that it does.
    pub chosen: (usize, Worst),
    /// Of that setting.
    pub sensitivities: Vec<Sensitivity>,
    /// Single assumptions over a range.
    pub sweeps: Vec<Sweep>,
}

/// One assumption over a range, in short sea alone.
pub struct Sweep {
    /// What it is called.
    pub assumption: &'static str,
    /// Settings.
    pub settings: Vec<Setting>,
    /// Its value, and the share of honest bills that each setting refuses.
    pub rows: Vec<(f64, Vec<f64>)>,
}

impl Report {
    /// One object with everything.
    pub fn json(&self) -> Value {
        let (chosen, worst) = &self.chosen;
        let name = Setting::to_string;
        json!({
            "plan": self.plan,
            "assumptions": Assumptions::BASE,
            "bounds": { "refused": REFUSED, "referred": REFERRED, "missed": MISSED },
            "coverages": COVERAGES,
            "fraud_kinds": fraud::KINDS.map(|kind| kind.to_string()),
            "settings": self.settings.iter().map(name).collect::<Vec<_>>(),
            "cases": self.cases,
            "chosen": { "setting": name(&self.settings[*chosen]), "worst": worst, "holds": worst.excess() < 1.0 },
            "sensitivities": self.sensitivities,
            "sweeps": self.sweeps.iter().map(|sweep| json!({
                "assumption": sweep.assumption,
                "settings": sweep.settings.iter().map(name).collect::<Vec<_>>(),
                "rows": sweep.rows,
            })).collect::<Vec<_>>(),
        })
    }

    /// Tables in Markdown.
    pub fn markdown(&self) -> String {
        let Plan { seed, containers, frauds } = self.plan;
        let mut parts =
            vec![format!("Seed {seed}, {containers} containers and {frauds} second papers in each world.")];
        let pairs = self.cases.chunks(2).map(|pair| self.mix(&pair[0], &pair[1]));
        parts.extend(pairs);
        parts.push(self.coverage());
        parts.push(self.kinds());
        parts.push(self.sensitivity());
        parts.extend(self.sweeps.iter().map(Sweep::markdown));
        parts.push(self.recommendation());
        parts.join("\n\n")
    }

    /// One mix, with quick turns and without.
    fn mix(&self, quick: &Case, slow: &Case) -> String {
        let bills = |case: &Case| case.outcomes.first().map_or(0, |outcome| outcome.honest[0].all);
        let parts = quick.outcomes.first().map_or(0, |outcome| outcome.parts.all);
        let head = [
            "refuse on",
            "refer on",
            "values",
            "refused of 1,000",
            "referred, %",
            "without quick turns: refused of 1,000",
            "referred, %",
            "parts referred, %",
            "frauds refused, %",
            "referred, %",
            "missed, %",
        ];
        let rows = self.settings.iter().zip(&quick.outcomes).zip(&slow.outcomes).map(|((setting, q), s)| {
            let (honest, others, fraud) = (&q.honest[0], &s.honest[0], q.fraud());
            vec![
                listed(&setting.strict),
                listed(&setting.soft),
                setting.slots().to_string(),
                format!("{:.2}", honest.refused() * 1e3),
                format!("{:.2}", honest.referred() * 1e2),
                format!("{:.2}", others.refused() * 1e3),
                format!("{:.2}", others.referred() * 1e2),
                format!("{:.0}", q.parts.referred() * 1e2),
                format!("{:.1}", fraud.refused() * 1e2),
                format!("{:.1}", fraud.referred() * 1e2),
                format!("{:.2}", fraud.missed() * 1e2),
            ]
        });
        let title = format!(
            "{}: {} bills of whole loads and {parts} of parts, {} and {} without quick turns:",
            quick.mix,
            bills(quick),
            bills(slow),
            slow.outcomes.first().map_or(0, |outcome| outcome.parts.all),
        );
        format!("{title}\n\n{}", lines(&head, rows))
    }

    /// Ledgers that have a part of all bills, under the chosen setting.
    fn coverage(&self) -> String {
        let head = ["mix", "of all bills", "refused of 1,000", "referred, %"];
        let cases = self.cases.iter().filter(|case| case.quick);
        let rows = cases.flat_map(|case| {
            let honest = &case.outcomes[self.chosen.0].honest;
            COVERAGES.iter().zip(honest).map(|(share, count)| {
                let (refused, referred) = (count.refused() * 1e3, count.referred() * 1e2);
                vec![case.mix.to_owned(), number(*share), format!("{refused:.2}"), format!("{referred:.2}")]
            })
        });
        let setting = &self.settings[self.chosen.0];
        format!("When a part of all bills is on the ledger, `{setting}`:\n\n{}", lines(&head, rows))
    }

    /// Frauds of the chosen setting by kind, in the first mix.
    fn kinds(&self) -> String {
        let outcome = &self.cases[0].outcomes[self.chosen.0];
        let rows = fraud::KINDS.iter().zip(&outcome.frauds).map(|(kind, count)| {
            let share = |of: f64| format!("{:.1}", of * 1e2);
            vec![kind.to_string(), share(count.refused()), share(count.referred()), share(count.missed())]
        });
        let head = ["second paper", "refused, %", "referred", "missed"];
        format!("Frauds by kind, `{}`:\n\n{}", self.settings[self.chosen.0], lines(&head, rows))
    }

    fn sensitivity(&self) -> String {
        let head = [
            "assumption",
            "value",
            "halved: refused of 1,000",
            "referred, %",
            "missed, %",
            "doubled: refused of 1,000",
            "referred, %",
            "missed, %",
        ];
        let rows = self.sensitivities.iter().map(|s| {
            let worst = |w: &Worst| {
                [w.refused / REFUSED, w.referred * 1e2, w.missed * 1e2].map(|share| format!("{share:.2}"))
            };
            let mut row = vec![s.assumption.to_owned(), number(s.base)];
            row.extend(worst(&s.halved));
            row.extend(worst(&s.doubled));
            row
        });
        let setting = &self.settings[self.chosen.0];
        format!(
            "Each assumption halved and doubled, worst of all mixes, `{setting}`:\n\n{}",
            lines(&head, rows)
        )
    }

    /// What the bounds allow.
    pub fn recommendation(&self) -> String {
        let (chosen, worst) = self.chosen;
        let what = if worst.excess() < 1.0 {
            "Of the settings that fit and keep all bounds in every mix, this one refuses most frauds"
        } else {
            "No setting that fits keeps all bounds in every mix. This one comes closest"
        };
        let does = format!(
            "at worst {:.2} of 1,000 honest bills refused, {:.2} % referred, {:.2} % of frauds missed",
            worst.refused * 1e3,
            worst.referred * 1e2,
            worst.missed * 1e2
        );
        let widest = |quick: bool| {
            let cases: Vec<&Case> = self.cases.iter().filter(|case| case.quick == quick).collect();
            widest_port_windows(&cases, &self.settings).map_or("none".to_owned(), |s| listed(&s.strict))
        };
        format!(
            "{what}: {}; {does}.\n\nWidest windows with the port area, and nothing else that refuses, that refuse fewer \
             than 1 in 1,000 in every mix: {}; without quick turns: {}.",
            self.settings[chosen],
            widest(true),
            widest(false)
        )
    }
}

impl Sweep {
    fn markdown(&self) -> String {
        let names: Vec<String> = self.settings.iter().map(|setting| listed(&setting.strict)).collect();
        let head: Vec<&str> =
            std::iter::once(self.assumption).chain(names.iter().map(String::as_str)).collect();
        let rows = self.rows.iter().map(|(value, refused)| {
            let refused = refused.iter().map(|share| format!("{:.2}", share * 1e3));
            std::iter::once(number(*value)).chain(refused).collect()
        });
        format!(
            "Honest bills refused of 1,000 in short sea alone, by what refuses:\n\n{}",
            lines(&head, rows)
        )
    }
}

/// Without zeros at its end.
fn number(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn lines(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = vec![format!("| {} |", head.join(" | ")), format!("|{}", "---|".repeat(head.len()))];
    out.extend(rows.map(|row| format!("| {} |", row.join(" | "))));
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{setting, study};

    #[test]
    fn tables_and_json_tell_the_same_of_every_setting() {
        let (plan, settings) = (Plan { seed: 1, containers: 200, frauds: 200 }, setting::all());
        let cases = study::cases(&plan, &settings);
        let chosen = study::choose(&cases, &settings);
        let rows = vec![(0.5, vec![0.25; settings.len()])];
        let sweeps = vec![Sweep { assumption: "any", settings: settings.clone(), rows }];
        let report = Report { plan, settings, cases, chosen, sensitivities: Vec::new(), sweeps };
        let (text, json) = (report.markdown(), report.json());
        assert!(text.contains("| 0.5 | 250.00 |") && text.contains(&report.settings[chosen.0].to_string()));
        for (i, setting) in report.settings.iter().enumerate() {
            let row =
                format!("| {} | {} | {} |", listed(&setting.strict), listed(&setting.soft), setting.slots());
            assert_eq!(text.matches(&row).count(), 3, "once for each mix: {row}");
            assert_eq!(json["settings"][i], setting.to_string());
        }
        let first = &report.cases[0].outcomes[0].honest[0];
        assert_eq!(json["cases"][0]["outcomes"][0]["honest"][0]["refused"], first.refused);
        assert!(text.contains(&format!("| {:.2} |", first.refused() * 1e3)));
    }
}
