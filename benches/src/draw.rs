//! What is drawn by chance, from one seed.

use rand::{Rng, RngCore, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha12Rng;
use std::f64::consts::TAU;

/// A stream of draws.
pub struct Draw(ChaCha12Rng);

impl Draw {
    /// The stream of this seed.
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(seed))
    }

    /// True with this probability; above 1 always.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.0.r#gen::<f64>() < probability
    }

    /// Evenly from `low` to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0.gen_range(low..high)
    }

    /// A whole number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.gen_range(0..n)
    }

    /// 64 random bits.
    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// An index, each as often as its weight says.
    pub fn one_of<W: Copy + Into<f64>>(&mut self, weights: &[W]) -> usize {
        let all: f64 = weights.iter().map(|w| (*w).into()).sum();
        let mut at = self.between(0.0, all);
        let index = weights.iter().position(|w| {
            at -= (*w).into();
            at < 0.0
        });
        index.unwrap_or(weights.len() - 1)
    }

    /// Exponential, of this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.0.r#gen::<f64>()).ln()
    }

    /// Normal, mean 0 and deviation 1 (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential(1.0)).sqrt();
        radius * self.between(0.0, TAU).cos()
    }

    /// Log-normal of this median; `spread` is the deviation of the logarithm.
    pub fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    /// Any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(of: impl Fn(&mut Draw) -> f64) -> f64 {
        let mut draw = Draw::seeded(8);
        (0..100_000).map(|_| of(&mut draw)).sum::<f64>() / 100_000.0
    }

    #[test]
    fn distributions_have_their_means() {
        assert!((mean(|d| d.exponential(1.5)) - 1.5).abs() < 0.02);
        assert!(mean(Draw::normal).abs() < 0.02);
        assert!((mean(|d| d.normal().powi(2)) - 1.0).abs() < 0.02);
        assert!((mean(|d| d.log_normal(8.0, 0.45).ln()) - 8f64.ln()).abs() < 0.02);
        assert!((mean(|d| d.one_of(&[1u32, 0, 3]) as f64) - 1.5).abs() < 0.02);
        assert!((mean(|d| f64::from(u8::from(d.chance(0.3)))) - 0.3).abs() < 0.01);
    }
}
