//! Who takes part: two holders, two banks, and one organisation that issues and values.

use plimsoll_circuits::{
    field::F,
    member::{Address, Member, NullifierKey, Org, Roles},
    merkle::{AppendTree, MemoryNodes},
    signature::{PublicKey, SigningKey},
    statement::{movement::OwnerWitness, register::MemberWitness},
};
use std::fmt;

/// How many take part.
pub const PARTIES: usize = 5;

/// One of them, by its place in the member tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party(pub u8);

/// What each may do.
pub type RolesOf = [Roles; PARTIES];

impl Party {
    /// Who own titles.
    pub const HOLDERS: [Self; 2] = [Self(0), Self(1)];
    /// Who own titles and liens.
    pub const BANKS: [Self; 2] = [Self(2), Self(3)];
    /// Who own titles.
    pub const OWNERS: [Self; 4] = [Self(0), Self(1), Self(2), Self(3)];
    /// Who signs titles and values.
    pub const ISSUER: Self = Self(4);
    /// All of them.
    pub const ALL: [Self; PARTIES] = [Self(0), Self(1), Self(2), Self(3), Self(4)];

    /// What it may do when a ledger starts.
    #[must_use]
    pub const fn roles(self) -> Roles {
        match self.0 {
            0 | 1 => Roles::HOLDER,
            2 | 3 => Roles::BANK,
            _ => Roles::ISSUER.union(Roles::VALUER),
        }
    }

    /// What all may do then.
    #[must_use]
    pub fn roles_of_all() -> RolesOf {
        Self::ALL.map(Self::roles)
    }

    /// Its place in a list of all.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(["holder A", "holder B", "bank A", "bank B", "the issuer"][self.at()])
    }
}

/// A party's keys.
pub struct Keys {
    /// Signs its statements.
    pub signing: SigningKey,
    /// .. and its public half.
    pub public: PublicKey,
    /// Makes its nullifiers.
    pub nk: NullifierKey,
    /// Its address.
    pub address: Address,
    /// Its organisation.
    pub org: Org,
}

impl Keys {
    /// The keys of a party.
    #[must_use]
    pub fn of(party: Party) -> Self {
        let signing = SigningKey::from_bytes([party.0 + 1; 32]);
        let nk = NullifierKey::new(F::from(10_000 + u64::from(party.0)));
        let public = signing.public();
        let address = Address::new(&public, nk.commitment());
        Self { signing, public, nk, address, org: Org(F::from(20_000 + u64::from(party.0))) }
    }
}

/// The member tree, as long as all have these roles.
pub struct Members {
    /// Its root.
    pub root: F,
    witnesses: [MemberWitness; PARTIES],
}

impl Members {
    /// The tree of these roles; who has none has an empty leaf.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a member tree has room for five")]
    pub fn new(keys: &[Keys; PARTIES], roles: &RolesOf) -> Self {
        let mut tree = AppendTree::new(MemoryNodes::default());
        for (keys, roles) in keys.iter().zip(roles) {
            let member = Member { address: keys.address, roles: *roles, org: keys.org };
            let leaf = if roles.0 == 0 { F::from(0u64) } else { member.leaf() };
            tree.append(leaf).expect("there is room");
        }
        let witnesses = Party::ALL.map(|party| MemberWitness {
            roles: roles[party.at()],
            org: keys[party.at()].org,
            path: tree.path(party.0.into()).expect("there is a leaf"),
        });
        Self { root: tree.root(), witnesses }
    }

    /// What shows that somebody is a member.
    #[must_use]
    pub fn witness(&self, party: Party) -> MemberWitness {
        self.witnesses[party.at()].clone()
    }

    /// .. with its keys.
    #[must_use]
    pub fn owner(&self, keys: &Keys, party: Party) -> OwnerWitness {
        OwnerWitness { key: keys.public, nk: keys.nk.clone(), member: self.witness(party) }
    }
}
