// @ts-check
/** A service of its own for the tests: the program that PLIMSOLL_BIN names. */

import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The program. */
const program = process.env.PLIMSOLL_BIN ?? "plimsoll";

const samples = new URL("../../../samples/jobs/", import.meta.url);

/** All sample submissions, by name. */
export async function submissions() {
  const names = (await readdir(samples)).filter((name) => name.endsWith(".json")).sort();
  const read = async (/** @type {string} */ name) => JSON.parse(await readFile(new URL(name, samples), "utf8"));
  return Promise.all(names.map(async (name) => /** @type {[string, import("../dist/index.js").Submission]} */ ([name, await read(name)])));
}

/** Starts a service; gives its address, tokens for it, and a way to end it. */
export async function start() {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-client-"));
  const data = join(folder, "data");
  const options = ["--insecure-dev-keys", "serve", "--listen", "127.0.0.1:0", "--data", data, "--threads", "2"];
  const server = spawn(program, options, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  let log = "";
  const address = await new Promise((resolve, reject) => {
    server.once("error", reject);
    ended.then(() => reject(new Error(`the service ended:\n${log}`)));
    createInterface({ input: server.stderr }).on("line", (line) => {
      log += `${line}\n`;
      const found = / serving address=(\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  return {
    url: `http://${address}`,
    /** Grants a token. */
    async grant(/** @type {string} */ tenant, may = "submit,read") {
      const { stdout } = await run(program, ["--json", "access", "grant", "--data", data, "--tenant", tenant, "--may", may]);
      return /** @type {string} */ (JSON.parse(stdout).token);
    },
    async stop() {
      server.kill("SIGTERM");
      const status = await ended;
      await rm(folder, { recursive: true });
      if (status !== 0) throw new Error(`the service ended with ${status}:\n${log}`);
    },
  };
}
