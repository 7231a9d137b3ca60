"""A language model in this process: prepared, loaded, and decoded under a grammar.

Nothing here knows about frame scripts; it works over any causal language model of transformers.
Importing the package loads neither torch nor transformers; its modules do.
"""
