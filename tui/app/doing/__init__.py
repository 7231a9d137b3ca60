"""What the slash commands do: functions of the chat and the words behind the command."""
