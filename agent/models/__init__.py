"""Chat models by director id: which provider, which endpoint, which key."""
