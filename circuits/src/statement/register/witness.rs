use crate::{
    audit::AuditScalar,
    credential::{Bill, Signed, TitleCredential, Valuation},
    field::F,
    member::{Address, Member, Org, Roles},
    merkle::{MEMBER_DEPTH, Path},
    signature::{PublicKey, Signature},
};
use zeroize::Zeroize;

/// Shows that an address is a member: its roles, its organisation and its path.
#[derive(Clone, Debug, PartialEq, Eq, Zeroize)]
pub struct MemberWitness {
    /// The member's roles.
    pub roles: Roles,
    /// Whose address it is.
    pub org: Org,
    /// The path of its leaf.
    pub path: Path<MEMBER_DEPTH>,
}

impl MemberWitness {
    /// Fills a place that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        Self { roles: Roles(0), org: Org::NONE, path: Path::blank() }
    }

    /// The member root under which `address` has these roles and is of this organisation; `None` if among them is a role that there is
    /// not, for which a circuit has no bit.
    #[must_use]
    pub fn root(&self, address: Address) -> Option<F> {
        if self.roles.0 >> Roles::BITS != 0 {
            return None;
        }
        self.path.root(Member { address, roles: self.roles, org: self.org }.leaf())
    }
}

/// What the prover of a Register knows.
#[derive(Clone, Zeroize)]
pub struct RegisterWitness {
    /// The issuer's title credential.
    pub credential: Signed<TitleCredential>,
    /// The issuer's membership.
    pub issuer: MemberWitness,
    /// The valuer's valuation.
    pub valuation: Signed<Valuation>,
    /// The valuer's membership.
    pub valuer: MemberWitness,
    /// The first holder's key.
    pub holder_key: PublicKey,
    /// The public half of the first holder's nullifier key.
    pub holder_nkc: F,
    /// The first holder's membership.
    pub holder: MemberWitness,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The first holder's signature over the sighash.
    pub signature: Signature,
}

impl RegisterWitness {
    /// The bill that these credentials make.
    #[must_use]
    pub fn bill(&self) -> Bill {
        let valuation = &self.valuation.content;
        Bill {
            doc_root: self.credential.content.doc_root,
            annex_root: self.credential.content.annex_root,
            value: valuation.value,
            currency: valuation.currency,
            issuer: self.issuer.org,
            valuer: self.valuer.org,
            valued_at: valuation.valued_at,
        }
    }

    /// The first holder's address.
    #[must_use]
    pub fn holder_address(&self) -> Address {
        Address::new(&self.holder_key, self.holder_nkc)
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            credential: Signed::blank(TitleCredential::blank()),
            issuer: MemberWitness::blank(),
            valuation: Signed::blank(Valuation::blank()),
            valuer: MemberWitness::blank(),
            holder_key: PublicKey::blank(),
            holder_nkc: F::from(0u64),
            holder: MemberWitness::blank(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        }
    }
}
