/** Client of the Plimsoll proving service. */

import createClient, { type Client } from "openapi-fetch";
import { events } from "./events.js";
import { AnswerError, isProblem, ProblemError } from "./problem.js";
import { type Patience, pauseBefore, persistent, sleep } from "./retry.js";
import type { components, operations, paths } from "./schema.js";
import { sealed } from "./seal.js";

export { AnswerError, type Code, type Problem, ProblemError } from "./problem.js";
export type { Patience } from "./retry.js";
export type { components, operations, paths } from "./schema.js";
export { sealed, WitnessKeyError } from "./seal.js";

type Schemas = components["schemas"];

/** What a job is to prove, and when. */
export type Submission = Schemas["Submission"];
/** A job as its tenant sees it. */
export type Job = Schemas["Job"];
/** Jobs, newest first. */
export type JobList = Schemas["JobList"];
/** The jobs of a batch, in its order. */
export type SubmittedBatch = Schemas["SubmittedBatch"];
/** A proof to verify. */
export type VerifyRequest = Schemas["VerifyRequest"];
/** Whether a proof is valid. */
export type Verdict = Schemas["Verdict"];
/** A verdict for each proof of a batch. */
export type Verdicts = Schemas["Verdicts"];
/** A circuit and its keys. */
export type Circuit = Schemas["Circuit"];
/** The key to which witnesses may be sealed. */
export type WitnessKey = Schemas["WitnessKey"];
/** Which jobs are listed. */
export type Filter = NonNullable<operations["listJobs"]["parameters"]["query"]>;

/** How the service is reached. */
export interface ProverOptions {
  /** Its address, such as `https://prover.example:8480`. */
  url: string;
  /** The bearer token that `plimsoll access grant` printed; none where a client certificate speaks for you. */
  token?: string;
  /** How often requests are made again where that may help; five attempts if not given. */
  patience?: Partial<Patience>;
  /** The workers' key, to which witnesses are sealed; the one that the service names if not given. */
  witnessKey?: WitnessKey;
  /** Another `fetch`, such as one with a client certificate. */
  fetch?: typeof fetch;
}

/** What any call takes. */
export interface CallOptions {
  /** Calls it off. */
  signal?: AbortSignal;
}

/** What submissions take. */
export interface SubmitOptions extends CallOptions {
  /** Your name for the submission: the same again gives the same job. A random one if not given. */
  idempotencyKey?: string;
  /**
   * Whether witnesses are sealed to the workers' key before they leave; they are, if not said otherwise. In the open, the service
   * seals them when they arrive, and says of a malformed one at once what is wrong with it.
   */
  seal?: boolean;
}

/** The longest that the service waits in one request, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Whether nothing about the job will change any more. */
export function hasEnded(job: Job): boolean {
  return job.state === "succeeded" || job.state === "failed" || job.state === "cancelled";
}

/** One service, on behalf of one tenant. Methods throw {@link ProblemError} when the service says no. */
export class Prover {
  readonly #client: Client<paths>;
  readonly #patience: Patience;
  readonly #pinned: WitnessKey | undefined;
  /** The key that the service named last. */
  #stated: WitnessKey | undefined;

