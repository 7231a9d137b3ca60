"""Reading English requests: which words name frames, and which name places between frames."""
