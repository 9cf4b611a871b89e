use super::{Key, Record, Row, Table, key, optional_time, read_optional_time};
use crate::{
    Day, UnixTime,
    bytes::{DecodeError, Hash32, Reader, Writer},
    control::ControlAddress,
};
use plimsoll_circuits::{
    field::{F, serde_hex},
    member::{Address, Member, Org, Roles},
    signature::PublicKey,
};
use serde::{Deserialize, Serialize};

/// A member as the ledger knows it. One that was removed keeps its place, with no roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// Position of its leaf.
    pub position: u64,
    /// Its signing key.
    pub ak: PublicKey,
    /// The commitment to its nullifier key.
    #[serde(with = "serde_hex")]
    pub nkc: F,
    /// What it may do; nothing once it was removed.
    pub roles: Roles,
    /// The organisation whose address it is.
    pub org: Org,
    /// The last day of its membership; day 0 is none.
    pub until: Day,
    /// Since when it is LEAVING.
    pub leaving: Option<UnixTime>,
    /// Whether its organisation disowned it: it is never admitted again.
    pub disowned: bool,
    /// How many orders changed it.
    pub changes: u64,
}

impl MemberRecord {
    /// The address that follows from the two keys.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(&self.ak, self.nkc)
    }

    /// Whether it is a member now.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.roles != Roles::default()
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn is_over(&self, time: UnixTime) -> bool {
        self.until != Day(0) && time.day() > self.until
    }

    /// Where it stands, and as what.
    #[must_use]
    pub fn row(&self) -> Row {
        Row::put(Table::Members, key(self.address().0), self)
    }

    /// Its leaf: the constant 0 once it was removed.
    #[must_use]
    pub fn leaf(&self) -> F {
        if self.is_current() {
            Member { address: self.address(), roles: self.roles, org: self.org }.leaf()
        } else {
            F::from(0u64)
        }
    }
}

impl Record for MemberRecord {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.position)
            .key(&self.ak)
            .field(&self.nkc)
            .u8(self.roles.0)
            .field(&self.org.0)
            .u32(self.until.0);
        optional_time(&mut w, self.leaving);
        w.u8(self.disowned.into()).u64(self.changes);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            position: r.u64("the position")?,
            ak: r.key("the member's key")?,
            nkc: r.field("nkc")?,
            roles: Roles(r.u8("the roles")?),
            org: Org(r.field("the organisation")?),
            until: Day(r.u32("the last day")?),
            leaving: read_optional_time(r, "since when it is leaving")?,
            disowned: r.flag("whether it was disowned")?,
            changes: r.u64("the number of its changes")?,
        })
    }
}

/// An organisation as the ledger knows it, from the admission of its first address on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgRecord {
    /// Its control key.
    pub control: ControlAddress,
    /// How many further addresses of it were admitted, by its consent or by governors: the number of the next consent.
    pub consents: u64,
    /// Whether one of its addresses ever was an ISSUER or a VALUER: then governors alone admit another.
    pub accredited: bool,
    /// When it changed its control key itself last.
    pub changed: Option<UnixTime>,
}

impl Record for OrgRecord {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.raw(&self.control.0).u64(self.consents).u8(self.accredited.into());
        optional_time(&mut w, self.changed);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let control = ControlAddress(r.array("the control key")?);
        let consents = r.u64("the number of consents")?;
        let accredited = r.flag("whether it was accredited")?;
        let changed = read_optional_time(r, "when it changed its control key")?;
        Ok(Self { control, consents, accredited, changed })
    }
}

/// A control key that an organisation had, by the height of the order that put another in its place. It never has that one again: what it signed
/// before would count once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Former(pub u64);

/// The key of a control key that an organisation had.
pub(crate) fn former_key(org: Org, control: ControlAddress) -> Key {
    let mut w = Writer::default();
    w.field(&org.0).raw(&control.0);
    Hash32::of("plimsoll.former-control-key", &w.0).0
}

impl Record for Former {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.0);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self(r.u64("the height of a change of a control key")?))
    }
}

/// A root that the member tree had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberRoot {
    /// The newest height at which an order led to it; 0 for that of the empty tree.
    pub height: u64,
    /// When an order led from it to another one; none if it is the newest.
    pub replaced: Option<UnixTime>,
}

impl MemberRoot {
    pub(crate) const NEWEST_AT_GENESIS: Self = Self { height: 0, replaced: None };

    /// What changes when the tree goes from one root to another.
    pub(crate) fn follow(before: F, known: Self, root: F, height: u64, time: UnixTime) -> [Row; 2] {
        [
            Row::put(Table::MemberRoots, key(before), &Self { replaced: Some(time), ..known }),
            Row::put(Table::MemberRoots, key(root), &Self { height, replaced: None }),
        ]
    }
}

impl Record for MemberRoot {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.height);
        optional_time(&mut w, self.replaced);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let height = r.u64("the height of a member root")?;
        Ok(Self { height, replaced: read_optional_time(r, "when a member root was replaced")? })
    }
}
