"""The director: it writes frame scripts and revises them."""
