"""The room: a session that a facilitator runs from a laptop and that people join from their phones."""
