"""Temporal attention: the frames of a shot attend to the keys and values of one of them."""
