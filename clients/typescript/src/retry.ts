/** Requests that are made again where that may help. */

/** How often, and how long. */
export interface Patience {
  /** Attempts in all. */
  attempts: number;
  /** The first pause in milliseconds; each is twice the one before, unless the service says `Retry-After`. */
  pause: number;
  /** No pause is longer, whoever asks for it. In milliseconds. */
  longest: number;
}

/** Time out, too often, not ready: the same request may succeed later. */
const PASSING = new Set([408, 429, 502, 503, 504]);

/** Waits. Ends early with the signal's reason when it is called off. */
export function sleep(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** How long to pause before this attempt, which is counted from 1: as the service says, else longer each time. */
export function pauseBefore(attempt: number, patience: Patience, response?: Response): number {
  const said = Number(response?.headers.get("retry-after") ?? Number.NaN) * 1000;
  // Spread out, so that many clients do not come back together.
  const own = patience.pause * 2 ** (attempt - 1) * (0.5 + Math.random());
  return Math.min(Number.isFinite(said) ? said : own, patience.longest);
}

/**
 * `fetch` that tries again. Every request of this client may be repeated: submissions carry an idempotency key, and all
 * others change nothing the second time.
 */
export function persistent(inner: typeof fetch, patience: Patience): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= patience.attempts;
      let response: Response | undefined;
      try {
        response = await inner(request.clone());
        if (last || !PASSING.has(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        // No connection. What the caller called off stays off.
        if (last || request.signal.aborted) throw error;
      }
      await sleep(pauseBefore(attempt, patience, response), request.signal);
    }
  };
}
