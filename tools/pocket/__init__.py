"""The pocket renderer: a small Stable Diffusion over a closed, illustrated world."""
