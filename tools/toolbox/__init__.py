"""What a director may do to a frame script, as tools for a LangChain agent."""
