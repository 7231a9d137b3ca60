"""The frame script: building it, reading which frames a request names, editing it, proving it."""
