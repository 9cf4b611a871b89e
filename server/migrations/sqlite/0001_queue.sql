-- Times are milliseconds since 1970-01-01 UTC. Names of jobs are UUIDs (version 7) as text: they sort by time.

-- One row for each submission that came with an idempotency key.
CREATE TABLE submissions (
    id         TEXT PRIMARY KEY,          -- the name of its first job
    tenant     TEXT NOT NULL,
    key        TEXT NOT NULL,
    digest     BLOB NOT NULL,             -- SHA-256 of the request
    UNIQUE (tenant, key)
);

CREATE TABLE jobs (
    id             TEXT PRIMARY KEY,
    tenant         TEXT NOT NULL,
    batch          TEXT,
    submission     TEXT REFERENCES submissions (id),
    reference      TEXT,                  -- the client's own name for it
    trace          TEXT,                  -- the trace that it belongs to: W3C's traceparent
    place          BIGINT NOT NULL,     -- in its submission, from 0
    circuit        TEXT NOT NULL,
    priority       TEXT NOT NULL CHECK (priority IN ('interactive', 'batch')),
    cost           BIGINT NOT NULL CHECK (cost > 0),
    start_tag      BIGINT NOT NULL,     -- start-time fair queueing: the lowest goes first
    state          TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    submitted_at   BIGINT NOT NULL,
    started_at     BIGINT,
    finished_at    BIGINT,
    deadline       BIGINT,
    posted  BLOB NOT NULL,         -- 32 bytes each, big-endian
    witness_key    TEXT NOT NULL,         -- which key the witness is sealed to
    encapsulated   BLOB,
    ciphertext     BLOB,
    fence          BIGINT NOT NULL DEFAULT 0,
    attempts       BIGINT NOT NULL DEFAULT 0,
    worker         TEXT,
    lease_until    BIGINT,
    stage          TEXT,
    trouble        TEXT,                  -- why attempts failed, one a line
    proof          BLOB,
    proving_us     BIGINT,
    failure_code   TEXT,
    failure_check  TEXT,
    failure_detail TEXT,
    -- A job that has ended holds no witness, whatever a program does.
    CHECK ((state IN ('queued', 'running')) = (ciphertext IS NOT NULL)),
    CHECK ((state IN ('queued', 'running')) = (encapsulated IS NOT NULL)),
    CHECK ((state IN ('queued', 'running')) = (finished_at IS NULL)),
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state = 'succeeded') = (proof IS NOT NULL)),
    CHECK ((state = 'failed') = (failure_code IS NOT NULL))
);
CREATE INDEX jobs_turn ON jobs (state, priority, circuit, start_tag, id);
CREATE INDEX jobs_newest ON jobs (tenant, id);
CREATE INDEX jobs_reference ON jobs (tenant, reference, id);
CREATE INDEX jobs_unfinished ON jobs (tenant, state);
CREATE INDEX jobs_lease ON jobs (state, lease_until);
CREATE INDEX jobs_deadline ON jobs (state, deadline);
CREATE INDEX jobs_ended ON jobs (finished_at);
CREATE INDEX jobs_submission ON jobs (submission);

-- Where fair queueing stands: one row. Whoever submits or leases locks it first.
CREATE TABLE queue (
    one              BIGINT PRIMARY KEY CHECK (one = 1),
    interactive_time BIGINT NOT NULL,   -- virtual time of interactive jobs
    batch_time       BIGINT NOT NULL,   -- virtual time of batch jobs
    turn             BIGINT NOT NULL    -- how many leases there were while both waited, modulo 8
);
INSERT INTO queue (one, interactive_time, batch_time, turn) VALUES (1, 0, 0, 0);

-- Who is told when a tenant's jobs end.
CREATE TABLE webhooks (
    id         TEXT PRIMARY KEY,
    tenant     TEXT NOT NULL,
    url        TEXT NOT NULL,
    secret     BLOB NOT NULL,             -- by which what is sent is signed
    created_at BIGINT NOT NULL,
    gone_at    BIGINT                     -- when its receiver wanted no more
);
CREATE INDEX webhooks_tenant ON webhooks (tenant, id);

-- What is still to be sent.
CREATE TABLE deliveries (
    webhook  TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    job      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    attempts BIGINT NOT NULL,
    next_at  BIGINT NOT NULL,
    PRIMARY KEY (webhook, job)
);
CREATE INDEX deliveries_due ON deliveries (next_at);
CREATE INDEX deliveries_job ON deliveries (job);

-- When it was last tried whether the database keeps what is written: one row.
CREATE TABLE beats (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    at  BIGINT NOT NULL
);
INSERT INTO beats (one, at) VALUES (1, 0);

-- Where each tenant's last job ends in virtual time. A row that virtual time has passed says nothing, and is erased.
CREATE TABLE turns (
    tenant   TEXT NOT NULL,
    priority TEXT NOT NULL,
    finish   BIGINT NOT NULL,
    PRIMARY KEY (tenant, priority)
);

CREATE TABLE credentials (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL CHECK (kind IN ('token', 'certificate')),
    hash       BLOB NOT NULL UNIQUE,      -- SHA-256
    name       TEXT NOT NULL,
    tenant     TEXT NOT NULL,
    actions    TEXT NOT NULL,             -- names with commas between
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);
