//! A constraint system as halo2 writes it down.
//!
//! halo2 shows gates in one way alone: the text of the pinned system, of which a verifying key's fingerprint is a hash, too. So what is
//! read here is what every claim's proof is made and verified with.

use halo2_proofs::plonk::ConstraintSystem;
use halo2curves::bn256::Fr;
use plimsoll_circuits::field::F;

/// A gate's polynomial, which is 0 in every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polynomial {
    /// A number.
    Constant(F),
    /// The fixed column, so many rows further on.
    Fixed(usize, i32),
    /// The advice column, so many rows further on.
    Advice(usize, i32),
    /// With the other sign.
    Negated(Box<Polynomial>),
    /// A sum.
    Sum(Box<Polynomial>, Box<Polynomial>),
    /// A product.
    Product(Box<Polynomial>, Box<Polynomial>),
    /// A multiple.
    Scaled(Box<Polynomial>, F),
}

/// What a constraint system says, of those that have neither selectors nor lookups nor constants.
#[derive(Clone, Debug)]
pub struct System {
    /// The polynomials of all gates, in their order.
    pub gates: Vec<Polynomial>,
}

/// The text is not what this version of halo2 writes, or the system has parts that no claim's circuit has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl System {
    /// Reads a constraint system.
    ///
    /// # Errors
    /// [`Unreadable`], with what stands where it cannot be read.
    pub fn of(meta: &ConstraintSystem<Fr>) -> Result<Self, Unreadable> {
        let text = format!("{:?}", meta.pinned());
        for none in ["num_selectors: 0,", "lookups: [],", "constants: [],"] {
            if !text.contains(none) {
                return Err(Unreadable(format!("a system without {none}")));
            }
        }
        let gates = Reader::behind(&text, " gates: ")?.list(Reader::polynomial)?;
        Ok(Self { gates })
    }
}

/// What is left to be read.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn behind(text: &'a str, before: &str) -> Result<Self, Unreadable> {
        let (_, rest) = text.split_once(before).ok_or_else(|| Unreadable(before.to_owned()))?;
        Ok(Self(rest))
    }

    fn error<T>(&self) -> Result<T, Unreadable> {
        Err(Unreadable(self.0.chars().take(60).collect()))
    }

    fn skip(&mut self, expected: &str) -> Result<(), Unreadable> {
        match self.0.strip_prefix(expected) {
            Some(rest) => {
                self.0 = rest;
                Ok(())
            }
            None => self.error(),
        }
    }

    fn word(&mut self) -> &'a str {
        let end = self.0.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        word
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T, Unreadable> {
        let word = self.word();
        word.parse().or_else(|_| self.error())
    }

    fn list<T>(mut self, item: impl Fn(&mut Self) -> Result<T, Unreadable>) -> Result<Vec<T>, Unreadable> {
        let mut items = Vec::new();
        self.skip("[")?;
        while self.skip("]").is_err() {
            if !items.is_empty() {
                self.skip(", ")?;
            }
            items.push(item(&mut self)?);
        }
        Ok(items)
    }

    fn field(&mut self) -> Result<F, Unreadable> {
        let digits = self.word().strip_prefix("0x").unwrap_or_default();
        let mut value = F::from(0u64);
        for digit in digits.chars() {
            let Some(digit) = digit.to_digit(16) else { return self.error() };
            value = value * F::from(16u64) + F::from(digit);
        }
        if digits.len() == 64 { Ok(value) } else { self.error() }
    }

    /// What a query speaks of: the column and the rotation.
    fn query(&mut self) -> Result<(usize, i32), Unreadable> {
        self.skip(" { query_index: ")?;
        self.number::<usize>()?;
        self.skip(", column_index: ")?;
        let column = self.number()?;
        self.skip(", rotation: Rotation(")?;
        let rotation = self.number()?;
        self.skip(") }")?;
        Ok((column, rotation))
    }

    fn polynomial(&mut self) -> Result<Polynomial, Unreadable> {
        let kind = self.word();
        if kind == "Fixed" || kind == "Advice" {
            let (column, rotation) = self.query()?;
            let fixed = kind == "Fixed";
            return Ok(if fixed {
                Polynomial::Fixed(column, rotation)
            } else {
                Polynomial::Advice(column, rotation)
            });
        }
        self.skip("(")?;
        let polynomial = match kind {
            "Constant" => Polynomial::Constant(self.field()?),
            "Negated" => Polynomial::Negated(Box::new(self.polynomial()?)),
            "Scaled" => {
                let scaled = Box::new(self.polynomial()?);
                self.skip(", ")?;
                Polynomial::Scaled(scaled, self.field()?)
            }
            "Sum" | "Product" => {
                let left = Box::new(self.polynomial()?);
                self.skip(", ")?;
                let right = Box::new(self.polynomial()?);
                if kind == "Sum" { Polynomial::Sum(left, right) } else { Polynomial::Product(left, right) }
            }
            _ => return self.error(),
        };
        self.skip(")")?;
        Ok(polynomial)
    }
}
