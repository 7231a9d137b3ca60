"""What the director can do: keep and edit scripts, render, compose, measure."""
