// Verifies proofs with snarkjs, which shares no code with Plimsoll: node verify.mjs DIR [DIGEST]
//
// Every folder under DIR that holds a proof.json also holds verification_key.json, posted.json, public.json, and circuit.json with
// the name and version of the circuit. The public inputs must be what DIGEST makes of the posted values; without it that is
// digest.mjs in the folder of this file. The proof is verified as it is. It must be refused with one digit of one public input
// changed, with one digit of the proof changed, and with the public inputs that follow after one digit of one posted value is
// changed. Exits with 0 only if there was at least one proof and every verdict was right.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { groth16 } from "snarkjs";

const NAMES = ["verification_key.json", "circuit.json", "posted.json", "public.json", "proof.json"];

const [root, digestPath] = process.argv.slice(2);
if (root === undefined) {
  console.error("usage: node verify.mjs DIR [DIGEST]");
  process.exit(2);
}
const { digest } = await import(digestPath === undefined ? "./digest.mjs" : pathToFileURL(resolve(digestPath)));

function folders(dir) {
  const entries = readdirSync(dir, { withFileTypes: true });
  const own = entries.some((e) => e.name === "proof.json") ? [dir] : [];
  return own.concat(...entries.filter((e) => e.isDirectory()).map((e) => folders(join(dir, e.name))));
}

// Another last digit, which keeps a number of any length below the modulus unless it already lies at its edge.
function changed(number) {
  const digit = Number(number.at(-1));
  return number.slice(0, -1) + String(digit === 0 ? 1 : digit - 1);
}

function publicInputs({ circuit, version }, posted) {
  const { h, z, y } = digest(circuit, version, posted);
  return [h, z, y].map(String);
}

// snarkjs throws at a point that is off its curve: that is a refusal, too.
async function accepts(key, inputs, proof) {
  try {
    return await groth16.verify(key, inputs, proof);
  } catch {
    return false;
  }
}

let wrong = 0;
function complain(what) {
  wrong += 1;
  console.error(what);
}

function expect(verdict, wanted, what) {
  if (verdict !== wanted) complain(`${what}: snarkjs says ${verdict ? "valid" : "invalid"}`);
}

// The place is the one of the posted values to change: another one in each folder.
async function judge(folder, name, place) {
  const [key, circuit, posted, inputs, proof] = NAMES.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));

  const made = publicInputs(circuit, posted);
  if (JSON.stringify(inputs) !== JSON.stringify(made)) {
    complain(`${name}: public.json holds ${inputs}, but what was posted gives ${made}`);
  }
  expect(await accepts(key, made, proof), true, `${name}: as it is`);

  const otherInputs = inputs.with(-1, changed(inputs.at(-1)));
  expect(await accepts(key, otherInputs, proof), false, `${name}: with one digit of a public input changed`);

  const otherProof = structuredClone(proof);
  otherProof.pi_a[0] = changed(proof.pi_a[0]);
  expect(await accepts(key, inputs, otherProof), false, `${name}: with one digit of the proof changed`);

  const i = place % posted.length;
  const what = `${name}: with one digit of posted value ${i + 1} changed`;
  const otherMade = publicInputs(circuit, posted.with(i, changed(posted[i])));
  if (otherMade.some((input, j) => input === made[j])) complain(`${what}: not all public inputs are others`);
  expect(await accepts(key, otherMade, proof), false, what);
}

const found = folders(root).sort();
for (const [place, folder] of found.entries()) {
  const name = relative(root, folder);
  try {
    await judge(folder, name, place);
  } catch (error) {
    complain(`${name}: ${error.message}`);
  }
}
console.log(`${found.length} proofs verified by snarkjs, ${wrong} wrong verdicts`);
// snarkjs keeps worker threads that would hold the process open.
process.exit(found.length > 0 && wrong === 0 ? 0 : 1);
