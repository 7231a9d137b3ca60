"""The director's texts."""
