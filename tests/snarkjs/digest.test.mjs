// verifier/digest.mjs against the test vectors: node --test tests/snarkjs/digest.test.mjs

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { CIRCUITS, R, WIDTH_16, digest, keccak256, sponge } from "../../verifier/digest.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const vectors = (name) => JSON.parse(readFileSync(at(`tests/vectors/${name}.json`), "utf8"));

const statements = vectors("statements");
const posted = ({ elements }) => elements.map((word) => String(BigInt(word)));
const move = statements.find(({ circuit }) => circuit === "move");

test("the circuits are those of the statements", () => {
  // Names in their order within `public` are how the values are laid out.
  const fingerprints = ({ public: parts }) => {
    const names = Object.keys(parts);
    const slot = names.indexOf("fingerprints");
    if (slot < 0) return null;
    const start = names.slice(0, slot).reduce((sum, name) => sum + parts[name].length, 0);
    return [start, start + parts.fingerprints.length];
  };
  const rows = statements.map((row) => {
    const { circuit, number, version, elements } = row;
    return [circuit, { number, version, posted: elements.length, fingerprints: fingerprints(row) }];
  });
  assert.deepEqual(CIRCUITS, Object.fromEntries(rows));
});

test("h, z, y and the identity are those of the statements", () => {
  assert.ok(statements.length > 0);
  for (const row of statements) {
    const { h, z, y, id } = digest(row.circuit, row.version, posted(row));
    assert.deepEqual([h, z, y], row.inputs.map(BigInt), row.circuit);
    assert.equal(h, BigInt(row.sighash), row.circuit);
    assert.equal(id, row.identity, row.circuit);
    assert.deepEqual(digest(row.circuit, row.version, row.elements.map(BigInt)), { h, z, y, id });
  }
});

test("the constants are those of the Rust crate", () => {
  const rust = readFileSync(at("digest/src/poseidon2/constants.rs"), "utf8");
  const source = rust.slice(rust.indexOf("pub static WIDTH_16:")).split("};")[0];
  const numbers = (name, end) => {
    const part = source.slice(source.indexOf(`${name}:`), end && source.indexOf(`${end}:`));
    return Array.from(part.matchAll(/MontFp!\("([0-9]+)"\)/g), ([, digits]) => BigInt(digits));
  };
  const { external, internal, diagonalMinusOne } = WIDTH_16;
  assert.deepEqual(external.map((round) => round.length), new Array(8).fill(16));
  assert.deepEqual([internal.length, diagonalMinusOne.length], [57, 16]);
  assert.deepEqual(external.flat(), numbers("external", "internal"));
  assert.deepEqual(internal, numbers("internal", "diagonal_minus_one"));
  assert.deepEqual(diagonalMinusOne, numbers("diagonal_minus_one"));
});

test("the sponge and Keccak-256 are those of the vectors", () => {
  for (const { tag, in: inputs, out } of vectors("poseidon2").sponge) {
    assert.equal(sponge(tag, inputs.map(BigInt)), BigInt(out), `${inputs.length} inputs`);
  }
  for (const { in: message, out } of vectors("external").keccak256) {
    const hash = keccak256(Buffer.from(message, "hex"));
    assert.equal(Buffer.from(hash).toString("hex"), out, `${message.length / 2} bytes`);
  }
});

test("every posted value changes h, z, y and the identity", () => {
  for (const row of statements) {
    const before = digest(row.circuit, row.version, posted(row));
    const { posted: count, fingerprints } = CIRCUITS[row.circuit];
    // All of a hundred slots would tell no more than the outermost.
    const edges = fingerprints ? [0, 2, 3, fingerprints[1] - 1, fingerprints[1], count - 1] : [...Array(count).keys()];
    for (const i of edges) {
      const values = row.elements.map(BigInt);
      values[i] = (values[i] + 1n) % R;
      const after = digest(row.circuit, row.version, values);
      for (const name of ["h", "z", "y", "id"]) assert.notEqual(after[name], before[name], `${row.circuit} x_${i + 1} ${name}`);
    }
  }
});

