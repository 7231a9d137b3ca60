"""The chat: conversation, engine, screens."""
