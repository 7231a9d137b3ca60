"""Rendering: frame prompts, render keys, stills on disk, and the renderers that draw them."""
