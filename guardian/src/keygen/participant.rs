//! One participant of a key generation: a chain of states, each consumed by the next.

use super::{
    Answers, Ceremony, Complaints, GroupKey, KeyShare, KeygenError, Knowledge, PrivateShare, Purpose,
    Round1Broadcast, Round2Reveal, SecretShare, error::missing,
};
use crate::{
    GuardianId,
    point::{base, evaluate, is_sound},
};
use ark_ec::CurveGroup;
use plimsoll_circuits::{
    field::{Point, PointProjective, Scalar},
    signature::SigningKey,
};
use std::{collections::BTreeSet, fmt, sync::Arc};
use taceo_oprf_core::{keygen::KeyGenPoly, shamir::evaluate_poly};
use zeroize::Zeroizing;

struct Me<P: Purpose> {
    ceremony: Arc<Ceremony<P>>,
    id: GuardianId,
    polynomial: KeyGenPoly,
}

impl<P: Purpose> Me<P> {
    fn deal(&self, to: GuardianId) -> PrivateShare {
        let share = evaluate_poly(self.polynomial.coeffs(), Scalar::from(to.number()));
        PrivateShare { from: self.id, to, share }
    }
}

/// Has committed to a dealing; waits for the others' commitments.
pub struct Committed<P: Purpose> {
    me: Me<P>,
    coefficients: Vec<Point>,
    knowledge: Knowledge,
}

impl<P: Purpose> Committed<P> {
    /// Chooses a polynomial and commits to it.
    ///
    /// # Errors
    /// [`KeygenError::BadParameters`] if `identity` is not this participant's in the ceremony.
    pub fn start<R: rand::RngCore + rand::CryptoRng>(
        ceremony: Arc<Ceremony<P>>,
        id: GuardianId,
        identity: &SigningKey,
        rng: &mut R,
    ) -> Result<(Self, Round1Broadcast), KeygenError> {
        if ceremony.roster.get(id.place()) != Some(&identity.public()) {
            return Err(KeygenError::BadParameters("the identity key is not this participant's"));
        }
        let context = ceremony.context;
        let polynomial = KeyGenPoly::new(rng, usize::from(ceremony.threshold) - 1);
        let coefficients: Vec<_> = polynomial.coeffs().iter().map(|a| base(*a)).collect();
        let knowledge = Knowledge::prove(context, id, &polynomial.coeffs()[0], rng);
        let this = Self { me: Me { ceremony, id, polynomial }, coefficients, knowledge };
        let commitment = this.reveal(Vec::new()).commitment(context);
        Ok((this, Round1Broadcast::sign(context, id, commitment, identity)))
    }

    fn reveal(&self, seen: Vec<Round1Broadcast>) -> Round2Reveal {
        Round2Reveal {
            from: self.me.id,
            coefficients: self.coefficients.clone(),
            knowledge: self.knowledge.clone(),
            seen,
        }
    }

    /// Takes everyone's commitments, its own included, and reveals its dealing.
    ///
    /// # Errors
    /// If a commitment is missing or not signed.
    pub fn receive(self, messages: Vec<Round1Broadcast>) -> Result<(Revealed<P>, Round2Reveal), KeygenError> {
        let seen = self.me.ceremony.ordered(messages, |m| m.from)?;
        if let Some(bad) = seen.iter().find(|m| !self.me.ceremony.is_signed(m)) {
            return Err(KeygenError::BadSignature(bad.from));
        }
        let reveal = self.reveal(seen.clone());
        Ok((Revealed { me: self.me, seen }, reveal))
    }
}

/// Has revealed its dealing; waits for the others'.
pub struct Revealed<P: Purpose> {
    me: Me<P>,
    seen: Vec<Round1Broadcast>,
}

