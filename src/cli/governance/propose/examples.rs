//! What the help of each kind of order ends with.

pub(super) const ALL: &str = "\
Examples:
  plimsoll governance propose freeze --entry 12 --out order.json
  plimsoll governance propose admit carrier/party.json --role issuer,valuer \\
      --out order.json

Lots are named by the entry of their registration or by their DOC fingerprint;
generations, heights and the number of a member's changes come from the ledger.
The order counts under the council of now and until its last day. Others read it
with `plimsoll governance show`, sign it, and anybody submits it.";

pub(super) const ADMIT: &str = "\
Examples:
  plimsoll governance propose admit carrier/party.json --role issuer,valuer \\
      --out order.json

Governors admit issuers and valuers, and any address of an organisation that
has one. Once it is submitted, `plimsoll member add` publishes the member.";

pub(super) const SET_ROLES: &str = "\
Examples:
  plimsoll governance propose set-roles \"Bank A\" --role bank,holder \\
      --out order.json";

pub(super) const REMOVE: &str = "\
Examples:
  plimsoll governance propose remove \"Bank A\" --out order.json";

pub(super) const CONTROL_KEY: &str = "\
Examples:
  plimsoll governance propose control-key \"Bank A\" --key \\
      0x1a642f0e3c3af545e7acbd38b07251b3990914f1 --out order.json

The old control key signs it alone (`plimsoll governance sign
--control-key-file`), or governors do, if that key is lost.";

pub(super) const PAUSE: &str = "\
Examples:
  plimsoll governance propose pause --emergency --out order.json";

pub(super) const RESUME: &str = "\
Examples:
  plimsoll governance propose resume --out order.json";

pub(super) const FREEZE: &str = "\
Examples:
  plimsoll governance propose freeze --entry 12 --out order.json
  plimsoll governance propose freeze --entry 12 --emergency --out order.json";

pub(super) const LIFT: &str = "\
Examples:
  plimsoll governance propose lift --entry 12 --out order.json";

pub(super) const CLOSE: &str = "\
Examples:
  plimsoll governance propose close --entry 12 --out order.json";

pub(super) const REOPEN: &str = "\
Examples:
  plimsoll governance propose reopen --entry 12 --until 30d --out order.json
  plimsoll governance propose reopen --file reopening.json --out order.json

Without --coming the lot's own number may be registered again; without --number
with the invoices and containers of the lot's own number.";

pub(super) const RECOVER: &str = "\
Examples:
  plimsoll governance propose recover --file recovery.json --out order.json";

pub(super) const WAIVE: &str = "\
Examples:
  plimsoll governance propose waive \\
      --doc 0x05b2e9cc4d5a1f1f7a7b1d3f0c2f7c41d9a6b1d4f3c2a1908f7e6d5c4b3a2910 \\
      --box 0x1c7be1f6a3d2c4b5968778695a4b3c2d1e0f00112233445566778899aabbccdd \\
      --until 14d --out order.json
  plimsoll governance propose waive --file waiver.json --out order.json";

pub(super) const ACTIVATE_VERSION: &str = "\
Examples:
  plimsoll governance propose activate-version move 2 --out order.json
  plimsoll governance propose activate-version move 3 --key move-v3.vk \\
      --out order.json";

pub(super) const RETIRE_VERSION: &str = "\
Examples:
  plimsoll governance propose retire-version move 2 --out order.json";

pub(super) const GOVERNORS: &str = "\
Examples:
  plimsoll governance propose governors --threshold 2 \\
      --key 0x1a642f0e3c3af545e7acbd38b07251b3990914f1 \\
      --key 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf \\
      --key 0x6813eb9362372eef6200f3b1dbc3f819671cba69 --out order.json

`plimsoll governance key` makes a governor's control key.";

pub(super) const ADMINISTRATORS: &str = "\
Examples:
  plimsoll governance propose administrators \\
      --key 0x1a642f0e3c3af545e7acbd38b07251b3990914f1 --out order.json";

pub(super) const AUDIT_KEY: &str = "\
Examples:
  plimsoll governance propose audit-key --file change.json --out order.json";

pub(super) const WITNESSES: &str = "\
Examples:
  plimsoll governance propose witnesses --file witnesses.json --out order.json";

pub(super) const OPERATOR: &str = "\
Examples:
  plimsoll governance propose operator --size 120 \\
      --log-key \\
        0x8f0c2d4e6a1b3c5d7e9f00112233445566778899aabbccddeeff001122334455 \\
      --root \\
        0x4b1f6a7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192 \\
      --out order.json";

pub(super) const NOTE: &str = "\
Examples:
  plimsoll governance propose note \"Case 7/26\" --file judgment.pdf \\
      --out order.json";
