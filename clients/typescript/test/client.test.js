// @ts-check
/** The client against a live service. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { hasEnded, ProblemError, Prover } from "../dist/index.js";
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
    const { circuit, public_inputs } = submission;
    const request = { circuit, public_inputs, proof: ended.proof };
    assert.deepEqual(await prover.verify(request), { valid: true });
    const other = { ...request, public_inputs: [...public_inputs].reverse() };
    const verdicts = await prover.verifyBatch([request, other]);
    assert.equal(verdicts.all_valid, false);
    assert.deepEqual(verdicts.verdicts.map((v) => v.valid), [true, false]);
  }
  const listed = await prover.jobs({ batch: batch.id, state: "succeeded", limit: 2 });
  assert.equal(listed.jobs.length, 2);
  assert.equal((await prover.jobs({ batch: batch.id, cursor: listed.cursor ?? "" })).jobs.length, samples.length - 2);
});

test("a job is watched from its submission to its end", async () => {
  const { id } = await prover.submit(sample("register-16.json"));
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
  const other = prover.submit(sample("register-16.json"), { idempotencyKey });
  await assert.rejects(other, problem("idempotency-mismatch", 409));
});

test("what is malformed is refused with its place and without its value", async () => {
  const submission = sample("attest.json");
  const short = { ...submission, public_inputs: submission.public_inputs.slice(1) };
  await assert.rejects(prover.submit(short), problem("malformed-statement", 422));
  const secret = "0xdeadbeef";
  const wrong = structuredClone(submission);
  assert.ok(wrong.witness && "attest" in wrong.witness);
  wrong.witness.attest.blinding = secret;
  await assert.rejects(prover.submit(wrong), (error) => {
    assert.ok(problem("malformed-request", 400)(error) && error instanceof ProblemError);
    assert.match(error.message, /witness\.attest\.blinding/);
    assert.doesNotMatch(error.message, /deadbeef/);
    return true;
  });
});

test("a statement that does not hold names its check", async () => {
  const submission = structuredClone(sample("attest.json"));
  const [first, second] = submission.public_inputs;
  assert.ok(first && second);
  submission.public_inputs.splice(0, 2, second, first);
  const job = await prover.wait((await prover.submit(submission)).id);
  assert.equal(job.state, "failed");
  assert.equal(job.failure?.code, "statement-refused");
  assert.match(job.failure?.check ?? "", /^ATT/);
});

test("tenants do not see each other's jobs", async () => {
  const { id } = await prover.submit(sample("register-16.json"));
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
  assert.equal((await reader.circuits()).length, 4);
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
  const door = createServer(async (request, response) => {
    keys.push(/** @type {string | undefined} */ (request.headers["idempotency-key"]));
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const refusal = refusals.shift();
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
    const body = Buffer.concat(chunks);
    const passed = await fetch(service.url + request.url, { method: request.method ?? "GET", headers, body });
    response.writeHead(passed.status, { "content-type": passed.headers.get("content-type") ?? "" });
    response.end(await passed.text());
  });
  await new Promise((resolve) => door.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (door.address());
  const patient = new Prover({ url: `http://127.0.0.1:${port}`, token: await service.grant("bank-c") });
  const job = await patient.submit(sample("attest.json"));
  assert.equal(keys.length, 3);
  assert.ok(keys[0] && keys.every((key) => key === keys[0]));
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
