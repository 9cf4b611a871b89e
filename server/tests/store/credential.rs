//! Credentials.

use crate::world::{LATER, NOW, SOON, Shared, tenant};
use plimsoll_server::proving::store::{Action, Actions, CredentialHash, CredentialKind, NewCredential};

pub async fn credentials_are_kept_and_revoked(store: &Shared) {
    let token = NewCredential {
        kind: CredentialKind::Token,
        hash: CredentialHash([1; 32]),
        name: "the desk's token".to_owned(),
        tenant: tenant("bank-1"),
        actions: Actions(vec![Action::Submit, Action::Read]),
        expires_at: Some(LATER),
    };
    let certificate = NewCredential {
        kind: CredentialKind::Certificate,
        hash: CredentialHash([2; 32]),
        name: "worker 1".to_owned(),
        tenant: tenant("workers"),
        actions: Actions::default(),
        expires_at: None,
    };
    let first = store.add_credential(&token, NOW).await.unwrap();
    let second = store.add_credential(&certificate, NOW).await.unwrap();
    assert!(first.number < second.number);
    let found = store.credential(&token.hash).await.unwrap().unwrap();
    assert_eq!((found.number, found.created_at, found.revoked_at), (first.number, NOW, None));
    assert_eq!(
        (found.content.kind, found.content.hash, &found.content.name),
        (token.kind, token.hash, &token.name)
    );
    assert_eq!((&found.content.tenant, &found.content.actions), (&token.tenant, &token.actions));
    assert!(found.is_valid(SOON) && !found.is_valid(LATER));
    let all = store.credentials().await.unwrap();
    assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [first.number, second.number]);
    assert_eq!(all[1].content.actions, Actions::default());
    assert_eq!(all[1].content.kind, CredentialKind::Certificate);
    assert!(store.credential(&CredentialHash([9; 32])).await.unwrap().is_none());

    assert!(store.revoke(first.number, SOON).await.unwrap());
    assert!(!store.revoke(first.number + 100, SOON).await.unwrap());
    // The moment of the first time counts.
    assert!(store.revoke(first.number, LATER).await.unwrap());
    let revoked = store.credential(&token.hash).await.unwrap().unwrap();
    assert_eq!((revoked.revoked_at, revoked.is_valid(SOON)), (Some(SOON), false));

    // Added once more, it is good again under its number.
    let again =
        store.add_credential(&NewCredential { name: "new".to_owned(), ..token }, LATER).await.unwrap();
    assert_eq!((again.number, again.revoked_at, again.content.name.as_str()), (first.number, None, "new"));
}