  constructor(options: ProverOptions) {
    this.#pinned = options.witnessKey;
    this.#patience = { attempts: 5, pause: 500, longest: 30_000, ...options.patience };
    this.#client = createClient<paths>({
      baseUrl: options.url.replace(/\/+$/, ""),
      headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
      fetch: persistent(options.fetch ?? fetch, this.#patience),
    });
  }

  /** Submits a job, its witness sealed. */
  async submit(submission: Submission, { idempotencyKey, seal, ...rest }: SubmitOptions = {}): Promise<Job> {
    const header = { "Idempotency-Key": idempotencyKey ?? crypto.randomUUID() };
    return this.#sealing([submission], { ...rest, seal }, async ([body]) =>
      answered(await this.#client.POST("/v1/jobs", { ...rest, params: { header }, body: body ?? submission })),
    );
  }

  /** Submits jobs together, their witnesses sealed: all are accepted or none. */
  async submitBatch(batch: Submission[], { idempotencyKey, seal, ...rest }: SubmitOptions = {}): Promise<SubmittedBatch> {
    const header = { "Idempotency-Key": idempotencyKey ?? crypto.randomUUID() };
    return this.#sealing(batch, { ...rest, seal }, async (jobs) =>
      answered(await this.#client.POST("/v1/batches", { ...rest, params: { header }, body: { jobs } })),
    );
  }

  /** Does what takes sealed submissions. If the service no longer has the key that it named, it is asked again, once. */
  async #sealing<T>(
    submissions: Submission[],
    { seal = true, ...options }: CallOptions & { seal?: boolean | undefined },
    send: (submissions: Submission[]) => Promise<T>,
  ): Promise<T> {
    const open = submissions.some(({ witness }) => witness !== undefined && witness !== null);
    if (!seal || !open) return send(submissions);
    const attempt = async () => {
      const key = this.#pinned ?? (this.#stated ??= await this.witnessKey(options));
      return send(await Promise.all(submissions.map((submission) => sealed(submission, key))));
    };
    try {
      return await attempt();
    } catch (error) {
      const old = error instanceof ProblemError && error.code === "unknown-witness-key";
      if (!old || this.#pinned) throw error;
      this.#stated = undefined;
      return attempt();
    }
  }

  /** Shows a job; with `waitMs` when it has ended or after so many milliseconds, at most 60,000. */
  async job(id: string, { waitMs = 0, ...rest }: CallOptions & { waitMs?: number } = {}): Promise<Job> {
    const params = { path: { id }, query: { wait_ms: waitMs } };
    return answered(await this.#client.GET("/v1/jobs/{id}", { ...rest, params }));
  }

  /** Lists jobs, newest first, a page at a time: the `cursor` of one begins the following one. */
  async jobs(filter: Filter = {}, options: CallOptions = {}): Promise<JobList> {
    return answered(await this.#client.GET("/v1/jobs", { ...options, params: { query: filter } }));
  }

  /** Waits until a job has ended, however long that takes: give a signal to set a limit. */
  async wait(id: string, options: CallOptions = {}): Promise<Job> {
    for (;;) {
      const job = await this.job(id, { ...options, waitMs: LONGEST_WAIT });
      if (hasEnded(job)) return job;
    }
  }

  /** The job at once and at every change, until it has ended. A connection that is lost is made again. */
  async *watch(id: string, options: CallOptions = {}): AsyncGenerator<Job, void, void> {
    let told = "";
    for (let silent = 1; ; silent++) {
      const params = { path: { id } };
      const body = answered(await this.#client.GET("/v1/jobs/{id}/events", { ...options, params, parseAs: "stream" }));
      if (body === null) throw new AnswerError(200);
      try {
        for await (const { event, data } of events(body)) {
          if (event === "problem") throw new ProblemError(JSON.parse(data));
          if (event !== "job" || data === told) continue;
          const job: Job = JSON.parse(data);
          [told, silent] = [data, 1];
          yield job;
          if (hasEnded(job)) return;
        }
      } catch (error) {
        const lost = error instanceof TypeError && !options.signal?.aborted;
        if (!lost || silent >= this.#patience.attempts) throw error;
      }
      await sleep(pauseBefore(silent, this.#patience), options.signal);
    }
  }

  /** Calls a job off. */
  async cancel(id: string, options: CallOptions = {}): Promise<Job> {
    return answered(await this.#client.DELETE("/v1/jobs/{id}", { ...options, params: { path: { id } } }));
  }

  /** Has a proof verified. Who can should verify with a library of their own. */
  async verify(request: VerifyRequest, options: CallOptions = {}): Promise<Verdict> {
    return answered(await this.#client.POST("/v1/verify", { ...options, body: request }));
  }

  /** Has many proofs verified at once. */
  async verifyBatch(proofs: VerifyRequest[], options: CallOptions = {}): Promise<Verdicts> {
    return answered(await this.#client.POST("/v1/verify/batch", { ...options, body: { proofs } }));
  }

  /** What is proven there, and under which keys. */
  async circuits(options: CallOptions = {}): Promise<Circuit[]> {
    return answered(await this.#client.GET("/v1/circuits", { ...options })).circuits;
  }

  /** The key to which witnesses are sealed, so that only a worker reads them. */
  async witnessKey(options: CallOptions = {}): Promise<WitnessKey> {
    return answered(await this.#client.GET("/v1/witness-key", { ...options }));
  }
}

function answered<T>(result: { data?: T; error?: unknown; response: Response }): T {
  if (result.response.ok && result.data !== undefined) return result.data;
  if (isProblem(result.error)) throw new ProblemError(result.error);
  throw new AnswerError(result.response.status);
}
