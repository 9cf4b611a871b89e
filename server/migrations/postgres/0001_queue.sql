-- Times are milliseconds since 1970-01-01 UTC. Names of jobs are UUIDs (version 7) as text: they sort by time.

-- One row for each submission that came with an idempotency key.
CREATE TABLE submissions (
    id         TEXT COLLATE "C" PRIMARY KEY,          -- the name of its first job
    tenant     TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    digest     BYTEA NOT NULL,             -- SHA-256 of the request
    UNIQUE (tenant, key)
);

CREATE TABLE jobs (
    id             TEXT COLLATE "C" PRIMARY KEY,
    tenant         TEXT COLLATE "C" NOT NULL,
    batch          TEXT COLLATE "C",
    submission     TEXT COLLATE "C" REFERENCES submissions (id),
    reference      TEXT COLLATE "C",                  -- the client's own name for it
    trace          TEXT COLLATE "C",                  -- the trace that it belongs to: W3C's traceparent
    place          BIGINT NOT NULL,     -- in its submission, from 0
    circuit        TEXT COLLATE "C" NOT NULL,
    priority       TEXT COLLATE "C" NOT NULL CHECK (priority IN ('interactive', 'batch')),
    cost           BIGINT NOT NULL CHECK (cost > 0),
    start_tag      BIGINT NOT NULL,     -- start-time fair queueing: the lowest goes first
    state          TEXT COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    submitted_at   BIGINT NOT NULL,
    started_at     BIGINT,
    finished_at    BIGINT,
    deadline       BIGINT,
    posted  BYTEA NOT NULL,         -- 32 bytes each, big-endian
    witness_key    TEXT COLLATE "C" NOT NULL,         -- which key the witness is sealed to
    encapsulated   BYTEA,
    ciphertext     BYTEA,
    fence          BIGINT NOT NULL DEFAULT 0,
    attempts       BIGINT NOT NULL DEFAULT 0,
    worker         TEXT COLLATE "C",
    lease_until    BIGINT,
    stage          TEXT COLLATE "C",
    trouble        TEXT COLLATE "C",                  -- why attempts failed, one a line
    proof          BYTEA,
    proving_us     BIGINT,
    failure_code   TEXT COLLATE "C",
    failure_check  TEXT COLLATE "C",
    failure_detail TEXT COLLATE "C",
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
    id         TEXT COLLATE "C" PRIMARY KEY,
    tenant     TEXT COLLATE "C" NOT NULL,
    url        TEXT COLLATE "C" NOT NULL,
    secret     BYTEA NOT NULL,             -- by which what is sent is signed
    created_at BIGINT NOT NULL,
    gone_at    BIGINT                     -- when its receiver wanted no more
);
CREATE INDEX webhooks_tenant ON webhooks (tenant, id);

-- What is still to be sent.
CREATE TABLE deliveries (
    webhook  TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    job      TEXT COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
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
    tenant   TEXT COLLATE "C" NOT NULL,
    priority TEXT COLLATE "C" NOT NULL,
    finish   BIGINT NOT NULL,
    PRIMARY KEY (tenant, priority)
);

CREATE TABLE credentials (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('token', 'certificate')),
    hash       BYTEA NOT NULL UNIQUE,      -- SHA-256
    name       TEXT COLLATE "C" NOT NULL,
    tenant     TEXT COLLATE "C" NOT NULL,
    actions    TEXT COLLATE "C" NOT NULL,             -- names with commas between
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

-- Old versions of rows hold sealed witnesses that were erased since, and a queue makes many: vacuum soon.
ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 50);
ALTER TABLE queue SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200, fillfactor = 20);
ALTER TABLE beats SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200, fillfactor = 20);
