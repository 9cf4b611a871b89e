// @ts-check
/** The client against a live service. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { hasEnded, ProblemError, Prover, sealed, WitnessKeyError } from "../dist/index.js";
import { pauseBefore } from "../dist/retry.js";
import { start, submissions } from "./service.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let service;
/** @type {Prover} */
let prover;
/** @type {Awaited<ReturnType<typeof submissions>>} */
let samples;

before(async () => {
  service = await start();
  prover = new Prover({ url: service.url, token: await service.grant("bank-a") });
  samples = await submissions();
});

after(() => service.stop());

/** What is refused with this code. */
const problem = (/** @type {string} */ code, /** @type {number} */ status) => (/** @type {unknown} */ error) => {
  assert.ok(error instanceof ProblemError, String(error));
  assert.equal(error.code, code);
  assert.equal(error.status, status);
  return true;
};

/** A sample by name. */
function sample(/** @type {string} */ wanted) {
  const found = samples.find(([name]) => name === wanted);
  assert.ok(found);
  return found[1];
}

test("every sample is proven, and the proofs are valid", async () => {
  const batch = await prover.submitBatch(samples.map(([, submission]) => submission));
  assert.equal(batch.jobs.length, samples.length);
  for (const [i, job] of batch.jobs.entries()) {
    const submission = samples[i]?.[1];
    assert.ok(submission);
    const ended = await prover.wait(job.id);
    assert.equal(ended.state, "succeeded", JSON.stringify(ended.failure));
    assert.equal(ended.batch, batch.id);
    assert.ok(ended.proof);
    const { circuit, posted } = submission;
    const request = { circuit, posted, proof: ended.proof };
    assert.deepEqual(await prover.verify(request), { valid: true });
    const other = { ...request, posted: [...posted].reverse() };
    const verdicts = await prover.verifyBatch([request, other]);
    assert.equal(verdicts.all_valid, false);
    assert.deepEqual(verdicts.verdicts.map((v) => v.valid), [true, false]);
  }
  const listed = await prover.jobs({ batch: batch.id, state: "succeeded", limit: 2 });
  assert.equal(listed.jobs.length, 2);
  assert.equal((await prover.jobs({ batch: batch.id, cursor: listed.cursor ?? "" })).jobs.length, samples.length - 2);
});

test("a job is watched from its submission to its end", async () => {
  const { id } = await prover.submit(sample("register-small.json"));
  const seen = [];
  for await (const job of prover.watch(id)) {
    assert.equal(job.id, id);
    seen.push(job);
  }
  assert.equal(seen.at(-1)?.state, "succeeded");
  assert.ok(seen.slice(0, -1).every((job) => !hasEnded(job)));
  // Whoever comes late is told the end at once.
  const late = [];
  for await (const job of prover.watch(id)) late.push(job.state);
  assert.deepEqual(late, ["succeeded"]);
});

test("a job is called off, and what has ended is not", async () => {
  // The queue is held busy, so that the job does not end before.
  const busy = await prover.submitBatch(Array.from({ length: 4 }, () => sample("move.json")));
  const job = await prover.submit({ ...sample("move.json"), priority: "batch" });
  assert.equal((await prover.cancel(job.id)).state, "cancelled");
  assert.equal((await prover.cancel(job.id)).state, "cancelled");
  assert.equal((await prover.wait(job.id)).state, "cancelled");
  for (const { id } of busy.jobs) await prover.cancel(id);
  const { jobs } = await prover.jobs({ state: "succeeded", limit: 1 });
  assert.ok(jobs[0]);
  await assert.rejects(prover.cancel(jobs[0].id), problem("already-ended", 409));
});

test("an idempotency key stands for one job", async () => {
  const idempotencyKey = crypto.randomUUID();
  const submission = sample("attest.json");
  const first = await prover.submit(submission, { idempotencyKey });
  assert.equal((await prover.submit(submission, { idempotencyKey })).id, first.id);
  assert.notEqual((await prover.submit(submission)).id, first.id);
  const other = prover.submit(sample("register-small.json"), { idempotencyKey });
  await assert.rejects(other, problem("idempotency-mismatch", 409));
});

test("what is malformed is refused with its place and without its value", async () => {
  const submission = sample("attest.json");
  const short = { ...submission, posted: submission.posted.slice(1) };
  await assert.rejects(prover.submit(short), problem("malformed-statement", 422));
  const secret = "0xdeadbeef";
  const wrong = structuredClone(submission);
  assert.ok(wrong.witness && "attest" in wrong.witness);
  wrong.witness.attest.blinding = secret;
  await assert.rejects(prover.submit(wrong, { seal: false }), (error) => {
    assert.ok(problem("malformed-request", 400)(error) && error instanceof ProblemError);
    assert.match(error.message, /witness\.attest\.blinding/);
    assert.doesNotMatch(error.message, /deadbeef/);
    return true;
  });
  // Sealed, the worker finds it.
  const job = await prover.wait((await prover.submit(wrong)).id);
  assert.equal(job.failure?.code, "malformed-witness");
  assert.doesNotMatch(JSON.stringify(job), /deadbeef/);
});

