/** What goes wrong, typed. */

import type { components } from "./schema.js";

/** Problem details (RFC 9457) with a stable code. */
export type Problem = components["schemas"]["Problem"];

/** Stable names of problems. */
export type Code = components["schemas"]["Code"];

/** The service did not do what was asked, and says why. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    /** What the service said. */
    readonly problem: Problem,
  ) {
    super(`${problem.title}: ${problem.detail}`);
  }

  /** Stable, for programs. */
  get code(): Code {
    return this.problem.code;
  }

  /** The HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  /** After how many seconds to try again, where that helps. */
  get retryAfter(): number | undefined {
    return this.problem.retry_after;
  }
}

/** Something answered that is not the service, such as a proxy whose service is down. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";

  constructor(
    /** The HTTP status. */
    readonly status: number,
  ) {
    super(`status ${status} without an answer of the service; is this its address?`);
  }
}

/** Whether this is a problem as the service tells them. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "status" in value && "detail" in value;
}
