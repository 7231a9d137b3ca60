"""Rendering in a child process, so that what happens there never takes the chat down."""