test("a statement that does not hold names its check", async () => {
  const submission = structuredClone(sample("attest.json"));
  const [first, second] = submission.posted;
  assert.ok(first && second);
  submission.posted.splice(0, 2, second, first);
  const job = await prover.wait((await prover.submit(submission)).id);
  assert.equal(job.state, "failed");
  assert.equal(job.failure?.code, "statement-refused");
  assert.match(job.failure?.check ?? "", /^ATT/);
});

test("tenants do not see each other's jobs", async () => {
  const { id } = await prover.submit(sample("register-small.json"));
  const other = new Prover({ url: service.url, token: await service.grant("bank-b") });
  await assert.rejects(other.job(id), problem("not-found", 404));
  await assert.rejects(other.cancel(id), problem("not-found", 404));
  assert.deepEqual((await other.jobs()).jobs, []);
});

test("credentials are asked for, and go as far as they say", async () => {
  const nobody = new Prover({ url: service.url });
  await assert.rejects(nobody.jobs(), problem("unauthenticated", 401));
  const reader = new Prover({ url: service.url, token: await service.grant("bank-a", "read") });
  await assert.rejects(reader.submit(sample("move.json")), problem("forbidden", 403));
  assert.equal((await reader.circuits()).length, 6);
  assert.match((await prover.witnessKey()).public_key, /^0x[0-9a-f]{64}$/);
});

test("waiting ends when it is called off", async () => {
  const busy = await prover.submitBatch(Array.from({ length: 4 }, () => sample("move.json")));
  const last = busy.jobs.at(-1);
  assert.ok(last);
  const signal = AbortSignal.timeout(50);
  await assert.rejects(prover.wait(last.id, { signal }), { name: "TimeoutError" });
  for (const { id } of busy.jobs) await prover.cancel(id);
});

/** A door before the service that refuses the first requests: what a service does that is busy or restarts. */
test("a request is made again as the service says, under one idempotency key", async () => {
  /** @type {(string | undefined)[]} */
  const keys = [];
  const refusals = [
    { status: 503, retry: "0", code: "not-ready" },
    { status: 429, retry: "0", code: "too-many-requests" },
  ];
  const bodies = /** @type {string[]} */ ([]);
  const door = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "POST") {
      keys.push(/** @type {string | undefined} */ (request.headers["idempotency-key"]));
      bodies.push(Buffer.concat(chunks).toString());
    }
    const refusal = request.url === "/v1/witness-key" ? undefined : refusals.shift();
    if (refusal) {
      const { status, retry, code } = refusal;
      response.writeHead(status, { "content-type": "application/problem+json", "retry-after": retry });
      response.end(JSON.stringify({ type: `urn:plimsoll:problem:${code}`, title: code, detail: code, status, code }));
      return;
    }
    const headers = /** @type {Record<string, string>} */ ({ ...request.headers });
    delete headers.host;
    delete headers.connection;
    delete headers["transfer-encoding"];
    const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
    const passed = await fetch(service.url + request.url, { method: request.method ?? "GET", headers, ...body });
    response.writeHead(passed.status, { "content-type": passed.headers.get("content-type") ?? "" });
    response.end(await passed.text());
  });
  await new Promise((resolve) => door.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (door.address());
  const patient = new Prover({ url: `http://127.0.0.1:${port}`, token: await service.grant("bank-c") });
  const job = await patient.submit(sample("attest.json"));
  assert.equal(keys.length, 3);
  assert.ok(keys[0] && keys.every((key) => key === keys[0]));
  for (const body of bodies) {
    const { witness, sealed_witness } = JSON.parse(body);
    assert.equal(witness, undefined);
    assert.equal(sealed_witness.key, (await prover.witnessKey()).id);
  }
  assert.equal((await prover.jobs({ limit: 500 })).jobs.some(({ id }) => id === job.id), false);

  refusals.push({ status: 503, retry: "0", code: "queue-full" });
  const hasty = new Prover({ url: `http://127.0.0.1:${port}`, token: "plm_none", patience: { attempts: 1 } });
  await assert.rejects(hasty.jobs(), problem("queue-full", 503));
  door.close();
  door.closeAllConnections();
});

