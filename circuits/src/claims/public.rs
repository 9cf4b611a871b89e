use crate::{day::Day, field::F, policy::plan::Plan};

/// What the verifier of a claim sees. All but link and challenge follow from the policy, its lists and the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPublic {
    /// `H(link; bill, lot, blinding)`, as in the Attest that goes with it.
    pub link: F,
    /// The verifier's challenge, as in the Attest that goes with it.
    pub challenge: F,
    /// What counts as today.
    pub today: Day,
    /// The operands of the policy's plan.
    pub operands: Vec<F>,
    /// The roots of its lists.
    pub roots: Vec<F>,
}

impl ClaimPublic {
    /// The public inputs of a claim under a plan.
    #[must_use]
    pub fn new(plan: &Plan, roots: Vec<F>, link: F, challenge: F, today: Day) -> Self {
        let operands = plan.operands.iter().map(|operand| operand.value).collect();
        Self { link, challenge, today, operands, roots }
    }

    /// Zeros, of the right number.
    #[must_use]
    pub fn blank(plan: &Plan) -> Self {
        let zero = F::from(0u64);
        Self::new(plan, vec![zero; plan.lists.len()], zero, zero, Day(0))
    }

    /// All of them in their order: link, challenge, today, operands, roots.
    #[must_use]
    pub fn to_vec(&self) -> Vec<F> {
        let head = [self.link, self.challenge, F::from(self.today.0)];
        head.iter().chain(&self.operands).chain(&self.roots).copied().collect()
    }
}
