//! Many measurements of one thing.

use serde::Serialize;
use std::fmt;

/// The least, the middle and the greatest of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The one in the middle; of an even number the mean of the two there.
    pub median: f64,
    /// The greatest.
    pub max: f64,
}

impl Spread {
    /// That of these values; not a number without any.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (Some(&min), Some(&max)) = (values.first(), values.last()) else {
            return Self { min: f64::NAN, median: f64::NAN, max: f64::NAN };
        };
        let middle = values.len() / 2;
        let median =
            if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 };
        Self { min, median, max }
    }

    /// The same with each value changed; `change` keeps their order.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self { min: change(self.min), median: change(self.median), max: change(self.max) }
    }
}

/// The median, and in brackets the least and the greatest: `62.7 [61.9, 70.3]`.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        let Self { min, median, max } = self;
        let text = if f.sign_plus() {
            format!("{median:+.places$} [{min:+.places$}, {max:+.places$}]")
        } else {
            format!("{median:.places$} [{min:.places$}, {max:.places$}]")
        };
        let width = f.width().unwrap_or(0);
        write!(f, "{text:>width$}")
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Spread { min: 1.0, median: 2.0, max: 3.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]), Spread { min: 1.0, median: 2.5, max: 4.0 });
        assert_eq!(Spread::of([7.0]), Spread { min: 7.0, median: 7.0, max: 7.0 });
        assert!(Spread::of([]).median.is_nan());
    }

    #[test]
    fn it_is_written_with_its_ends() {
        let spread = Spread::of([1.0, 2.0, 4.0]);
        assert_eq!(format!("{spread}"), "2.0 [1.0, 4.0]");
        assert_eq!(format!("{:+.2}", spread.map(|x| x - 2.0)), "+0.00 [-1.00, +2.00]");
        assert_eq!(format!("{spread:>16.0}"), "        2 [1, 4]");
    }
}
