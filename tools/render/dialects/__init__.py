"""How a frame becomes a frame prompt: one module for each dialect."""
