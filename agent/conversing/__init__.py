"""The director as a tool-calling agent on any chat model."""
