// Verifies proofs with snarkjs, which shares no code with Plimsoll: node verify.mjs DIR
//
// Every folder under DIR that holds verification_key.json, public.json and proof.json, as `plimsoll export --form snarkjs`
// writes them, is verified as it is; then with one digit of one public input changed, which must be refused; and the same
// for the proof. Exits with 0 only if there was at least one proof and every verdict was right.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { groth16 } from "snarkjs";

const NAMES = ["verification_key.json", "public.json", "proof.json"];

const root = process.argv[2];
if (root === undefined) {
  console.error("usage: node verify.mjs DIR");
  process.exit(2);
}

function folders(dir) {
  const entries = readdirSync(dir, { withFileTypes: true });
  const own = NAMES.every((name) => entries.some((e) => e.name === name)) ? [dir] : [];
  return own.concat(...entries.filter((e) => e.isDirectory()).map((e) => folders(join(dir, e.name))));
}

// Another last digit, which keeps a number of any length below the modulus unless it already lies at its edge.
function changed(number) {
  const digit = Number(number.at(-1));
  return number.slice(0, -1) + String(digit === 0 ? 1 : digit - 1);
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
function expect(verdict, wanted, what) {
  if (verdict !== wanted) {
    wrong += 1;
    console.error(`${what}: snarkjs says ${verdict ? "valid" : "invalid"}`);
  }
}

const found = folders(root).sort();
for (const folder of found) {
  const [key, inputs, proof] = NAMES.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  const name = relative(root, folder);
  expect(await accepts(key, inputs, proof), true, `${name}: as it is`);
  const otherInputs = inputs.with(-1, changed(inputs.at(-1)));
  expect(await accepts(key, otherInputs, proof), false, `${name}: with one digit of a public input changed`);
  const otherProof = structuredClone(proof);
  otherProof.pi_a[0] = changed(proof.pi_a[0]);
  expect(await accepts(key, inputs, otherProof), false, `${name}: with one digit of the proof changed`);
}
console.log(`${found.length} proofs verified by snarkjs, ${wrong} wrong verdicts`);
// snarkjs keeps worker threads that would hold the process open.
process.exit(found.length > 0 && wrong === 0 ? 0 : 1);
