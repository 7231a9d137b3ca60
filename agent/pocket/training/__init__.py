"""Training data and training of the pocket director's adapter. The product never imports it."""