impl<P: Purpose> Revealed<P> {
    /// Takes everyone's dealings and deals the private shares, its own included.
    ///
    /// # Errors
    /// Names a dealer that told different things to different participants, or whose dealing is not what it committed to,
    /// has a bad point, or comes without knowledge of the constant term; or a participant whose echo is false.
    pub fn receive(self, messages: Vec<Round2Reveal>) -> Result<(Dealt<P>, Vec<PrivateShare>), KeygenError> {
        let ceremony = &self.me.ceremony;
        let dealings = ceremony.ordered(messages, |m| m.from)?;
        for dealing in &dealings {
            self.check_echo(dealing)?;
        }
        for (dealing, committed) in dealings.iter().zip(&self.seen) {
            let from = dealing.from;
            if dealing.coefficients.len() != usize::from(ceremony.threshold)
                || !dealing.coefficients.iter().all(is_sound)
            {
                return Err(KeygenError::BadPoint(from));
            }
            if dealing.commitment(ceremony.context) != committed.commitment {
                return Err(KeygenError::BrokenCommitment(from));
            }
            if !dealing.knowledge.verify(ceremony.context, from, dealing.coefficients[0]) {
                return Err(KeygenError::BadKnowledge(from));
            }
        }
        let shares = ceremony.ids().map(|to| self.me.deal(to)).collect();
        let dealings: Vec<_> = dealings.into_iter().map(|d| d.coefficients).collect();
        let arrived = vec![None; dealings.len()];
        Ok((Dealt { me: self.me, dealings, shares: arrived, wrong: BTreeSet::new() }, shares))
    }

    /// Two signed commitments of one dealer that differ convict it; one that is not signed convicts whoever passed it on.
    fn check_echo(&self, dealing: &Round2Reveal) -> Result<(), KeygenError> {
        if dealing.seen.len() != self.seen.len() {
            return Err(KeygenError::BadEcho(dealing.from));
        }
        for (theirs, mine) in dealing.seen.iter().zip(&self.seen) {
            if theirs.from != mine.from || !self.me.ceremony.is_signed(theirs) {
                return Err(KeygenError::BadEcho(dealing.from));
            }
            if theirs.commitment != mine.commitment {
                return Err(KeygenError::Equivocation(mine.from));
            }
        }
        Ok(())
    }
}

/// Has dealt; waits for its shares of the others' polynomials.
pub struct Dealt<P: Purpose> {
    me: Me<P>,
    /// Feldman commitments of every dealer.
    dealings: Vec<Vec<Point>>,
    /// The right shares that have arrived.
    shares: Vec<Option<Zeroizing<Scalar>>>,
    /// Dealers from whom a wrong share has arrived.
    wrong: BTreeSet<GuardianId>,
}

/// Shares have not arrived, and the round does not end without them. Whether the dealer or the channel is at fault cannot be
/// told, so this is no complaint and nothing is opened: have the shares sent again and let [`state`](Self::state) receive
/// them.
#[derive(thiserror::Error)]
#[error("{}", missing(dealers))]
pub struct MissingShares<P: Purpose> {
    /// Whose shares are missing: at least one dealer, in ascending order.
    pub dealers: Vec<GuardianId>,
    /// The participant, with the shares that did arrive.
    pub state: Dealt<P>,
}

impl<P: Purpose> fmt::Debug for MissingShares<P> {
    /// Names the dealers; the participant's secrets are not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MissingShares").field("dealers", &self.dealers).finish_non_exhaustive()
    }
}

impl<P: Purpose> From<MissingShares<P>> for KeygenError {
    /// Gives the generation up: the participant and its shares are dropped.
    fn from(missing: MissingShares<P>) -> Self {
        Self::MissingShares(missing.dealers)
    }
}

impl<P: Purpose> Dealt<P> {
    /// Takes the shares dealt to this participant, its own included, and says which are wrong.
    ///
    /// # Errors
    /// If shares have not arrived. The error gives the participant back, and those that did arrive with it: only the missing
    /// ones need be received again.
    #[allow(
        clippy::result_large_err,
        reason = "the error is the participant itself, given back so that it can try again"
    )]
    pub fn receive(
        mut self,
        messages: Vec<PrivateShare>,
    ) -> Result<(Complained<P>, Complaints), MissingShares<P>> {
        let id = self.me.id;
        for m in messages.iter().filter(|m| m.to == id && m.from.place() < self.dealings.len()) {
            if is_right(&self.dealings, m) {
                self.shares[m.from.place()] = Some(Zeroizing::new(m.share));
            } else {
                self.wrong.insert(m.from);
            }
        }
        let (about, dealers): (Vec<_>, Vec<_>) = (self.me.ceremony.ids())
            .filter(|dealer| self.shares[dealer.place()].is_none())
            .partition(|dealer| self.wrong.contains(dealer));
        if !dealers.is_empty() {
            return Err(MissingShares { dealers, state: self });
        }
        let Self { me, dealings, shares, .. } = self;
        Ok((Complained { me, dealings, shares }, Complaints { from: id, about }))
    }
}

