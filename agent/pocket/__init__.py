"""The pocket director: a 135M-parameter model in this process, led by grammar and vocabulary."""
