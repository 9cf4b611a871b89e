#!/usr/bin/env python3
"""Puts eth-account's digest and signature beside what wallets are given, in wallet.json: see ../wallet.rs."""

import json
from pathlib import Path

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

KEY = bytes([8] * 32)
DATA = Path(__file__).with_name("wallet.json")


def numbers(types, name, value):
    """The same with its numbers as numbers: eth-account takes no decimal strings."""
    if name.endswith("[]"):
        return [numbers(types, name[:-2], each) for each in value]
    if name in types:
        return {field["name"]: numbers(types, field["type"], value[field["name"]]) for field in types[name]}
    return int(value) if name.startswith("uint") else value


cases = json.loads(DATA.read_text())
for case in cases:
    data = case["typed_data"]
    message = numbers(data["types"], data["primaryType"], data["message"])
    signable = encode_typed_data(full_message={**data, "message": message})
    case["digest"] = "0x" + _hash_eip191_message(signable).hex().removeprefix("0x")
    case["signature"] = "0x" + Account.sign_message(signable, KEY).signature.hex().removeprefix("0x")
DATA.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
