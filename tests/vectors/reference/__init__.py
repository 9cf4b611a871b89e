"""Plimsoll's protocol once more, in plain Python: a second answer that shares no code with the Rust one."""
