use serde::Serialize;
use std::fmt;

/// One step with its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name; attacks begin with their number in `docs/attacks.md`.
    pub name: String,
    /// What must come out.
    pub expected: String,
    /// What came out.
    pub verdict: String,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// What happened, in words.
    pub detail: String,
}

impl Step {
    /// Whether the verdict is the expected one.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.expected == self.verdict
    }
}

/// The size of a circuit's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeySize {
    /// The circuit.
    pub circuit: String,
    /// Constraints.
    pub constraints: usize,
    /// The proving key as it was prepared for this machine, in bytes.
    pub proving_key_bytes: usize,
    /// The verifying key, in bytes.
    pub verifying_key_bytes: usize,
    /// A proof, in bytes.
    pub proof_bytes: usize,
}

/// What the demo found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether every verdict is the expected one.
    pub ok: bool,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// Key and proof sizes. The keys are insecure development keys.
    pub keys: Vec<KeySize>,
    /// All steps together, in milliseconds.
    pub ms: u64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width =
            |of: fn(&Step) -> &str| self.steps.iter().map(|s| of(s).chars().count()).max().unwrap_or(0);
        let (name, verdict) = (width(|s| &s.name), width(|s| &s.verdict));
        writeln!(f, "   {:name$}  {:verdict$}  {:>8}", "step", "verdict", "ms")?;
        for step in &self.steps {
            let mark = if step.ok() { "ok" } else { "!!" };
            writeln!(f, "{mark} {:name$}  {:verdict$}  {:>8}", step.name, step.verdict, step.ms)?;
            if !step.ok() {
                writeln!(f, "   expected {}: {}", step.expected, step.detail)?;
            }
        }
        writeln!(f)?;
        writeln!(
            f,
            "   circuit (insecure development keys)  constraints  prepared key  verifying key  proof"
        )?;
        for key in &self.keys {
            writeln!(
                f,
                "   {:36} {:>11} {:>9.1} MiB {:>8} bytes {:>3} B",
                key.circuit,
                key.constraints,
                key.proving_key_bytes as f64 / f64::from(1 << 20),
                key.verifying_key_bytes,
                key.proof_bytes
            )?;
        }
        writeln!(
            f,
            "   A prepared key holds multiples of the proving key's points, which take most of its size."
        )?;
        let (right, all) = (self.steps.iter().filter(|s| s.ok()).count(), self.steps.len());
        writeln!(f)?;
        write!(f, "{right} of {all} verdicts as expected, {:.1} s", self.ms as f64 / 1000.0)
    }
}
