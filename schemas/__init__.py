"""Values that the parts of storyreel exchange: pydantic only, no I/O, no torch, no langchain."""
