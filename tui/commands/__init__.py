"""One module a command, each with `run(arguments)`; imported only when its command is given."""
