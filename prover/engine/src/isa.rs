//! Which kernels run: chosen once, from what the processor can do.

use crate::field::{Base, Butterfly, Fq, Fr, Portable, Wide};
use std::{fmt, str::FromStr, sync::OnceLock};

/// Forces the kernels: `portable` or `ifma`.
pub const ISA_VARIABLE: &str = "PLIMSOLL_ISA";

/// A set of kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Isa {
    /// Plain Rust on 64-bit words, for any processor.
    Portable,
    /// Eight lanes with AVX-512 IFMA.
    Ifma,
    /// The kernels of [`Isa::Ifma`] in plain Rust: the same numbers in memory, hundreds of times slower.
    #[cfg(test)]
    Emulated,
}

/// Why kernels cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IsaError {
    /// The processor lacks the extensions.
    #[error(
        "this processor has no AVX-512 with IFMA and VBMI2; leave {ISA_VARIABLE} unset or set it to `portable`"
    )]
    Missing,
    /// No such name.
    #[error("{ISA_VARIABLE} is `{0}`; it is one of portable, ifma")]
    Unknown(String),
}

impl Isa {
    /// The fastest kernels of this processor, or those that the environment variable [`ISA_VARIABLE`] names.
    ///
    /// # Errors
    /// The variable names kernels that do not exist or cannot run here.
    pub fn of_this_machine() -> Result<Self, IsaError> {
        static CHOICE: OnceLock<Result<Isa, IsaError>> = OnceLock::new();
        CHOICE
            .get_or_init(|| match std::env::var(ISA_VARIABLE) {
                Ok(name) => name.parse::<Self>()?.available(),
                Err(_) => Ok(Self::Ifma.available().unwrap_or(Self::Portable)),
            })
            .clone()
    }

    /// Itself, if this processor can run it.
    ///
    /// # Errors
    /// [`IsaError::Missing`] if it cannot.
    pub fn available(self) -> Result<Self, IsaError> {
        if self != Self::Ifma || ifma::detected() { Ok(self) } else { Err(IsaError::Missing) }
    }

    /// A name for how numbers lie in memory. Kernels of one form use the same key files.
    #[must_use]
    pub const fn form_name(self) -> &'static str {
        match self.form() {
            Form::Words => "words",
            Form::Limbs => "limbs",
        }
    }

    /// How numbers lie in memory.
    pub(crate) const fn form(self) -> Form {
        match self {
            Self::Portable => Form::Words,
            _ => Form::Limbs,
        }
    }

    /// Runs a task with these kernels.
    #[inline]
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        match self {
            Self::Portable => task.run::<Plain>(),
            #[cfg(test)]
            Self::Emulated => task.run::<Lanes>(),
            Self::Ifma => ifma::run(task),
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Portable => "portable",
            Self::Ifma => "ifma",
            #[cfg(test)]
            Self::Emulated => "emulated",
        })
    }
}

impl FromStr for Isa {
    type Err = IsaError;

    fn from_str(name: &str) -> Result<Self, IsaError> {
        [Self::Portable, Self::Ifma]
            .into_iter()
            .find(|isa| isa.to_string() == name)
            .ok_or_else(|| IsaError::Unknown(name.to_owned()))
    }
}

/// The Montgomery form of numbers in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With 2^256, the smallest residues.
    Words,
    /// With 2^260, residues below 4p.
    Limbs,
}

/// The kernels of one instruction set.
pub(crate) trait Kernels: 'static {
    /// Coordinates of points in G1.
    type Fq: Base<Modulus = Fq> + Send + Sync;
    /// Scalars.
    type Fr: Butterfly<Modulus = Fr>;

    /// Does work, compiled for the instructions of these kernels. A [`Task`] starts there; what it gives to other threads
    /// must enter again.
    fn enter<W: Work>(work: W) -> W::Output;
}

/// Work for kernels that are known already. `run` must be `#[inline(always)]` as that of a [`Task`].
pub(crate) trait Work {
    /// What it gives.
    type Output;
    /// Does it.
    fn run(self) -> Self::Output;
}

/// A hot loop. `run` must be `#[inline(always)]`, and so must all that it calls in the loop: only then is it compiled for
/// the instructions that it runs on.
pub(crate) trait Task {
    /// What it gives.
    type Output;
    /// Runs it.
    fn run<K: Kernels>(self) -> Self::Output;
}

struct Plain;

impl Kernels for Plain {
    type Fq = Portable<Fq>;
    type Fr = Portable<Fr>;

    fn enter<W: Work>(work: W) -> W::Output {
        work.run()
    }
}

#[cfg(test)]
struct Lanes;

#[cfg(test)]
impl Kernels for Lanes {
    type Fq = Wide<crate::simd::Emulated, Fq>;
    type Fr = Wide<crate::simd::Emulated, Fr>;

    fn enter<W: Work>(work: W) -> W::Output {
        work.run()
    }
}

#[cfg(target_arch = "x86_64")]
mod ifma {
    #![allow(unsafe_code, reason = "a function compiled for extensions is called after asking for them")]

    use super::*;
    use crate::simd::Avx512;

    struct Lanes;

    impl Kernels for Lanes {
        type Fq = Wide<Avx512, Fq>;
        type Fr = Wide<Avx512, Fr>;

        #[inline]
        fn enter<W: Work>(work: W) -> W::Output {
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2,bmi2")]
            fn compiled_for_ifma<W: Work>(work: W) -> W::Output {
                work.run()
            }
            assert!(detected(), "{}", IsaError::Missing);
            // SAFETY: the processor has the extensions, as was just asked.
            unsafe { compiled_for_ifma(work) }
        }
    }

    struct WithLanes<T>(T);

    impl<T: Task> Work for WithLanes<T> {
        type Output = T::Output;

        #[inline(always)]
        fn run(self) -> T::Output {
            self.0.run::<Lanes>()
        }
    }

    pub(super) fn detected() -> bool {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512ifma")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("bmi2")
    }

    #[inline]
    pub(super) fn run<T: Task>(task: T) -> T::Output {
        Lanes::enter(WithLanes(task))
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod ifma {
    use super::*;

    pub(super) const fn detected() -> bool {
        false
    }

    pub(super) fn run<T: Task>(_: T) -> T::Output {
        unreachable!("{}", IsaError::Missing)
    }
}
