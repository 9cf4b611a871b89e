//! Who asks, and whether they may.

use super::{
    Place,
    answer::Failed,
    connections::{Answering, Connection},
    tls::Peer,
};
use crate::proving::routes::Api;
use crate::proving::store::{Action, Actions, CredentialHash, CredentialKind, Tenant};
use crate::{Millis, auth::Token};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use plimsoll_api::Code;

/// Somebody with valid credentials.
pub(crate) struct Caller {
    tenant: Tenant,
    actions: Actions,
    stay: Stay,
}

/// What a request has as long as it is answered: its tenant's place among those under way, and its connection's.
pub(crate) struct Stay {
    _place: Place,
    _answering: Option<Answering>,
}

impl Caller {
    /// On whose behalf the caller acts, if it may do this.
    pub(crate) fn may(&self, action: Action) -> Result<&Tenant, Failed> {
        if self.actions.allow(action) {
            return Ok(&self.tenant);
        }
        tracing::warn!(
            tenant = self.tenant.name(),
            action = action.name(),
            "the credentials are not for this action"
        );
        let detail =
            format!("your credentials do not allow `{}`; ask the operator for others", action.name());
        Err(Failed::new(Code::Forbidden, detail))
    }

    /// The same for an action that either of two allows.
    pub(crate) fn may_either(&self, one: Action, other: Action) -> Result<&Tenant, Failed> {
        if self.actions.allow(one) { Ok(&self.tenant) } else { self.may(other) }
    }

    /// For an answer that goes on when the action is over.
    pub(crate) fn into_stay(self) -> Stay {
        self.stay
    }
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let (kind, hash) = presented(parts)?;
        let found = api.coordinator.store().credential(&hash).await.map_err(|e| Failed(e.into()))?;
        let reason = match &found {
            None => Some("unknown"),
            Some(found) if found.content.kind != kind => Some("of another kind"),
            Some(found) if found.revoked_at.is_some() => Some("revoked"),
            Some(found) if !found.is_valid(Millis::now()) => Some("expired"),
            Some(_) => None,
        };
        if let Some(reason) = reason {
            let (number, tenant) =
                found.as_ref().map(|found| (found.number, found.content.tenant.name())).unzip();
            tracing::warn!(reason, number, tenant, "credentials are refused");
        }
        let Some(credential) = found.filter(|_| reason.is_none()) else {
            return Err(Failed::new(
                Code::Unauthenticated,
                "the credentials are not known here, have expired or were revoked; ask the operator for new ones",
            ));
        };
        let content = credential.content;
        tracing::Span::current().record("tenant", content.tenant.name());
        let place = api.rate.admit(&content.tenant)?;
        let stay = Stay {
            _place: place,
            _answering: parts.extensions.get::<Connection>().map(Connection::answering),
        };
        Ok(Self { tenant: content.tenant, actions: content.actions, stay })
    }
}

/// The credential that came with the request: a bearer token, else the client certificate.
fn presented(parts: &Parts) -> Result<(CredentialKind, CredentialHash), Failed> {
    let unauthenticated = |reason: &str, detail: &str| {
        tracing::warn!(reason, "credentials are refused");
        Failed::new(Code::Unauthenticated, detail)
    };
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let text = value.to_str().ok().and_then(|text| text.split_once(' '));
        let token = text
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, token)| Token::parse(token.trim()));
        let token = token.ok_or_else(|| {
            unauthenticated("malformed", "the Authorization header holds no bearer token of this service")
        })?;
        return Ok((CredentialKind::Token, token.hash()));
    }
    let certificate = parts.extensions.get::<Peer>().and_then(|peer| peer.certificate);
    let hash = certificate.ok_or_else(|| {
        unauthenticated(
            "none",
            "send a bearer token in the Authorization header, or use a client certificate",
        )
    })?;
    Ok((CredentialKind::Certificate, hash))
}
