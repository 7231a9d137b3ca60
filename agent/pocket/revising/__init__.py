"""Requests in plain words, read into typed edits.

The words decide wherever they can; the model writes what they leave open.
"""
