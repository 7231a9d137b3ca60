"""What the chat is made of."""
