"""What the model decides about a request that words alone do not settle."""
