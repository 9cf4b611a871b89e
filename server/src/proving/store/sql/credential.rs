//! Credentials.

use super::row::{array, maybe_millis, millis, named};
use crate::Millis;
use crate::proving::store::{
    Action, Actions, Credential, CredentialHash, CredentialKind, NewCredential, Tenant,
    database::{Row, Session, sql, unreadable},
};

pub(super) async fn add(session: &mut Session, new: &NewCredential, now: Millis) -> sqlx::Result<Credential> {
    let actions: Vec<_> = new.actions.0.iter().map(|action| action.name()).collect();
    let add = sql("INSERT INTO credentials (kind, hash, name, tenant, actions, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, name = excluded.name, tenant = excluded.tenant, \
             actions = excluded.actions, created_at = excluded.created_at, expires_at = excluded.expires_at, \
             revoked_at = NULL \
         RETURNING *")
    .text(kind_name(new.kind))
    .bytes(new.hash.0)
    .text(&new.name)
    .text(new.tenant.name())
    .text(actions.join(","))
    .int(now.0)
    .int(new.expires_at.map(|end| end.0));
    let row = session.first(add).await?.ok_or_else(|| unreadable("the credential that was just added"))?;
    credential(&row)
}

pub(super) async fn find(session: &mut Session, hash: &CredentialHash) -> sqlx::Result<Option<Credential>> {
    let found = session.first(sql("SELECT * FROM credentials WHERE hash = $1").bytes(hash.0)).await?;
    found.as_ref().map(credential).transpose()
}

pub(super) async fn all(session: &mut Session) -> sqlx::Result<Vec<Credential>> {
    session.all(sql("SELECT * FROM credentials ORDER BY number")).await?.iter().map(credential).collect()
}

pub(super) async fn revoke(session: &mut Session, number: i64, now: Millis) -> sqlx::Result<bool> {
    let revoke = sql("UPDATE credentials SET revoked_at = COALESCE(revoked_at, $2) WHERE number = $1");
    Ok(session.run(revoke.int(number).int(now.0)).await? > 0)
}

fn credential(row: &Row) -> sqlx::Result<Credential> {
    let names: String = row.get("actions")?;
    let actions = names.split(',').filter(|name| !name.is_empty()).map(|name| {
        Action::from_name(name).ok_or_else(|| unreadable(format!("the action `{name}` of a credential")))
    });
    Ok(Credential {
        number: row.get("number")?,
        content: NewCredential {
            kind: named(row, "kind", kind_from_name)?,
            hash: CredentialHash(array(row.get("hash")?, "hash")?),
            name: row.get("name")?,
            tenant: named(row, "tenant", Tenant::new)?,
            actions: Actions(actions.collect::<sqlx::Result<_>>()?),
            expires_at: maybe_millis(row, "expires_at")?,
        },
        created_at: millis(row, "created_at")?,
        revoked_at: maybe_millis(row, "revoked_at")?,
    })
}

const fn kind_name(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "token",
        CredentialKind::Certificate => "certificate",
    }
}

fn kind_from_name(name: &str) -> Option<CredentialKind> {
    [CredentialKind::Token, CredentialKind::Certificate].into_iter().find(|kind| kind_name(*kind) == name)
}