/// Feldman's equation: the share is the value of the committed polynomial at the receiver's number.
fn is_right(dealings: &[Vec<Point>], m: &PrivateShare) -> bool {
    dealings
        .get(m.from.place())
        .is_some_and(|coefficients| base(m.share) == evaluate(coefficients, Scalar::from(m.to.number())))
}

/// Has complained, or not; waits for the others' complaints.
pub struct Complained<P: Purpose> {
    me: Me<P>,
    dealings: Vec<Vec<Point>>,
    shares: Vec<Option<Zeroizing<Scalar>>>,
}

impl<P: Purpose> Complained<P> {
    /// Takes everyone's complaints and answers those about itself by opening the shares in question.
    ///
    /// Only the share of whoever complains is opened, and one complains only of a share that arrived and is wrong. Over an
    /// authenticated channel an honest dealer's shares arrive right, so that only the dishonest complain about it, of shares
    /// that they have already or could have had for the asking: what is opened tells them nothing new. A dealer that t or
    /// more complain about could not answer them all without giving its contribution away, so it is named instead.
    ///
    /// # Errors
    /// If a message is missing, or t or more complain about one dealer.
    pub fn receive(self, messages: Vec<Complaints>) -> Result<(Answered<P>, Answers), KeygenError> {
        let Self { me, dealings, shares } = self;
        let messages = me.ceremony.ordered(messages, |m| m.from)?;
        let disputed: BTreeSet<_> = messages
            .iter()
            .flat_map(|m| m.about.iter().map(|&dealer| (dealer, m.from)))
            .filter(|(dealer, _)| dealer.place() < dealings.len())
            .collect();
        let complainers = |dealer: GuardianId| disputed.iter().filter(move |(d, _)| *d == dealer);
        let hopeless =
            me.ceremony.ids().find(|&d| complainers(d).count() >= usize::from(me.ceremony.threshold));
        if let Some(dealer) = hopeless {
            return Err(KeygenError::WrongShare(dealer));
        }
        let answers =
            Answers { from: me.id, shares: complainers(me.id).map(|&(_, to)| me.deal(to)).collect() };
        let Me { ceremony, id, .. } = me;
        Ok((Answered { ceremony, id, dealings, shares, disputed }, answers))
    }
}

/// Has answered; waits for the others' answers. Its polynomial is forgotten.
pub struct Answered<P: Purpose> {
    ceremony: Arc<Ceremony<P>>,
    id: GuardianId,
    dealings: Vec<Vec<Point>>,
    shares: Vec<Option<Zeroizing<Scalar>>>,
    /// Dealers and who complained about them.
    disputed: BTreeSet<(GuardianId, GuardianId)>,
}

impl<P: Purpose> Answered<P> {
    /// Takes everyone's answers and makes the key share.
    ///
    /// # Errors
    /// [`KeygenError::WrongShare`] names a dealer that was complained about and opened no right share;
    /// [`KeygenError::Degenerate`] if the key is zero.
    pub fn receive(mut self, messages: Vec<Answers>) -> Result<KeyShare<P>, KeygenError> {
        let messages = self.ceremony.ordered(messages, |m| m.from)?;
        for &(dealer, to) in &self.disputed {
            let answer = messages[dealer.place()]
                .shares
                .iter()
                .find(|a| a.from == dealer && a.to == to && is_right(&self.dealings, a))
                .ok_or(KeygenError::WrongShare(dealer))?;
            if to == self.id {
                self.shares[dealer.place()] = Some(Zeroizing::new(answer.share));
            }
        }
        let mut secret = Zeroizing::new(Scalar::from(0u64));
        for (dealer, share) in self.ceremony.ids().zip(&self.shares) {
            *secret += **share.as_ref().ok_or(KeygenError::WrongShare(dealer))?;
        }
        let secret = SecretShare::new(self.id, secret);
        KeyShare::new(secret, self.group()?).map_err(|_| KeygenError::Degenerate)
    }

    fn group(&self) -> Result<GroupKey<P>, KeygenError> {
        let sum = |k: usize| {
            self.dealings.iter().fold(PointProjective::default(), |sum, d| sum + d[k]).into_affine()
        };
        let coefficients: Vec<_> = (0..usize::from(self.ceremony.threshold)).map(sum).collect();
        let shares =
            self.ceremony.ids().map(|id| evaluate(&coefficients, Scalar::from(id.number()))).collect();
        GroupKey::new(self.ceremony.threshold, coefficients[0], shares).map_err(|_| KeygenError::Degenerate)
    }
}