test("pauses are as long as the service says, and grow where it says nothing", () => {
  const patience = { attempts: 5, pause: 100, longest: 5000 };
  const says = (/** @type {string} */ seconds) => new Response(null, { headers: { "retry-after": seconds } });
  assert.equal(pauseBefore(1, patience, says("3")), 3000);
  assert.equal(pauseBefore(1, patience, says("3600")), 5000);
  for (const [attempt, least] of /** @type {const} */ ([[1, 50], [2, 100], [3, 200]])) {
    const pause = pauseBefore(attempt, patience);
    assert.ok(pause >= least && pause < 3 * least, `${attempt}: ${pause}`);
  }
  assert.equal(pauseBefore(30, patience), 5000);
});

/** What Rust makes of the samples with the same keys: the file is written and checked by plimsoll-api's tests. */
test("a sealed witness is the same bytes that the Rust client makes", async () => {
  const vector = JSON.parse(await readFile(new URL("sealed.json", import.meta.url), "utf8"));
  const ephemeral = Uint8Array.from(Buffer.from(vector.ephemeral.slice(2), "hex"));
  assert.ok(vector.sealed.length >= 3);
  for (const expected of vector.sealed) {
    const { witness, sealed_witness } = await sealed(sample(expected.sample), vector.witness_key, ephemeral);
    assert.equal(witness, undefined);
    assert.ok(sealed_witness);
    assert.equal(sealed_witness.key, vector.witness_key.id);
    assert.equal(sealed_witness.encapsulated, expected.encapsulated);
    const ciphertext = Buffer.from(sealed_witness.ciphertext.slice(2), "hex");
    assert.equal(ciphertext.length, expected.ciphertext_bytes);
    const digest = createHash("sha256").update(ciphertext).digest("hex");
    assert.equal(`0x${digest}`, expected.ciphertext_sha256, expected.sample);
  }
});

test("each seal has a key of its own, and what is sealed already stays", async () => {
  const key = await prover.witnessKey();
  const once = await sealed(sample("attest.json"), key);
  const twice = await sealed(sample("attest.json"), key);
  assert.notEqual(once.sealed_witness?.encapsulated, twice.sealed_witness?.encapsulated);
  assert.notEqual(once.sealed_witness?.ciphertext, twice.sealed_witness?.ciphertext);
  assert.equal(await sealed(once, key), once);
  const job = await prover.wait((await prover.submit(once)).id);
  assert.equal(job.state, "succeeded", JSON.stringify(job.failure));
});

test("a sealed witness is for its own statement", async () => {
  const moved = await sealed(sample("attest.json"), await prover.witnessKey());
  moved.posted = [...moved.posted].reverse();
  const job = await prover.wait((await prover.submit(moved)).id);
  assert.equal(job.failure?.code, "malformed-witness");
});

test("nothing is sealed to what is no key, or to another than was pinned", async () => {
  const key = await prover.witnessKey();
  const wrong = [
    { ...key, id: "0000000000000000" },
    { ...key, public_key: key.public_key.slice(0, -2) },
    { ...key, public_key: key.public_key.replace("0x", "") },
    { ...key, public_key: `0x${"00".repeat(32)}` },
  ];
  for (const witnessKey of wrong) await assert.rejects(sealed(sample("attest.json"), witnessKey), WitnessKeyError);
  // A key that is not the workers': the service does not have it, and no other is asked for.
  const vector = JSON.parse(await readFile(new URL("sealed.json", import.meta.url), "utf8"));
  const pinned = new Prover({ url: service.url, token: await service.grant("bank-d"), witnessKey: vector.witness_key });
  await assert.rejects(pinned.submit(sample("attest.json")), problem("unknown-witness-key", 422));
  await assert.rejects(pinned.submitBatch([sample("attest.json")]), problem("unknown-witness-key", 422));
  const own = new Prover({ url: service.url, token: await service.grant("bank-d"), witnessKey: key });
  const job = await own.wait((await own.submit(sample("attest.json"))).id);
  assert.equal(job.state, "succeeded", JSON.stringify(job.failure));
});

test("a key that was rotated away is asked for again", async () => {
  const vector = JSON.parse(await readFile(new URL("sealed.json", import.meta.url), "utf8"));
  let asked = 0;
  const stale = new Prover({
    url: service.url,
    token: await service.grant("bank-e"),
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const first = url.endsWith("/v1/witness-key") && asked++ === 0;
      return first ? Response.json(vector.witness_key) : fetch(input, init);
    },
  });
  const [one, two] = await Promise.all([stale.submit(sample("attest.json")), stale.submit(sample("move.json"))]);
  for (const { id } of [one, two]) assert.equal((await stale.wait(id)).state, "succeeded");
  assert.ok(asked >= 2);
});
