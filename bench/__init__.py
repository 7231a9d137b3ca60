"""Figures, one benchmark a module: `python -m bench.NAME [--json]`."""
