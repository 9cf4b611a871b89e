/** Witnesses sealed to the workers' key: HPKE (RFC 9180), as the service's documentation says under "Sealed witnesses". */

import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import type { components } from "./schema.js";

type Submission = components["schemas"]["Submission"];
type WitnessKey = components["schemas"]["WitnessKey"];

const INFO = new TextEncoder().encode("plimsoll witness v1");

/** The sealed text's length is a multiple of this many bytes, so that it tells no sizes of amounts. */
const PADDING = 4096;

/** The numbers by which a seal names circuits. */
const CIRCUITS: Record<Submission["circuit"], number> = { "register-small": 1, "register-large": 2, move: 3, attest: 4, amend: 5, revalue: 6 };

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** What is named as the workers' key is none, or not the one that it is called. Nothing was sent. */
export class WitnessKeyError extends Error {
  override readonly name = "WitnessKeyError";

  constructor() {
    super("the witness key is no key, or not the one that it is called; nothing was sent. Tell whoever runs the service");
  }
}

/**
 * The same submission with its witness sealed to this key, for its own circuit and public inputs only. One that comes sealed, or
 * without a witness, is given back as it is.
 *
 * `ephemeral` is key material for test vectors; never give it otherwise.
 */
export async function sealed(submission: Submission, key: WitnessKey, ephemeral?: Uint8Array): Promise<Submission> {
  const { witness, ...rest } = submission;
  if (witness === undefined || witness === null) return submission;
  const recipientPublicKey = await publicKey(key);
  const text = padded(witness);
  try {
    const ekm = ephemeral === undefined ? {} : { ekm: ephemeral };
    const sender = await suite.createSenderContext({ recipientPublicKey, info: INFO, ...ekm });
    const ciphertext = await sender.seal(text, bound(submission));
    const sealed_witness = { key: key.id, encapsulated: hex(sender.enc), ciphertext: hex(ciphertext) };
    return { ...rest, sealed_witness };
  } finally {
    text.fill(0);
  }
}

async function publicKey({ id, public_key }: WitnessKey): Promise<CryptoKey> {
  const key = bytes(public_key);
  if (key?.length !== 32) throw new WitnessKeyError();
  const digest = await crypto.subtle.digest("SHA-256", key);
  if (hex(digest.slice(0, 8)) !== `0x${id}`) throw new WitnessKeyError();
  return suite.kem.deserializePublicKey(key).catch(() => {
    throw new WitnessKeyError();
  });
}

/** The witness's JSON text and spaces up to the next multiple of {@link PADDING}. */
function padded(witness: NonNullable<Submission["witness"]>): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(witness));
  const padded = new Uint8Array(Math.ceil(text.length / PADDING) * PADDING).fill(0x20);
  padded.set(text);
  text.fill(0);
  return padded;
}

/** What a seal covers beside the witness: the circuit's number and the public inputs, big-endian. */
function bound({ circuit, posted }: Submission): Uint8Array<ArrayBuffer> {
  const bound = new Uint8Array(4 + 32 * posted.length);
  new DataView(bound.buffer).setUint32(0, CIRCUITS[circuit]);
  posted.forEach((input, i) => {
    const element = bytes(input);
    if (element?.length !== 32) throw new RangeError(`posted[${i}]: expected 0x and 64 hexadecimal digits`);
    bound.set(element, 4 + 32 * i);
  });
  return bound;
}

function hex(bytes: ArrayBuffer): string {
  return `0x${Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function bytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^0x([0-9a-f]{2})*$/.test(text)) return undefined;
  return Uint8Array.from(text.slice(2).match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
