//! What is posted beside a proof, generic over what a field element is, so that the prover, the ledger and the circuit share one
//! written order.

use crate::field::F;

/// A part of what is posted: one element or an array of them.
pub trait Part<T>: Sized {
    /// Puts the part's elements behind those in `out`.
    fn put(&self, out: &mut Vec<T>);
    /// Takes the part's elements from `from`; `None` if they run out.
    fn take(from: &mut impl Iterator<Item = T>) -> Option<Self>;
}

impl<T: Clone> Part<T> for T {
    fn put(&self, out: &mut Vec<T>) {
        out.push(self.clone());
    }
    fn take(from: &mut impl Iterator<Item = T>) -> Option<Self> {
        from.next()
    }
}

impl<T: Clone, const N: usize> Part<T> for [T; N] {
    fn put(&self, out: &mut Vec<T>) {
        out.extend_from_slice(self);
    }
    fn take(from: &mut impl Iterator<Item = T>) -> Option<Self> {
        from.take(N).collect::<Vec<_>>().try_into().ok()
    }
}

/// What is posted of a statement, over field elements.
pub trait Public: Sized {
    /// Their number.
    const LEN: usize;
    /// The elements in order.
    fn to_fields(&self) -> Vec<F>;
    /// Reads what [`to_fields`](Self::to_fields) gives; `None` for any other number of elements.
    fn from_fields(fields: &[F]) -> Option<Self>;
}

/// What every transition shows of its audit record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPublic<T> {
    /// The guardians' audit key `A`: x, y. The ledger pins it.
    pub key: [T; 2],
    /// The ephemeral point `R`: x, y.
    pub ephemeral: [T; 2],
    /// The masked messages.
    pub masked: [T; crate::audit::MESSAGES],
}

impl AuditPublic<F> {
    /// The public form of a ciphertext under `key`.
    #[must_use]
    pub fn new(key: crate::field::Point, sealed: &crate::audit::AuditCiphertext) -> Self {
        Self {
            key: [key.x, key.y],
            ephemeral: [sealed.ephemeral.x, sealed.ephemeral.y],
            masked: sealed.masked,
        }
    }

    /// The ciphertext; `None` if the ephemeral point is not in the prime-order subgroup or is the identity.
    #[must_use]
    pub fn ciphertext(&self) -> Option<crate::audit::AuditCiphertext> {
        use ark_ec::AffineRepr;
        let ephemeral = crate::field::point(self.ephemeral[0], self.ephemeral[1]).filter(|p| !p.is_zero())?;
        Some(crate::audit::AuditCiphertext { ephemeral, masked: self.masked })
    }
}

/// Declares what is posted: the struct, and its one order.
macro_rules! public_inputs {
    (
        $(#[$meta:meta])*
        pub struct $name:ident <T $(, const $n:ident : usize)?> {
            $($(#[$field_meta:meta])* pub $field:ident : $part:ty),* $(,)?
        }
        len $len:expr
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name<T $(, const $n: usize)?> {
            $($(#[$field_meta])* pub $field: $part),*
        }

        impl<T: Clone $(, const $n: usize)?> $name<T $(, $n)?> {
            /// The elements in order.
            pub fn to_vec(&self) -> Vec<T> {
                use $crate::statement::Part;
                let mut out = Vec::with_capacity($len);
                $(self.$field.put(&mut out);)*
                out
            }

            /// Reads what [`to_vec`](Self::to_vec) gives; `None` for any other number of elements.
            pub fn from_vec(elements: Vec<T>) -> Option<Self> {
                use $crate::statement::Part;
                if elements.len() != $len {
                    return None;
                }
                let mut from = elements.into_iter();
                Some(Self { $($field: Part::take(&mut from)?),* })
            }
        }

        impl$(<const $n: usize>)? $name<$crate::field::F $(, $n)?> {
            /// Zeros.
            #[must_use]
            pub fn blank() -> Self {
                #[allow(clippy::expect_used, reason = "as many zeros as from_vec asks for")]
                Self::from_vec(vec![$crate::field::F::from(0u64); $len]).expect("as many elements")
            }
        }

        impl$(<const $n: usize>)? $crate::statement::Public for $name<$crate::field::F $(, $n)?> {
            const LEN: usize = $len;
            fn to_fields(&self) -> Vec<$crate::field::F> {
                self.to_vec()
            }
            fn from_fields(fields: &[$crate::field::F]) -> Option<Self> {
                Self::from_vec(fields.to_vec())
            }
        }
    };
}

impl<T: Clone> Part<T> for AuditPublic<T> {
    fn put(&self, out: &mut Vec<T>) {
        self.key.put(out);
        self.ephemeral.put(out);
        self.masked.put(out);
    }
    fn take(from: &mut impl Iterator<Item = T>) -> Option<Self> {
        Some(Self { key: Part::take(from)?, ephemeral: Part::take(from)?, masked: Part::take(from)? })
    }
}