test("a word that is not a number below r in its one form is refused", () => {
  const refused = [
    [String(R), /x_4 is not below r/],
    [R, /x_4 is not below r/],
    [String(BigInt(posted(move)[3]) + R), /x_4 is not below r/],
    [2n ** 256n, /x_4 is not below r/],
    ["9".repeat(100_000), /x_4 is not below r/],
    ["-1", /x_4 is negative/],
    [-1n, /x_4 is negative/],
    ["", /x_4 is not a decimal number/],
    ["01", /x_4 is not a decimal number/],
    ["+1", /x_4 is not a decimal number/],
    [" 1", /x_4 is not a decimal number/],
    ["1\n", /x_4 is not a decimal number/],
    ["1e3", /x_4 is not a decimal number/],
    ["0x10", /x_4 is not a decimal number/],
    [1, /x_4 is neither/],
    [null, /x_4 is neither/],
    [undefined, /x_4 is neither/],
    [["1"], /x_4 is neither/],
  ];
  for (const [value, message] of refused) {
    assert.throws(() => digest("move", move.version, posted(move).with(3, value)), message);
  }
  for (const value of ["0", 0n, String(R - 1n), R - 1n]) digest("move", move.version, posted(move).with(3, value));
});

test("another count than the circuit posts is refused", () => {
  for (const row of statements) {
    const values = posted(row);
    for (const other of [[], values.slice(1), [...values, "0"]]) {
      assert.throws(() => digest(row.circuit, row.version, other), /posts \d+ values, not \d+/);
    }
  }
  assert.throws(() => digest("move", move.version, { length: 21 }), /must be an array/);
});

test("circuits and versions that are not known are refused", () => {
  for (const name of ["", "Move", "toString", "__proto__", 3, undefined]) {
    assert.throws(() => digest(name, 1, []), /there is no circuit/);
  }
  for (const version of [move.version - 1, move.version + 1, String(move.version), undefined]) {
    assert.throws(() => digest("move", version, posted(move)), /knows version/);
  }
});

test("the program prints, compares and refuses", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-digest-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };
  const run = (...args) => spawnSync(process.execPath, [at("verifier/digest.mjs"), ...args], { encoding: "utf8" });

  const version = String(move.version);
  const values = file("posted.json", posted(move));
  const inputs = move.inputs.map((word) => String(BigInt(word)));
  const right = file("public.json", inputs);

  const printed = run("move", version, values);
  assert.deepEqual([printed.status, JSON.parse(printed.stdout), printed.stderr], [0, inputs, ""]);
  assert.equal(run("move", version, values, right).status, 0);

  const different = [
    [inputs.with(1, "7"), /z is "7", but what was posted gives "\d+"\n$/],
    [inputs.with(0, Number(inputs[0])), /h is /],
    [inputs.with(2, String(BigInt(inputs[2]) + R)), /y is /],
    [inputs.slice(1), /holds 2 values, not 3/],
    [{}, /is not an array/],
  ];
  for (const [content, message] of different) {
    const { status, stderr } = run("move", version, values, file("other.json", content));
    assert.equal(status, 1);
    assert.match(stderr, message);
  }

  const refused = run("move", version, file("large.json", posted(move).with(0, String(R))));
  assert.deepEqual([refused.status, refused.stdout], [1, ""]);
  assert.match(refused.stderr, /x_1 is not below r/);
  assert.equal(run("move", version, file("short.json", posted(move).slice(1))).status, 1);

  const unusable = [
    [],
    ["move", version],
    ["move", version, values, right, right],
    ["mov", version, values],
    ["move", "0", values],
    ["move", `0${version}`, values],
    ["move", version, join(folder, "missing.json")],
    ["move", version, file("broken.json", "[")],
    ["move", version, values, join(folder, "missing.json")],
  ];
  for (const args of unusable) {
    const { status, stdout, stderr } = run(...args);
    assert.deepEqual([status, stdout, stderr !== ""], [2, "", true], args.join(" "));
  }
  const help = run("--help");
  assert.equal(help.status, 0);
  assert.match(help.stdout, /Example/);
});
