"""Families of models: what tells one from its folder, and one adapter each."""
